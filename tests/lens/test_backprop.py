"""Back-propagation by its equations: known numbers, and autograd for any network of dense layers."""

import math

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor, nn

from lamina.blocks.activations import activation
from lamina.core.errors import InputError
from lamina.lens.backprop import LOSSES, backpropagate
from lamina.lens.presets import neuron, two_two_one
from lamina.networks.lenet5 import lenet5
from lamina.networks.mlp import mlp


def sigmoid(z: float) -> float:
    return 1 / (1 + math.exp(-z))


def test_one_neuron_by_hand() -> None:
    preset = neuron()
    seen = backpropagate(preset.network, preset.x, preset.target, loss="squared-error-half", learning_rate=0.15)
    (layer,) = seen.layers
    y = sigmoid(0.6 * 1.0 + 0.9)
    delta = y * y * (1 - y)  # dL/dy sigma'(z), the target is 0
    assert layer.z.item() == pytest.approx(1.5)
    assert layer.a.item() == pytest.approx(y)
    assert layer.delta.item() == pytest.approx(delta)
    assert layer.weight_gradient.item() == pytest.approx(delta * 1.0)
    assert layer.new_weight.item() == pytest.approx(0.6 - 0.15 * delta)
    assert seen.cost == pytest.approx(y * y / 2) and seen.cost_after < seen.cost


def test_two_two_one_by_hand() -> None:
    preset = two_two_one()
    first, second = backpropagate(preset.network, preset.x, preset.target, loss=preset.loss).layers
    a11, a12 = sigmoid(1 * 0.1 + 2 * 0.2 + 0.1), sigmoid(1 * 0.3 + 2 * 0.4 + 0.2)
    y = a11 * 0.5 + a12 * 0.6 + 0.3
    assert first.a[0].tolist() == pytest.approx([a11, a12])
    assert second.a.item() == pytest.approx(y)
    delta = y - 0.5  # ReLU passes on what is positive
    assert second.delta.item() == pytest.approx(delta)
    assert second.weight_gradient[0].tolist() == pytest.approx([delta * a11, delta * a12])
    expected = [delta * 0.5 * a11 * (1 - a11), delta * 0.6 * a12 * (1 - a12)]
    assert first.delta[0].tolist() == pytest.approx(expected)
    assert first.weight_gradient.tolist() == [pytest.approx([d * 1, d * 2]) for d in expected]
    assert first.back[0].tolist() == pytest.approx([delta * 0.5, delta * 0.6])


@settings(deadline=None, max_examples=25)
@given(
    loss=st.sampled_from(LOSSES), name=st.sampled_from(["sigmoid", "tanh", "relu", "leaky_relu", "softmax", "gelu"]),
    depth=st.integers(1, 3), rows=st.integers(1, 3), seed=st.integers(0, 99), bias=st.booleans(),
)  # fmt: skip
def test_every_gradient_is_autograds(loss: str, name: str, depth: int, rows: int, seed: int, bias: bool) -> None:
    torch.manual_seed(seed)
    layers: list[nn.Module] = []
    for _ in range(depth):
        layers += [nn.Linear(3, 3, bias=bias), activation(name), nn.Dropout(0.5)]
    network = nn.Sequential(*layers, nn.Linear(3, 4))
    target = torch.randint(4, (rows,)) if loss == "cross-entropy" else torch.randn(rows, 4)
    seen = backpropagate(network, torch.randn(rows, 3), target, loss=loss, learning_rate=1e-4)
    assert seen.difference < 1e-12
    assert seen.cost_after <= seen.cost
    assert [layer.number for layer in seen.layers] == list(range(1, depth + 2))
    assert seen.layers[0].has_bias == bias


def test_softmax_with_cross_entropy_gives_answer_minus_truth() -> None:
    torch.manual_seed(0)
    network = nn.Sequential(nn.Linear(3, 5))
    seen = backpropagate(network, torch.randn(2, 3), torch.tensor([4, 1]))
    truth = torch.eye(5, dtype=torch.float64)[[4, 1]]
    torch.testing.assert_close(seen.layers[-1].delta, seen.answer - truth)


def test_the_three_squared_errors_differ_by_their_factors() -> None:
    torch.manual_seed(0)
    network, x, y = nn.Sequential(nn.Linear(2, 2)), torch.randn(4, 2), torch.randn(4, 2)
    sums, means, halves = (
        backpropagate(network, x, y, loss=f"squared-error-{form}") for form in ("sum", "mean", "half")
    )
    assert sums.cost == pytest.approx(4 * means.cost) and means.cost == pytest.approx(2 * halves.cost)
    torch.testing.assert_close(sums.layers[0].weight_gradient, 8 * halves.layers[0].weight_gradient)


def test_an_mlp_of_the_catalogue_is_left_as_it_is() -> None:
    network = mlp(4, 3, hidden_dims=(5, 5), dropout=0.5).train()
    before = {name: value.clone() for name, value in network.state_dict().items()}
    seen = backpropagate(network, torch.randn(2, 4), torch.tensor([0, 2]))
    assert len(seen.layers) == 3 and seen.difference < 1e-12
    assert all(torch.equal(value, before[name]) for name, value in network.state_dict().items())
    assert network.training and all(
        value.dtype == torch.float32 and value.grad is None for value in network.parameters()
    )


class Skips(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.first, self.second = nn.Linear(3, 3), nn.Linear(3, 3)

    def forward(self, x: Tensor) -> Tensor:
        return self.second(torch.relu(self.first(x)) + x)


@pytest.mark.parametrize(
    ("network", "x", "code"),
    [
        (lenet5(num_classes=10), torch.zeros(1, 1, 32, 32), "lens.not_dense"),
        (mlp(3, 2, batch_norm=True), torch.zeros(2, 3), "lens.not_dense"),
        (Skips(), torch.ones(1, 3), "lens.not_a_row"),
        (nn.Sequential(nn.Linear(3, 300)), torch.zeros(1, 3), "lens.too_wide"),
        (nn.Sequential(nn.ReLU()), torch.zeros(1, 3), "lens.not_dense"),
    ],
)
def test_other_networks_are_refused_by_layer(network: nn.Module, x: Tensor, code: str) -> None:
    with pytest.raises(InputError) as caught:
        backpropagate(network, x, torch.zeros(len(x), dtype=torch.int64))
    assert caught.value.code == code


def test_an_unknown_loss_is_refused_with_the_nearest() -> None:
    with pytest.raises(InputError, match="squared-error-sum"):
        backpropagate(nn.Linear(1, 1), torch.zeros(1, 1), torch.zeros(1, 1), loss="squared-error-sun")


@pytest.mark.parametrize(
    ("target", "loss"),
    [
        (torch.tensor([5]), "cross-entropy"), (torch.tensor([-1]), "cross-entropy"),
        (torch.tensor([0, 1]), "cross-entropy"), (torch.tensor([0.5]), "cross-entropy"),
        (torch.ones(1, 3), "squared-error-sum"),
    ],
)  # fmt: skip
def test_a_target_that_does_not_fit_is_refused(target: Tensor, loss: str) -> None:
    with pytest.raises(InputError, match="does not fit"):
        backpropagate(nn.Sequential(nn.Linear(3, 2)), torch.ones(1, 3), target, loss=loss)


@pytest.mark.parametrize("loss", LOSSES)
def test_every_number_is_autograds(loss: str) -> None:
    """z, a, dC/da and delta of each layer, not only what is made of them."""
    torch.manual_seed(0)
    network = nn.Sequential(nn.Linear(3, 4), nn.Tanh(), nn.Linear(4, 4), nn.Softmax(dim=1), nn.Linear(4, 2)).double()
    x = torch.randn(3, 3, dtype=torch.float64)
    target = torch.tensor([1, 0, 1]) if loss == "cross-entropy" else torch.randn(3, 2, dtype=torch.float64)
    seen = backpropagate(network, x, target, loss=loss)
    value, sums, answers = x, [], []
    for module in network:
        value = module(value)
        value.retain_grad()
        sums += [value] if isinstance(module, nn.Linear) else []
        answers += [] if isinstance(module, nn.Linear) else [value]
    if loss == "cross-entropy":
        nn.functional.cross_entropy(value, target, reduction="sum").backward()
    else:
        share = {"squared-error-sum": 1.0, "squared-error-mean": 1 / 3, "squared-error-half": 1 / 6}[loss]
        (share * (value - target).square().sum()).backward()
    torch.testing.assert_close(seen.layers[0].before, x)
    for layer, z in zip(seen.layers, sums, strict=True):
        torch.testing.assert_close(layer.z, z.detach())
        torch.testing.assert_close(layer.delta, z.grad)
    for layer, a in zip(seen.layers, answers, strict=False):
        torch.testing.assert_close(layer.a, a.detach())
        torch.testing.assert_close(layer.back, a.grad)
