"""Properties of the derivatives that hold for every z (values are compared in test_activations)."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from lamina.blocks import derivatives
from lamina.blocks.activations import ACTIVATIONS

MONOTONE = ["sigmoid", "tanh", "scaled-tanh", "relu", "leaky-relu", "elu", "selu", "softplus", "softsign"]


@pytest.mark.parametrize("name", MONOTONE)
@given(z=st.floats(-50, 50))
def test_a_monotone_activation_never_slopes_down(name: str, z: float) -> None:
    assert ACTIVATIONS[name].derivative(torch.tensor([z], dtype=torch.float64)).item() >= 0


@given(st.floats(-700, 700))
def test_derivatives_stay_finite_far_out(z: float) -> None:
    point = torch.tensor([z], dtype=torch.float64)
    for row in ACTIVATIONS.values():
        if row.derivative:
            assert torch.isfinite(row.derivative(point)).all(), row.name


def test_float32_in_float32_out() -> None:
    for row in ACTIVATIONS.values():
        if row.derivative:
            assert row.derivative(torch.zeros(3)).dtype == torch.float32, row.name


def test_scaled_tanh_bends_most_near_one() -> None:
    z = torch.linspace(0.2, 3, 281, dtype=torch.float64)
    slope = derivatives.scaled_tanh_derivative(z)
    bend = (slope[2:] - slope[:-2]).abs()
    assert z[1:-1][bend.argmax()].item() == pytest.approx(0.99, abs=0.02)
