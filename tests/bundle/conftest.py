"""Models on made data, without training: fitted by hand, weights from a seed."""

from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch import nn

from lamina.bundle.model import Model
from lamina.core.spec import CategoryColumn, DataSpec, ImageSpec, NumberColumn, TargetSpec
from lamina.data.finish import Probabilities, RawUnits
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
    CategoryColumn(name="城市 / city", categories=("北京", "Zürich", "O'Hare \"x\""), frequencies=(0.5, 0.3, 0.2), missing=0.1),
)
CLASSES = (TargetSpec(name="survived", classes=("no", "yes", "也许")),)
TARGET = (TargetSpec(name="price", quantiles=(10.0, 20.0, 40.0, 80.0, 100.0)),)


def table_spec(**changes: Any) -> DataSpec:
    """A spec with numbers, dates, booleans and categories."""
    values = {"kind": "table", "task": "classify", "numbers": NUMBERS, "categories": CATEGORIES, "targets": CLASSES}
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


@pytest.fixture
def table_model() -> Callable[..., Model]:
    """A factory of mlp models on tables."""

    def make(**changes: Any) -> Model:
        spec = table_spec(**changes)
        prepare = fitted_preparation(spec)
        arguments: dict[str, Any] = {"in_features": prepare.num_features, "num_classes": spec.num_outputs}
        if spec.task == "regress":
            finish: nn.Module = RawUnits(spec.num_outputs)
            finish.load_state_dict(
                {"mean": torch.full((spec.num_outputs,), 40.0, dtype=torch.float64), "scale": torch.full((spec.num_outputs,), 25.0, dtype=torch.float64)}
            )
        else:
            finish = Probabilities()
            finish.load_state_dict({"temperature": torch.tensor(1.7, dtype=torch.float64)})
        card = {"source": "made.csv", "split": "stratified, 70/15/15", "audit": "0 shared rows", "scores": {"test": {"accuracy": 0.5}}}
        return Model(spec, "mlp", arguments, prepare, build("mlp", **arguments), finish, card)

    return make


def image_spec(channels: int = 1, size: int = 32) -> DataSpec:
    """Images at the network's size, ten classes."""
    classes = tuple(f"digit {i}" for i in range(10))
    image = ImageSpec(channels=channels, height=size, width=size)
    return DataSpec(kind="images", task="classify", image=image, targets=(TargetSpec(name="class", classes=classes),))
