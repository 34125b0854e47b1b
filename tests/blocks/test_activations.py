"""Each activation against a reference in float64; each stated derivative against autograd and finite differences."""

import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from lamina.blocks.activations import ACTIVATIONS, activation, find_activation
from lamina.blocks.derivatives import relu_derivative, sigmoid_derivative, softmax_jacobian, tanh_derivative
from lamina.core.errors import InputError

SMOOTH_POINTS = torch.tensor([-7.3, -3.7, -2.2, -1.0, -0.31, 0.4, 1.0, 1.9, 3.6, 5.1, 8.2], dtype=torch.float64)
ELEMENTWISE = [name for name, row in ACTIVATIONS.items() if row.derivative]


def sigma(x: float) -> float:
    return 1 / (1 + math.exp(-x))


def softplus(x: float) -> float:
    return math.log1p(math.exp(x))


REFERENCES = {
    "identity": lambda x: x,
    "step": lambda x: 1.0 if x >= 0 else 0.0,
    "sigmoid": sigma,
    "tanh": lambda x: math.sinh(x) / math.cosh(x),
    "scaled-tanh": lambda x: 1.7159 * math.tanh(2 * x / 3),
    "relu": lambda x: max(x, 0.0),
    "leaky-relu": lambda x: x if x > 0 else 0.01 * x,
    "relu6": lambda x: min(max(x, 0.0), 6.0),
    "elu": lambda x: x if x > 0 else math.expm1(x),
    "selu": lambda x: 1.0507009873554805 * (x if x > 0 else 1.6732632423543772 * math.expm1(x)),
    "gelu": lambda x: x * (1 + math.erf(x / math.sqrt(2))) / 2,
    "silu": lambda x: x * sigma(x),
    "mish": lambda x: x * math.tanh(softplus(x)),
    "softplus": softplus,
    "softsign": lambda x: x / (1 + abs(x)),
    "hard-sigmoid": lambda x: min(max(x / 6 + 0.5, 0.0), 1.0),
    "hard-swish": lambda x: x * min(max(x / 6 + 0.5, 0.0), 1.0),
}


@pytest.mark.parametrize("name", ELEMENTWISE)
def test_values_agree_with_the_formula(name: str) -> None:
    points = torch.cat([SMOOTH_POINTS, torch.zeros(1, dtype=torch.float64)])
    expected = torch.tensor([REFERENCES[name](x) for x in points.tolist()], dtype=torch.float64)
    torch.testing.assert_close(activation(name)(points), expected, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("name", [name for name in ELEMENTWISE if name != "step"])
def test_the_stated_derivative_is_autograds_at_corners_too(name: str) -> None:
    z = torch.cat([SMOOTH_POINTS, torch.tensor([0.0, -3.0, 3.0, 6.0], dtype=torch.float64)]).requires_grad_()
    (slope,) = torch.autograd.grad(activation(name)(z).sum(), z)
    torch.testing.assert_close(ACTIVATIONS[name].derivative(z.detach()), slope, rtol=1e-7, atol=1e-12)


@pytest.mark.parametrize("name", ELEMENTWISE)
def test_the_stated_derivative_is_the_limit_of_differences(name: str) -> None:
    h, module = 1e-6, activation(name)
    differences = (module(SMOOTH_POINTS + h) - module(SMOOTH_POINTS - h)) / (2 * h)
    torch.testing.assert_close(ACTIVATIONS[name].derivative(SMOOTH_POINTS), differences, rtol=1e-7, atol=1e-8)


def test_slopes_at_zero() -> None:
    zero = torch.zeros(1, dtype=torch.float64)
    assert relu_derivative(zero).item() == 0.0
    assert ACTIVATIONS["leaky-relu"].derivative(zero).item() == 0.01
    assert sigmoid_derivative(zero).item() == 0.25
    assert tanh_derivative(zero).item() == 1.0


def test_scaled_tanh_maps_one_to_one() -> None:
    assert activation("scaled-tanh")(torch.tensor([1.0, -1.0])).tolist() == pytest.approx([1.0, -1.0], abs=2e-5)


def test_softmax_is_a_distribution_and_does_not_overflow() -> None:
    z = torch.tensor([[1000.0, 1000.0, -1000.0], [1.0, 2.0, 3.0]], dtype=torch.float64)
    s = activation("softmax")(z)
    assert s[0].tolist() == [0.5, 0.5, 0.0]
    total = sum(math.exp(k) for k in (1, 2, 3))
    assert s[1].tolist() == pytest.approx([math.exp(k) / total for k in (1, 2, 3)], rel=1e-14)


@given(st.lists(st.floats(-30, 30), min_size=2, max_size=6))
def test_softmax_jacobian_is_autograds(values: list[float]) -> None:
    z = torch.tensor(values, dtype=torch.float64)
    expected = torch.autograd.functional.jacobian(lambda t: torch.softmax(t, dim=-1), z)
    jacobian = softmax_jacobian(z)
    torch.testing.assert_close(jacobian, expected, rtol=1e-9, atol=1e-15)
    assert jacobian.sum(dim=0).abs().max().item() < 1e-14


def test_softmax_jacobian_of_a_batch() -> None:
    z = torch.randn(4, 3, dtype=torch.float64, generator=torch.Generator().manual_seed(0))
    assert softmax_jacobian(z).shape == (4, 3, 3)
    torch.testing.assert_close(softmax_jacobian(z)[2], softmax_jacobian(z[2]))


@pytest.mark.parametrize("name", list(ACTIVATIONS))
def test_every_call_gives_a_new_module_that_works_on_a_copy(name: str) -> None:
    first, second = activation(name), activation(name)
    assert first is not second
    z = torch.linspace(-2, 2, 9)
    before = z.clone()
    first(z)
    assert torch.equal(z, before)
    assert not getattr(first, "inplace", False)


def test_spellings_and_a_wrong_name() -> None:
    assert find_activation("Leaky_ReLU").name == "leaky-relu"
    assert find_activation("swish").name == "silu"
    assert find_activation("linear").name == "identity"
    with pytest.raises(InputError, match='Did you mean "sigmoid"'):
        activation("sigmod")
    with pytest.raises(InputError, match="There are: identity, step"):
        activation("")
