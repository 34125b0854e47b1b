"""Layers over images in a row, and where they are not."""

from itertools import pairwise

import pytest
import torch
from torch import Tensor, nn

from lamina.core.errors import InputError
from lamina.lens.image_chain import image_chain
from lamina.networks.lenet5 import lenet5
from lamina.networks.resnet import resnet20_cifar


def test_the_maps_of_lenet() -> None:
    network, x = lenet5(num_classes=10), torch.rand(2, 1, 32, 32)
    chain = image_chain(network, x)
    assert chain[0].before is x and chain[0].after.shape == (2, 6, 28, 28)
    assert all(a.after is b.before for a, b in pairwise(chain))
    named = [name for name, _ in network.named_children()]
    assert image_chain(network, x, named[0])[-1].after.shape[1] == 6


class Twice(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(1, 1, 3, padding=1)

    def forward(self, x: Tensor) -> Tensor:
        return self.conv(self.conv(x))


def test_a_module_that_runs_twice_is_two_links() -> None:
    relu, x = nn.ReLU(inplace=True), torch.rand(1, 1, 8, 8)
    network = nn.Sequential(nn.Conv2d(1, 2, 3), relu, nn.Conv2d(2, 2, 3), relu)
    assert [link.name for link in image_chain(network, x)] == ["0", "1", "2", "1"]
    assert [link.name for link in image_chain(Twice(), x)] == ["conv", "conv"]


def test_refusals() -> None:
    x = torch.rand(1, 1, 32, 32)
    with pytest.raises(InputError) as caught:
        image_chain(lenet5(num_classes=10), x, "c1x")
    assert caught.value.code == "lens.no_layer"
    with pytest.raises(InputError) as caught:
        image_chain(resnet20_cifar(), torch.rand(1, 3, 32, 32), "layer2")
    assert caught.value.code == "lens.branches"
    with pytest.raises(InputError) as caught:
        image_chain(nn.Sequential(nn.Flatten()), x)
    assert caught.value.code == "lens.no_maps"
    with pytest.raises(InputError) as caught:
        image_chain(nn.Sequential(nn.Conv2d(1, 1, 1), nn.Flatten()), x, "1")
    assert caught.value.code == "lens.no_map_of"
