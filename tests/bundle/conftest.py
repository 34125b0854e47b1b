"""Models on made data, without training: fitted by hand, weights from a seed."""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import nn

from lamina.bundle.model import Model
from lamina.bundle.record import seal
from lamina.bundle.save import save_bundle
from lamina.core.spec import CategoryColumn, DataSpec, ImageSpec, NumberColumn, TableForm, TargetSpec
from lamina.data.finish import LabelProbabilities, Probabilities, RawUnits
from lamina.data.images.pixels import ImagePreparation
from lamina.data.prepare import TablePreparation
from lamina.networks import catalog

NUMBERS = (
    NumberColumn(name="age", quantiles=(0.4, 16, 21, 25, 28, 32, 39, 48, 80), missing=0.2),
    NumberColumn(name="born", source="date", quantiles=tuple(1e9 + 1e7 * i for i in range(9))),
    NumberColumn(name="paid", source="boolean", quantiles=(0, 0, 0, 0, 0, 1, 1, 1, 1)),
    NumberColumn(name="rooms", integer=True, quantiles=(1, 2, 2, 3, 3, 4, 4, 5, 9)),
)
CATEGORIES = (
    CategoryColumn(name="sex", categories=("female", "male"), frequencies=(0.4, 0.6)),
    CategoryColumn(
        name="城市 / city", categories=("北京", "Zürich", 'O\'Hare "x"'), frequencies=(0.5, 0.3, 0.2), missing=0.1
    ),
)
CLASSES = (TargetSpec(name="survived", classes=("no", "yes", "也许")),)
FORM = TableForm(
    columns=("id", "age", "born", "paid", "rooms", "sex", "城市 / city", "survived"), separator=",", encoding="utf-8"
)
CARD = {
    "source": "made.csv",
    "split": "stratified 70/15/15",
    "audit": "0 shared rows",
    "scores": {"test": {"accuracy": 0.5}},
}
TARGET = (TargetSpec(name="price", quantiles=(10.0, 20.0, 40.0, 80.0, 100.0)),)


def table_spec(**changes: Any) -> DataSpec:
    """A spec with numbers, dates, booleans and categories."""
    values = {
        "kind": "table",
        "task": "classify",
        "numbers": NUMBERS,
        "categories": CATEGORIES,
        "targets": CLASSES,
        "form": FORM,
    }
    return DataSpec(**{**values, **changes})


def fitted_preparation(spec: DataSpec) -> TablePreparation:
    """A preparation as fitting would leave it: medians, an indicator, one-hot of all categories, missing and unseen."""
    names = [(k, c) for k, column in enumerate(spec.categories) for c in range(len(column.categories) + 2)]
    onehot = [] if spec.embedded else names
    indicators = min(1, len(spec.numbers))
    module = TablePreparation(len(spec.numbers), len(spec.categories), indicators, len(onehot), spec.embedded)
    counts = torch.tensor([len(column.categories) for column in spec.categories], dtype=torch.int64)
    state = module.state_dict()
    state["impute.fill"] = torch.tensor([column.quantiles[4] for column in spec.numbers], dtype=torch.float64)
    state["scale.mean"] = state["impute.fill"] * 1.01
    state["scale.scale"] = torch.tensor([column.quantiles[-1] / 3 for column in spec.numbers], dtype=torch.float64)
    state |= {"replace.missing": counts, "replace.for_missing": counts, "replace.for_unseen": counts + 1}
    state["onehot.column"] = torch.tensor([k for k, _ in onehot], dtype=torch.int64)
    state["onehot.code"] = torch.tensor([c for _, c in onehot], dtype=torch.int64)
    module.load_state_dict(state)
    return module


def build(name: str, **arguments: Any) -> nn.Module:
    """A catalogue network with weights from a fixed seed."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(5)
        return catalog.build(name, **arguments)


def make_table_model(arguments: dict[str, Any] | None = None, **changes: Any) -> Model:
    """An mlp on a table; `changes` go to the spec, `arguments` to the network."""
    spec = table_spec(**changes)
    prepare = fitted_preparation(spec)
    sizes: dict[str, Any] = {"in_features": prepare.num_features, "num_classes": spec.num_outputs, "hidden_dims": [8]}
    if spec.embedded:
        sizes["cardinalities"] = [len(column.categories) + 2 for column in spec.categories]
    finish: nn.Module = LabelProbabilities() if spec.multi_label else Probabilities()
    if spec.task == "regress":
        finish = RawUnits(spec.num_outputs)
        finish.load_state_dict({"mean": _full(spec.num_outputs, 40.0), "scale": _full(spec.num_outputs, 25.0)})
    else:
        finish.load_state_dict({"temperature": torch.tensor(1.7, dtype=torch.float64)})
    sizes |= arguments or {}
    return Model(spec, "mlp", sizes, prepare, build("mlp", **sizes), finish, dict(CARD))


def make_image_model(name: str = "lenet5", channels: int = 1, size: int = 32, **arguments: Any) -> Model:
    """An image network with ten classes."""
    arguments = {"num_classes": 10, **({} if name == "mlp" else {"in_channels": channels}), **arguments}
    prepare = ImagePreparation(channels)
    prepare.load_state_dict({"mean": _full(channels, 0.3), "std": _full(channels, 0.25)})
    return Model(
        image_spec(channels, size), name, arguments, prepare, build(name, **arguments), Probabilities(), dict(CARD)
    )


def image_spec(channels: int = 1, size: int = 32) -> DataSpec:
    """Images at the network's size, ten classes."""
    classes = tuple(f"digit {i}" for i in range(10))
    image = ImageSpec(
        channels=channels, height=size, width=size, fit="pad", inner_height=size - 4, inner_width=size - 4
    )
    return DataSpec(kind="images", task="classify", image=image, targets=(TargetSpec(name="class", classes=classes),))


def _full(count: int, value: float) -> torch.Tensor:
    return torch.full((count,), value, dtype=torch.float64)


def change_record(folder: Path, change: Callable[[dict[str, Any]], Any], *, sealed: bool = True) -> None:
    """Change bundle.json as a forger would: with a new checksum (or without)."""
    content = json.loads((folder / "bundle.json").read_text(encoding="utf-8"))
    change(content)
    content = seal({key: value for key, value in content.items() if key != "checksum"}) if sealed else content
    (folder / "bundle.json").write_text(json.dumps(content), encoding="utf-8")


def replace_file(folder: Path, name: str, content: bytes) -> None:
    """Put other bytes in place of a file, with the checksums that fit them."""
    (folder / name).write_bytes(content)
    change_record(folder, lambda record: record["files"].update({name: hashlib.sha256(content).hexdigest()}))


@pytest.fixture
def table_model() -> Callable[..., Model]:
    """Factory of mlp models on tables."""
    return make_table_model


@pytest.fixture
def image_model() -> Callable[..., Model]:
    """Factory of models on images."""
    return make_image_model


@pytest.fixture
def forge() -> Callable[..., None]:
    """change_record(folder, change, sealed=True)."""
    return change_record


@pytest.fixture
def swap() -> Callable[..., None]:
    """replace_file(folder, name, content)."""
    return replace_file


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    """A saved bundle of a table model."""
    return save_bundle(tmp_path / "model", make_table_model(), readme="# Card\n")
