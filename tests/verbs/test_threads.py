"""What is fitted and stored has the same bits at any number of threads: a resumed run may have settled on another one."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import polars as pl
import pytest
import torch
from torch import Tensor

from lamina.core.config import RunConfig
from lamina.core.spec import DataSpec, TargetSpec
from lamina.evaluation.baselines import fit_constant
from lamina.evaluation.calibration import fit_temperature
from lamina.evaluation.linear import fit_linear
from lamina.verbs.reading import look, read_and_prepare

MANY = 50_000  # PyTorch shares sums of more than 32,768 numbers among its threads


@pytest.fixture(autouse=True)
def threads_put_back() -> Iterator[None]:
    threads = torch.get_num_threads()
    yield
    torch.set_num_threads(threads)


def same(fit: Callable[[], Any]) -> bool:
    """Whether one thread and two give the same."""
    found = []
    for threads in (1, 2, 3):
        torch.set_num_threads(threads)
        found.append(fit())
    return found[0] == found[1] == found[2]


def draws(*shape: int) -> Tensor:
    return torch.rand(*shape, generator=torch.Generator().manual_seed(0), dtype=torch.float64) ** 3


def test_torch_itself_is_not_so() -> None:
    values = draws(MANY)
    assert not same(lambda: [(values * k).std().item() for k in range(1, 20)])  # else this file tests nothing


@pytest.mark.parametrize("kind", ["table", "series"])
def test_preparation_and_finish(kind: str) -> None:
    values = draws(MANY, 3).numpy()
    frame = pl.DataFrame({"a": values[:, 0], "b": values[:, 1] * 1e6, "y": values.sum(axis=1) + 7})
    options: dict[str, Any] = {"target": ("y",)}
    if kind == "series":
        hours = np.datetime64("2020-01-01T00", "us") + np.arange(MANY) * np.timedelta64(1, "h")
        frame = frame.with_columns(pl.Series("time", hours))
        options |= {"task": "forecast", "window": 4, "horizon": 2, "season": 24}
    config = RunConfig().replace(**options)

    def fitted() -> dict[str, bytes]:
        detected, table = look(frame, config)
        assert detected.kind == kind
        prepared = read_and_prepare(frame, table, config, None)[0]
        state = {**prepared.prepare.state_dict(), **prepared.finish.state_dict(prefix="finish.")}
        return {name: tensor.numpy().tobytes() for name, tensor in state.items()} | {
            "spec": prepared.spec.model_dump_json().encode()
        }

    assert same(fitted)


def test_temperature_constant_and_linear_model() -> None:
    spec = DataSpec(kind="table", task="regress", targets=(TargetSpec(name="y"),))
    target, logits = draws(MANY, 1), draws(MANY, 4).float() * 3
    labels = (draws(MANY) * 4).long()
    assert same(lambda: fit_constant(target, spec).values.tolist())
    assert same(lambda: fit_temperature(logits, labels))
    features = draws(MANY, 3).float()

    def linear() -> list[Any]:
        model = fit_linear(features, target, spec, 0)
        assert model is not None
        return [model.shift.tolist(), model.scale.tolist(), model.weights.tolist()]

    assert same(linear)
