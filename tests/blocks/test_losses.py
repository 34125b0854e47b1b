"""Losses against formulas in float64 and against torch; their gradients as the table in losses.py states them."""

import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor
from torch.nn import functional as F

from lamina.blocks import losses
from lamina.core.errors import InputError

N, Y = 5, 3


@pytest.fixture
def pair() -> tuple[Tensor, Tensor]:
    generator = torch.Generator().manual_seed(1)
    output = torch.randn(N, Y, dtype=torch.float64, generator=generator).requires_grad_()
    return output, torch.randn(N, Y, dtype=torch.float64, generator=generator)


def batch_loss(name: str, output: Tensor, target: Tensor) -> Tensor:
    loss = losses.find_loss(name)
    rows = loss.rows(output, target)
    assert rows.shape == (len(output),)
    return rows.sum() / (len(output) if loss.divides else 1)


@pytest.mark.parametrize(
    ("name", "value", "slope"),
    [
        ("squared-error-sum", lambda d: (d**2).sum(), lambda d: 2 * d),
        ("squared-error-mean", lambda d: (d**2).sum() / (N * Y), lambda d: 2 * d / (N * Y)),
        ("squared-error-half", lambda d: (d**2).sum() / (2 * N), lambda d: d / N),
    ],
)
def test_the_three_squared_errors_and_their_gradients(name, value, slope, pair) -> None:
    output, target = pair
    loss = batch_loss(name, output, target)
    (gradient,) = torch.autograd.grad(loss, output)
    difference = (output - target).detach()
    torch.testing.assert_close(loss.detach(), value(difference))
    torch.testing.assert_close(gradient, slope(difference))


def test_the_mean_form_is_torchs(pair) -> None:
    torch.testing.assert_close(batch_loss("squared-error-mean", *pair), F.mse_loss(*pair))


def test_gradients_of_the_forms_differ_by_2n_and_by_n() -> None:
    output = torch.tensor([[1.0], [2.0], [4.0]], dtype=torch.float64, requires_grad=True)
    target = torch.tensor([[0.0], [0.0], [1.0]], dtype=torch.float64)
    total, mean, half = (
        torch.autograd.grad(batch_loss(f"squared-error-{form}", output, target), output)[0]
        for form in ("sum", "mean", "half")
    )
    torch.testing.assert_close(total / half, torch.full((3, 1), 6.0, dtype=torch.float64))
    torch.testing.assert_close(total / mean, torch.full((3, 1), 3.0, dtype=torch.float64))
    assert batch_loss("squared-error-half", output, target).item() == pytest.approx((1 + 4 + 9) / 6)


def test_absolute_and_huber(pair) -> None:
    output, target = pair
    torch.testing.assert_close(batch_loss("absolute", output, target), F.l1_loss(output, target))
    rows = losses.huber(torch.tensor([[0.5, 3.0]]), torch.zeros(1, 2), delta=1.0)
    assert rows.tolist() == pytest.approx([(0.125 + 2.5) / 2])
    far = losses.huber(torch.tensor([[10.0]]), torch.zeros(1, 1), delta=2.0)
    assert far.tolist() == pytest.approx([2.0 * (10 - 1)])


def test_cross_entropy_by_hand_and_its_gradient() -> None:
    z = torch.tensor([[1.0, 2.0, 3.0], [0.0, 0.0, 0.0]], dtype=torch.float64, requires_grad=True)
    target = torch.tensor([2, 0])
    rows = losses.cross_entropy(z, target)
    assert rows.tolist() == pytest.approx([math.log(1 + math.exp(-1) + math.exp(-2)), math.log(3)], rel=1e-14)
    (gradient,) = torch.autograd.grad(rows.sum(), z)
    torch.testing.assert_close(gradient, torch.softmax(z.detach(), 1) - F.one_hot(target, 3))


def test_cross_entropy_does_not_overflow() -> None:
    rows = losses.cross_entropy(torch.tensor([[1e4, 0.0], [1e4, 0.0]]), torch.tensor([0, 1]))
    assert rows.tolist() == [0.0, 1e4]


@given(st.lists(st.floats(-40, 40), min_size=2, max_size=7), st.floats(0, 0.99), st.data())
def test_label_smoothing_is_the_mixture_of_its_definition(values: list[float], smoothing: float, data) -> None:
    target = data.draw(st.integers(0, len(values) - 1))
    z = torch.tensor([values], dtype=torch.float64)
    largest = max(values)
    logsum = largest + math.log(sum(math.exp(value - largest) for value in values))
    expected = (1 - smoothing) * (logsum - values[target]) + smoothing * (logsum - sum(values) / len(values))
    found = losses.cross_entropy(z, torch.tensor([target]), label_smoothing=smoothing).item()
    assert found == pytest.approx(expected, rel=1e-9, abs=1e-9)


def test_binary_cross_entropy_by_its_definition() -> None:
    z = torch.tensor([[0.3, -2.0], [1.5, 0.0]], dtype=torch.float64)
    y = torch.tensor([[1.0, 0.0], [0.0, 1.0]], dtype=torch.float64)
    p = torch.sigmoid(z)
    expected = -(y * p.log() + (1 - y) * (1 - p).log()).mean(dim=1)
    torch.testing.assert_close(losses.binary_cross_entropy(z, y), expected)
    smoothed = losses.binary_cross_entropy(z, y, label_smoothing=0.2)
    torch.testing.assert_close(smoothed, -((0.8 * y + 0.1) * p.log() + (0.9 - 0.8 * y) * (1 - p).log()).mean(dim=1))
    assert losses.binary_cross_entropy(torch.tensor([[-1e4]]), torch.tensor([[1.0]])).item() == 1e4


def test_shapes_that_would_broadcast_are_refused() -> None:
    with pytest.raises(InputError, match=r"\(4\), but the loss needs \(4, 1\)"):
        losses.squared_error_mean(torch.zeros(4), torch.zeros(4, 1))
    with pytest.raises(InputError, match="one column per class"):
        losses.cross_entropy(torch.zeros(4), torch.zeros(4, dtype=torch.int64))
    with pytest.raises(InputError, match='Did you mean "huber"'):
        losses.find_loss("hubr")
