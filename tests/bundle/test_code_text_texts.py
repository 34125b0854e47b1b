"""A model of texts as a program that stands alone answers as the model does."""

import csv
import io
import subprocess
import sys
from pathlib import Path

import pytest
import torch

from lamina.bundle.code import export_code
from lamina.bundle.model import Model
from lamina.core.errors import InputError
from lamina.core.spec import DataSpec, TargetSpec, TextSpec
from lamina.data.finish import NextToken, Probabilities, RawUnits
from lamina.data.texts.preparation import TextPreparation
from lamina.data.texts.tokens import encode_texts
from lamina.data.texts.vocabulary import MARKED, START_ID
from lamina.networks import catalog

WORDS = TextSpec(
    tokens="words", vocabulary=(*MARKED, "good", "bad", "film", "a", "."), lower=True, max_length=4, columns=("text",)
)
TEXTS = ["A good film.", "bad", "", "a long film that is cut. Bad!", "naïve 我 🙂"]
SIZES = {"vocab_size": 9, "num_classes": 2, "embed_dim": 8}


def model(network: str, task: str, **sizes: int) -> Model:
    classes = ("no", "yes") if task == "classify" else ()
    spec = DataSpec.model_validate(
        {"kind": "text", "task": task, "text": WORDS, "targets": (TargetSpec(name="y", classes=classes),)}
    )
    arguments = {**SIZES, "num_classes": spec.num_outputs, **sizes}
    torch.manual_seed(0)
    starts = next(row.starts for row in catalog.CATALOG if row.name == network)
    prepare, finish = TextPreparation(START_ID if starts else 0), Probabilities() if classes else RawUnits(1)
    return Model(spec, network, arguments, prepare, catalog.build(network, **arguments), finish, {})


@pytest.mark.parametrize(
    ("network", "task", "sizes"),
    [
        ("bigru", "classify", {"hidden_dim": 6}),
        ("lstm", "regress", {"hidden_dim": 6}),
        ("encoder", "classify", {"num_heads": 2, "num_layers": 1, "num_positions": 5}),
    ],
)
def test_the_program_reads_texts_and_agrees(tmp_path: Path, network: str, task: str, sizes: dict[str, int]) -> None:
    made = model(network, task, **sizes)
    script = export_code(made, tmp_path / "code")
    assert sorted(path.name for path in script.parent.iterdir()) == [
        "model.py",
        "tokenizer.json",
        "weights.safetensors",
    ]
    assert "lamina" not in script.read_text(encoding="utf-8")
    (tmp_path / "texts.txt").write_bytes(("\n".join(TEXTS) + "\n").encode())
    command = [sys.executable, "-I", str(script), str(tmp_path / "texts.txt")]
    said = subprocess.run(command, capture_output=True, text=True, check=True, encoding="utf-8").stdout
    rows = list(csv.DictReader(io.StringIO(said)))
    column = "probability_yes" if task == "classify" else "y"
    found = torch.tensor([float(row[column]) for row in rows], dtype=torch.float64)
    expected = made.answer(encode_texts(TEXTS, WORDS).inputs)[:, -1]
    torch.testing.assert_close(found, expected, atol=1e-5, rtol=1e-5)


def test_models_that_write_are_refused_by_their_task(tmp_path: Path) -> None:
    made = model("gru", "classify", hidden_dim=6)
    spec = made.spec.model_copy(update={"task": "language", "targets": (TargetSpec(name="next token"),)})
    writes = Model(spec, "gru", made.network_arguments, made.prepare, made.network, NextToken(), {})
    with pytest.raises(InputError) as error:
        export_code(writes, tmp_path / "code")
    assert error.value.code == "bundle.code_kind" and not (tmp_path / "code").exists()
