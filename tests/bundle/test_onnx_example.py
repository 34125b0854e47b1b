"""The lines that are printed beside an exported model run as they stand."""

from collections.abc import Callable
from pathlib import Path

import pytest

from lamina.bundle.model import Model
from lamina.bundle.onnx import export_onnx
from lamina.bundle.onnx_example import onnx_example

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
