import importlib.util
import json
import logging
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime
import pytest
import torch
from torch import nn

from lamina.bundle import onnx as module
from lamina.bundle.golden import draw_images, draw_rows
from lamina.bundle.model import Model
from lamina.bundle.onnx import export_onnx, feeds
from lamina.core.errors import InputError
from lamina.core.spec import CategoryColumn, NumberColumn, TargetSpec

PRICES = (TargetSpec(name="price", quantiles=(10.0, 40.0, 100.0)), TargetSpec(name="rent", quantiles=(1.0, 2.0)))


def session(path: Path) -> onnxruntime.InferenceSession:
    return onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])


def test_a_table_takes_its_columns_by_name(table_model: Callable[..., Model], tmp_path: Path) -> None:
    model = table_model()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        report = export_onnx(model, tmp_path / "m.onnx")
    assert report.difference < 1e-6 and report.rows == 16 + 1 + 2 + 7 + 64
    assert report.inputs == {
        "age": "double",
        "born": "double",
        "paid": "double",
        "rooms": "double",
        "sex": "string",
        "城市 / city": "string",
    }
    onnx.checker.check_model(onnx.load(report.path), full_check=True)
    running = session(report.path)
    assert [item.name for item in running.get_inputs()] == list(report.inputs)
    assert {item.type for item in running.get_inputs()} == {"tensor(double)", "tensor(string)"}
    assert [(item.name, item.shape[1]) for item in running.get_outputs()] == [("probabilities", 3)]
    row: dict[str, Any] = {"age": np.nan, "born": 1.1e9, "paid": 1.0, "rooms": 3.0}
    raw: dict[str, Any] = {name: np.array([[value]]) for name, value in row.items()}
    raw |= {"sex": np.array([[""]], dtype=object), "城市 / city": np.array([["Paris"]], dtype=object)}
    expected = model.answer(
        {"numbers": torch.tensor([list(row.values())], dtype=torch.float64), "codes": torch.tensor([[2, 4]])}
    )
    assert np.allclose(running.run(None, raw)[0], expected.numpy(), atol=1e-6)
    facts = running.get_modelmeta().custom_metadata_map
    assert json.loads(facts["lamina.classes"]) == ["no", "yes", "也许"] and facts["lamina.network"] == "mlp"
    assert json.loads(facts["lamina.spec"])["numbers"][0]["name"] == "age"


@pytest.mark.parametrize(
    ("changes", "output"),
    [
        ({"task": "regress", "targets": PRICES}, "values"), ({"task": "regress", "targets": PRICES[:1], "numbers": ()}, "price"),
        ({"categories": (), "targets": tuple(TargetSpec(name=name, classes=("no", "yes")) for name in "ab")}, "probabilities"),
        ({"embedded": True}, "probabilities"),
    ],
)  # fmt: skip
def test_other_tables(changes: dict[str, Any], output: str, table_model: Callable[..., Model], tmp_path: Path) -> None:
    model = table_model(**changes)
    report = export_onnx(model, tmp_path / "m.onnx")
    assert report.output == output and report.difference < 1e-5
    inputs = {name: tensor.repeat(20, 1) for name, tensor in draw_rows(model.spec).items()}
    found = session(report.path).run([output], feeds(inputs, model.spec))[0]
    assert np.allclose(found, model.answer(inputs).numpy(), rtol=1e-5, atol=1e-5)


def test_seconds_keep_their_precision_inside_the_file(table_model: Callable[..., Model], tmp_path: Path) -> None:
    column = NumberColumn(name="t", source="date", quantiles=tuple(1.7e9 + i for i in range(9)))
    model = table_model(numbers=(column,), categories=(), task="regress", targets=PRICES[:1])
    model.prepare.load_state_dict(
        {
            **model.prepare.state_dict(),
            "scale.mean": torch.tensor([1.7e9]).double(),
            "scale.scale": torch.ones(1).double(),
        }
    )
    running = session(export_onnx(model, tmp_path / "m.onnx").path)
    first, second = (running.run(None, {"t": np.array([[1.7e9 + second]])})[0].item() for second in (1, 2))
    assert abs(first - second) > 0.01  # as float32 both would be the same moment


def test_awkward_names_stay_as_they_are(table_model: Callable[..., Model], tmp_path: Path) -> None:
    names = ["probabilities", "linear", "a b\tc", "", "input", "x.y:0", "🙂", "val_1", "numbers", "Gemm"]
    numbers = tuple(NumberColumn(name=name, quantiles=(0.0,) * 5 + (1.0,)) for name in names)
    categories = (CategoryColumn(name="code_0", categories=("", "b")), CategoryColumn(name="text_1", categories=("a",)))
    report = export_onnx(table_model(numbers=numbers, categories=categories), tmp_path / "m.onnx")
    assert [item.name for item in session(report.path).get_inputs()] == [
        *(name or "column" for name in names),
        "code_0",
        "text_1",
    ]
    assert report.output == "probabilities_"


@pytest.mark.parametrize("name", ["lenet5", "lenet5-1998", "simplecnn", "mlp"])
def test_image_networks_take_uint8_of_any_number(name: str, image_model: Callable[..., Model], tmp_path: Path) -> None:
    model = image_model(name, **({"in_features": 1024, "batch_norm": True, "dropout": 0.5} if name == "mlp" else {}))
    model.network.train()
    report = export_onnx(model, tmp_path / "m.onnx")
    assert model.network.training and report.inputs == {"images": "uint8"}
    running = session(report.path)
    assert running.get_inputs()[0].type == "tensor(uint8)" and running.get_inputs()[0].shape[1:] == [32, 32, 1]
    assert model.spec.image is not None
    images = draw_images(model.spec.image)["images"].repeat(5, 1, 1, 1)
    assert np.allclose(
        running.run(None, {"images": images.numpy()})[0], model.answer({"images": images}).numpy(), atol=1e-5
    )


def test_the_file_tells_nothing_of_this_machine(table_model: Callable[..., Model], tmp_path: Path) -> None:
    content = export_onnx(table_model(), tmp_path / "m.onnx").path.read_bytes()
    assert b"site-packages" not in content and b".py" not in content and str(Path.home()).encode() + b"/" not in content


def test_a_file_that_answers_otherwise_is_not_kept(
    table_model: Callable[..., Model], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = table_model()
    right = module._program

    def wrong(model: Model) -> bytes:
        program = onnx.load_from_string(right(model))
        for value in program.graph.initializer:
            if value.data_type == onnx.TensorProto.FLOAT:
                value.CopyFrom(onnx.numpy_helper.from_array(onnx.numpy_helper.to_array(value) * 1.01, value.name))
        return program.SerializeToString()

    monkeypatch.setattr(module, "_program", wrong)
    with pytest.raises(InputError) as caught:
        export_onnx(model, tmp_path / "m.onnx")
    assert caught.value.code == "bundle.onnx_differs" and list(tmp_path.iterdir()) == []


class FixedBatch(nn.Module):
    """Reads its batch size while it is traced, as a loop over rows does."""

    def __init__(self, inner: nn.Module) -> None:
        super().__init__()
        self.inner = inner

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return torch.stack([self.inner(x[row : row + 1])[0] for row in range(int(x.shape[0]))])


class Undecided(FixedBatch):
    """Looks at values to choose its way, which no exporter can follow."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.inner(x) if float(x.sum()) > 0 else -self.inner(x)


@pytest.mark.parametrize("kind", [FixedBatch, Undecided])
def test_networks_that_do_not_export_leave_one_sentence_and_no_file(
    kind: type[FixedBatch], table_model: Callable[..., Model], tmp_path: Path
) -> None:
    model = table_model()
    model.network = kind(model.network)
    with pytest.raises(InputError) as caught:
        export_onnx(model, tmp_path / "m.onnx")
    assert caught.value.code in ("bundle.onnx_failed", "bundle.onnx_differs")
    assert "\n" not in str(caught.value) and list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("package", ["onnx", "onnxscript", "onnxruntime"])
def test_without_the_extra_the_sentence_says_what_to_install(
    package: str, table_model: Callable[..., Model], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    find = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name, *rest: None if name == package else find(name, *rest))
    with pytest.raises(InputError, match="pip install"):
        export_onnx(table_model(), tmp_path / "m.onnx")


def test_a_model_beyond_a_protobuf_is_refused(
    table_model: Callable[..., Model], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LARGEST_FILE", 100)
    with pytest.raises(InputError, match="at most 100"):
        export_onnx(table_model(), tmp_path / "m.onnx")


def test_the_exporters_chatter_is_put_back_to_its_level() -> None:
    logger = logging.getLogger("onnxscript")
    before = logger.level
    with module.quiet():
        assert logger.level == logging.ERROR
    assert logger.level == before
