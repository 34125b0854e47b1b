"""Convolutions and poolings inside a network, with the error that comes back to them."""

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from lamina.core.errors import InputError
from lamina.lens.layer_windows import windows_of
from lamina.networks.lenet5 import lenet5


def cost(output: Tensor) -> Tensor:
    return F.cross_entropy(output, torch.tensor([1]))


@pytest.mark.parametrize("inplace", [False, True])
def test_the_error_is_the_one_before_the_activation(inplace: bool) -> None:
    torch.manual_seed(0)
    network = nn.Sequential(
        nn.Conv2d(1, 2, 3), nn.ReLU(inplace), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(8, 3)
    ).double()
    x = torch.randn(1, 1, 6, 6, dtype=torch.float64)
    found = windows_of(network, (x,), cost)
    assert list(found) == ["0", "2"] and all(seen.difference < 1e-12 for seen in found.values())
    cost(network(x)).backward()
    torch.testing.assert_close(found["0"].weight_gradient, dict(network.named_parameters())["0.weight"].grad)
    torch.testing.assert_close(found["0"].bias_gradient, dict(network.named_parameters())["0.bias"].grad)


def test_a_layer_by_its_name_and_a_frozen_network() -> None:
    network = lenet5().requires_grad_(False)
    found = windows_of(network, (torch.randn(1, 1, 32, 32),), cost, layer="c3.convolution")
    assert list(found) == ["c3.convolution"] and found["c3.convolution"].x.shape == (6, 14, 14)
    assert float(found["c3.convolution"].delta.abs().max()) > 0
    assert not any(one.requires_grad for one in network.parameters())


@pytest.mark.parametrize(
    ("network", "layer", "code"),
    [
        (nn.Sequential(nn.Flatten(), nn.Linear(36, 3)), "", "lens.no_windows"),
        (nn.Sequential(nn.Conv2d(1, 3, 6), nn.Flatten()), "1", "lens.no_window_layer"),
        (nn.Sequential(nn.Conv2d(1, 3, 6), nn.Flatten()), "00", "lens.no_window_layer"),
    ],
)
def test_what_has_no_windows_is_refused(network: nn.Module, layer: str, code: str) -> None:
    with pytest.raises(InputError) as caught:
        windows_of(network, (torch.zeros(1, 1, 6, 6),), cost, layer=layer)
    assert caught.value.code == code
