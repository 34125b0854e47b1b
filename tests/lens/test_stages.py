"""The stages of networks, whatever their modules are called."""

import pytest
import torch
from torch import Tensor, nn

from lamina.core.errors import InputError
from lamina.lens.stages import has_matrix, map_stages
from lamina.networks.alexnet import alexnet
from lamina.networks.googlenet import googlenet
from lamina.networks.lenet5 import lenet5
from lamina.networks.lenet5_1998 import lenet5_1998
from lamina.networks.resnet import cifar_network


def names(network: nn.Module, *shape: int, most: int = 8) -> list[str]:
    return [stage.name for stage in map_stages(network, (torch.rand(1, *shape),), most=most)]


def test_stages_of_the_papers() -> None:
    assert names(lenet5(num_classes=10), 1, 32, 32) == ["c1", "s2", "c3", "s4"]
    assert names(lenet5_1998(num_classes=10), 1, 32, 32) == ["c1", "s2", "c3", "s4"]
    assert names(cifar_network(8), 3, 32, 32) == ["conv1", "layer1", "layer2", "layer3"]
    features = [f"features.{name}" for name in ("conv1", "pool1", "conv2", "pool2", "conv3", "conv4", "conv5")]
    assert names(alexnet(num_classes=3, image_size=99), 3, 99, 99) == [*features, "features.pool5"]


def test_too_many_are_thinned_poolings_first() -> None:
    torch.manual_seed(0)
    network, x = googlenet(num_classes=3, image_size=96), torch.rand(1, 3, 96, 96)
    found = map_stages(network, (x,), most=6)
    assert len(found) == 6 and found[0].name == "conv1" and not any("pool" in stage.name for stage in found)


def test_a_stage_is_shown_as_its_activation_leaves_it() -> None:
    torch.manual_seed(0)
    relu = nn.ReLU(inplace=True)
    network = nn.Sequential(nn.Conv2d(1, 2, 3), relu, nn.MaxPool2d(2), nn.Conv2d(2, 3, 3), relu, nn.Flatten())
    x = torch.randn(1, 1, 12, 12)
    kept = x.clone()
    found = map_stages(network, (x,))
    assert [(stage.name, stage.ends) for stage in found] == [("0", "1"), ("2", ""), ("3", "1 (2)")]
    expected = torch.relu(network[0](x))
    assert torch.equal(found[0].outputs[0], expected[0]) and torch.equal(x, kept)


class Twice(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv, self.pool = nn.Conv2d(1, 1, 3, padding=1), nn.MaxPool2d(2)

    def forward(self, x: Tensor) -> Tensor:
        return self.pool(self.conv(self.pool(self.conv(x)))).flatten(1)


def test_a_module_that_runs_twice_is_two_stages() -> None:
    assert names(Twice(), 1, 16, 16) == ["conv", "pool", "conv (2)", "pool (2)"]


def test_a_layer_that_is_asked_for() -> None:
    network, x = lenet5(num_classes=10), (torch.rand(1, 1, 32, 32),)
    (found,) = map_stages(network, x, layer="c3.convolution")
    assert found.outputs[0].shape == (16, 10, 10)
    with pytest.raises(InputError, match="c3"):
        map_stages(network, x, layer="c33")
    with pytest.raises(InputError):
        map_stages(network, x, layer="f6")


def test_a_network_without_maps_says_so() -> None:
    with pytest.raises(InputError) as caught:
        map_stages(nn.Sequential(nn.Flatten(), nn.Linear(16, 2)), (torch.rand(1, 1, 4, 4),))
    assert caught.value.code == "lens.no_stages"


def test_matrices() -> None:
    assert has_matrix(nn.Sequential(nn.Conv2d(1, 1, 1))) and not has_matrix(nn.BatchNorm2d(3))
