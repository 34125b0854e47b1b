"""Moments, and what an activation is, found by asking it."""

import math

import pytest
import torch
from torch import nn

from lamina.blocks.activations import ScaledTanh, activation
from lamina.lens.moments import activation_of, likeness, row_std, some_rows, spread, unit_axis


@pytest.mark.parametrize(
    ("module", "name", "low", "high", "dies"),
    [
        (nn.ReLU(), "relu", 0.0, None, True), (nn.ReLU(inplace=True), "relu", 0.0, None, True),
        (nn.LeakyReLU(), "leaky-relu", None, None, False), (nn.Tanh(), "tanh", -1.0, 1.0, False),
        (nn.Sigmoid(), "sigmoid", 0.0, 1.0, False), (nn.GELU(), "gelu", None, None, False),
        (nn.ELU(), "elu", -1.0, None, False), (nn.ReLU6(), "relu6", 0.0, 6.0, True),
        (activation("silu"), "silu", None, None, False),
    ],
)  # fmt: skip
def test_activations_are_known(module: nn.Module, name: str, low: float, high: float, dies: bool) -> None:
    shape = activation_of(module)
    assert (shape.name, shape.can_die) == (name, dies)
    assert (shape.low, shape.high) == (low, high)
    scaled = activation_of(ScaledTanh())
    assert scaled.name == "scaled-tanh" and scaled.high == pytest.approx(1.7159)


@pytest.mark.parametrize(
    "module", [nn.Softmax(dim=-1), nn.Dropout(), nn.Flatten(), nn.Identity(), nn.MaxPool2d(2), nn.Linear(6, 6), nn.LayerNorm(6, elementwise_affine=False)]
)  # fmt: skip
def test_what_mixes_numbers_or_has_weights_is_none(module: nn.Module) -> None:
    assert activation_of(module).name == ""


def test_a_spread_is_of_the_finite_numbers() -> None:
    values = torch.tensor([1.0, 3.0, math.nan, -math.inf])
    found = spread(values)
    assert (found.mean, found.std, found.max_abs, found.finite) == (2.0, 1.0, 3.0, 0.5)
    shifted = torch.randn(1000, generator=torch.Generator().manual_seed(0)) + 1e4
    assert spread(shifted).std == pytest.approx(float(shifted.double().std(correction=0)), rel=1e-3)
    assert spread(torch.full((3,), math.nan)).finite == 0.0
    assert spread(torch.empty(0)).std == 0.0
    assert spread(torch.full((4,), 3e38)).finite == 1.0


def test_rows_axes_and_likeness() -> None:
    assert some_rows(torch.empty(64, 10_000)).shape[0] == 8 and some_rows(torch.empty(64, 3)).shape[0] == 64
    assert unit_axis(torch.empty(2, 3, 4, 4), False) == 1 and unit_axis(torch.empty(2, 3, 4), True) == 1
    assert unit_axis(torch.empty(2, 3, 4), False) == 2 and unit_axis(torch.empty(2, 3), True) == 1
    assert likeness(torch.ones(5, 3)) == pytest.approx(1.0) and likeness(torch.zeros(5, 3)) == 1.0
    assert likeness(torch.eye(4)) == pytest.approx(0.0, abs=1e-6) and likeness(torch.ones(1, 3)) is None
    assert row_std(torch.tensor([[1.0, 5.0], [3.0, 5.0]])) == pytest.approx(0.5)
