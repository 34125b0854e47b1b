"""Labels of tokens through all verbs: trained, scored beside each word's label, asked in a fresh process, exported."""

import json
import random
import subprocess
import sys
from pathlib import Path

import numpy as np
import polars as pl
import pytest
import torch
from torch import Tensor, nn

import lamina
from lamina.core.errors import InputError
from lamina.verbs.run import Run

NEW = [["Ann", "flew", "to", "Rome", "."], ["Zoe", "!"], ["to"] * 30]
SMALL = {"arg": {"hidden_dim": 12, "embed_dim": 12}, "threads": 1, "plots": False}


class LabelOfWord(nn.Module):
    """A user's own network: each token's vector, then a dense layer."""

    def __init__(self, vocab_size: int, num_classes: int) -> None:
        super().__init__()
        self.embedding = nn.Embedding(vocab_size, 8, padding_idx=0)
        self.output = nn.Linear(8, num_classes)

    def forward(self, tokens: Tensor, lengths: Tensor) -> Tensor:
        """tokens (B, L) -> (B, L, K)."""
        return self.output(self.embedding(tokens))


def write_sentences(path: Path, rows: int = 120) -> Path:
    """Who went where: "Rome" is a person where it goes, and a place behind to and from."""
    draw = random.Random(0)
    blocks = []
    for number in range(rows):
        who, where = draw.choice(["Ann", "Bob", "Rome"]), draw.choice([["Rome"], ["Oslo"], ["New", "York"]])
        pairs = [(who, "B-PER"), (draw.choice(["went", "flew"]), "O"), (draw.choice(["to", "from"]), "O")]
        pairs += [(word, "B-LOC" if place == 0 else "I-LOC") for place, word in enumerate(where)]
        pairs += [(f"odd{number}", "O")] * draw.randrange(2) + [(".", "O")]
        blocks.append("\n".join(f"{token}\t{label}" for token, label in pairs))
    path.write_text("\n\n".join(blocks) + "\n", encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def sentences(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_sentences(tmp_path_factory.mktemp("tags") / "who.tsv")


@pytest.fixture(scope="module")
def run(sentences: Path, tmp_path_factory: pytest.TempPathFactory) -> Run:
    out = str(tmp_path_factory.mktemp("runs"))
    options = {**SMALL, "plots": True}
    return lamina.train(str(sentences), epochs=8, batch_size=16, learning_rate=0.02, out=out, **options)


def test_learns_and_stands_beside_the_labels_of_words(run: Run) -> None:
    evaluation = run.evaluation("test")
    assert run.config.network.network == "bilstm" and run.config.task.task == "tag"
    assert evaluation.headline == "span_f1" and evaluation.scores["span_f1"].value > 0.95
    rivals = {item.name: item.scores["span_f1"] for item in evaluation.baselines}
    assert set(rivals) == {"majority", "word"} and rivals["majority"] == 0 < rivals["word"] < 0.95
    assert evaluation.scores["accuracy_unknown"].value > 0.9  # odd ones are outside
    frame = pl.read_parquet(run.path / "predictions.parquet")
    assert len(frame.filter(pl.col("split") == "test")) == evaluation.rows
    page = (run.path / "report.html").read_text(encoding="utf-8")
    assert "All labels right" in page and (run.path / "plots" / "confusion.png").is_file()


def test_answers_in_a_fresh_process_are_the_same(run: Run) -> None:
    code = "import sys, json, lamina; print(json.dumps(lamina.load(sys.argv[1]).predict(json.loads(sys.argv[2]))['probability'].to_list()))"
    asked = [sys.executable, "-c", code, str(run.path), json.dumps(NEW)]
    done = subprocess.run(asked, capture_output=True, text=True, check=True)
    frame = run.predict(NEW, probabilities=True)
    assert json.loads(done.stdout) == pytest.approx(frame["probability"].to_list(), abs=1e-9)
    assert frame["answer"].to_list()[:5] == ["B-PER", "O", "O", "B-LOC", "O"]
    assert (
        frame["row"].to_list()[4:7] == [0, 1, 1]
        and frame["place"].to_list()[5:7] == [0, 1]
        and frame["outside"].to_list()[5] == "never seen in training"
    )
    assert "in pieces" in frame["outside"].to_list()[-1]
    total = sum(frame[f"probability_{name}"] for name in run.model.spec.classes)
    assert np.allclose(total.to_numpy(), 1)


def test_answers_do_not_depend_on_the_other_sentences(run: Run) -> None:
    together = run.predict(NEW)["probability"].to_list()
    alone = [value for tokens in NEW for value in run.predict([tokens])["probability"].to_list()]
    assert together == pytest.approx(alone, abs=1e-6)


def test_padding_of_any_width_changes_nothing(run: Run) -> None:
    tokens, lengths = torch.tensor([[2, 3, 4], [5, 0, 0]]), torch.tensor([3, 1])
    answers = run.model.answer({"tokens": tokens, "lengths": lengths})
    wider = run.model.answer({"tokens": torch.nn.functional.pad(tokens, (0, 4)), "lengths": lengths})
    assert answers.shape == (2, 3, len(run.model.spec.classes))
    assert torch.equal(wider[:, :3], answers) and not wider[:, 3:].any() and not answers[1, 1:].any()
    assert run.model.answer({"tokens": tokens[:0], "lengths": lengths[:0]}).shape == (0, 3, 4)


def test_scores_on_given_sentences(run: Run, sentences: Path) -> None:
    evaluation = run.score(str(sentences))
    assert evaluation.scores["accuracy"].value > 0.95
    assert any(note.code == "verbs.copies" and note.parameters["copies"] > 50 for note in evaluation.notes)
    strange = run.score([(["Ann", "sang"], ["B-PER", "B-SONG"])])
    assert strange.rows == 1 and any(note.code == "data.unseen_classes" for note in strange.notes)
    with pytest.raises(InputError, match=r"\(tag\)"):
        run.score(["Ann sang"])


def test_onnx_gives_the_same_labels(run: Run, tmp_path: Path) -> None:
    import onnxruntime

    path = run.export("onnx", to=tmp_path / "tagger.onnx")
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    for rows, width in ((1, 1), (3, 4), (9, 20)):
        tokens = torch.randint(1, 9, (rows, width), generator=torch.Generator().manual_seed(rows))
        lengths = torch.randint(1, width + 1, (rows,), generator=torch.Generator().manual_seed(rows))
        lengths[0] = width
        tokens[torch.arange(width) >= lengths[:, None]] = 0
        found = session.run(None, {"tokens": tokens.numpy(), "lengths": lengths.numpy()})[0]
        expected = run.model.answer({"tokens": tokens, "lengths": lengths})
        real = torch.arange(width) < lengths[:, None]
        assert torch.allclose(torch.from_numpy(found)[real], expected[real], atol=1e-5)


def test_the_rest_of_the_verbs(run: Run) -> None:
    assert all(check.ok for check in lamina.verify(run.path))
    assert lamina.inspect(run).output_shape[-1] == 4
    with pytest.raises(InputError):
        run.predict(NEW, crops=5)


def test_resumes_to_the_same_bits(sentences: Path, tmp_path: Path) -> None:
    whole = lamina.train(str(sentences), epochs=2, out=str(tmp_path), baseline=False, **SMALL)
    checks = lamina.verify(whole.path, resume=True)
    assert all(check.ok for check in checks) and any(check.code == "verbs.check_resume" for check in checks)


@pytest.mark.parametrize("network", ["rnn", "lstm", "gru", "birnn", "bigru"])
def test_each_recurrent_network_labels(network: str, sentences: Path, tmp_path: Path) -> None:
    run = lamina.train(str(sentences), network=network, epochs=1, out=str(tmp_path), baseline=False, **SMALL)
    assert run.predict(["Ann flew"])["token"].to_list() == ["Ann", "flew"]


def test_a_table_and_its_columns(sentences: Path, tmp_path: Path) -> None:
    rows = [(str(number), *line.split("\t")) for number, block in enumerate(sentences.read_text().split("\n\n"))
            for line in block.strip().split("\n")]  # fmt: skip
    frame = pl.DataFrame(rows, schema=["s", "w", "role"], orient="row")
    options = {"sentence_column": "s", "text_column": ("w",), "target": "role", "task": "tag"}
    run = lamina.train(frame, epochs=1, out=str(tmp_path), baseline=False, **SMALL, **options)
    assert run.model.spec.targets[0].name == "role"
    assert run.predict(frame.drop("role").head(9)).height == 9
    assert run.score(frame.head(50)).rows == 50


def test_a_network_of_the_users_own(sentences: Path, tmp_path: Path) -> None:
    source = lamina.train(str(sentences), epochs=1, out=str(tmp_path), baseline=False, **SMALL)
    vocabulary = source.model.spec.text
    assert vocabulary is not None
    own = LabelOfWord(len(vocabulary.vocabulary), 4)
    run = lamina.train(str(sentences), network=own, epochs=1, out=str(tmp_path), name="own", threads=1, plots=False)
    assert {item.name for item in run.evaluation().baselines} == {"majority", "word"}


def test_folds(sentences: Path, tmp_path: Path) -> None:
    run = lamina.train(str(sentences), folds=2, epochs=1, out=str(tmp_path), baseline=False, **SMALL)
    assert len(json.loads((run.path / "folds" / "folds.json").read_text())["accuracy"]["values"]) == 2
