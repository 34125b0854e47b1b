"""The lines that are printed beside an exported model run as they stand."""

from collections.abc import Callable
from pathlib import Path

import pytest
import torch

from lamina.bundle.model import Model
from lamina.bundle.onnx import export_onnx
from lamina.bundle.onnx_example import onnx_example
from lamina.bundle.onnx_pairs import export_pairs
from lamina.core.config import DataConfig
from lamina.core.spec import DataSpec, NumberColumn, SeriesSpec, TargetSpec
from lamina.data.finish import NextToken
from lamina.data.pairs.fit import fit_pairs
from lamina.data.pairs.preparation import PairPreparation
from lamina.networks.catalog import build

pytest.importorskip("onnxruntime")


@pytest.mark.parametrize("kind", ["table_model", "image_model"])
def test_it_runs(kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    make: Callable[..., Model] = request.getfixturevalue(kind)
    model = make()
    path = tmp_path / "model.onnx"
    export_onnx(model, path)
    names: dict[str, object] = {}
    exec(onnx_example(model.spec, str(path)), names)
    assert names["answers"].shape == (1, model.spec.num_outputs)  # type: ignore[attr-defined]


def test_that_of_pairs_runs(tmp_path: Path) -> None:
    model = pairs_model()
    encoder, _ = export_pairs(model, tmp_path)
    names: dict[str, object] = {}
    exec(onnx_example(model.spec, str(encoder)), names)
    written = names["answers"]
    assert isinstance(written, list) and all(0 <= token < model.spec.num_outputs for token in written)


def test_it_says_how_a_text_becomes_tokens_and_what_stands_in_a_step() -> None:
    lines = onnx_example(pairs_model().spec, "folder/encoder.onnx")
    assert "from_file('folder/tokenizer.json')" in lines.replace("\\\\", "/")
    series = SeriesSpec(variables=("sold", "price"), targets=("sold",), window=4, horizon=1)
    numbers = (NumberColumn(name="sold"), NumberColumn(name="price"))
    targets = (TargetSpec(name="sold +1"),)
    spec = DataSpec(kind="series", task="forecast", series=series, numbers=numbers, targets=targets)
    lines = onnx_example(spec, "model.onnx")
    compile(lines, "example", "exec")
    assert "* 4]),  # ['sold', 'price']; the newest step last" in lines


def pairs_model() -> Model:
    """A Transformer as its weights were drawn."""
    fitted = fit_pairs(["ein Haus"] * 3, ["a house"] * 3, DataConfig(max_length=5), ("de", "en"))
    targets = (TargetSpec(name="en"),)
    spec = DataSpec(kind="pairs", task="translate", text=fitted.text, into=fitted.into, targets=targets)
    arguments = {
        "vocab_size": len(fitted.text.vocabulary),
        "embed_dim": 8,
        "num_heads": 1,
        "hidden_dim": 8,
        "num_layers": 1,
    }
    torch.manual_seed(0)
    network = build("transformer", **arguments).eval()
    return Model(spec, "transformer", arguments, PairPreparation(), network, NextToken(), {})
