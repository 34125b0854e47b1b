"""VGG: its stages, no ReLU at the end, torchvision's names for the same arithmetic."""

import pytest
import torch
from torch import nn

from lamina.core.errors import InputError
from lamina.networks import catalog
from lamina.networks.vgg import STAGES, vgg11, vgg11_tv, vgg16, vgg16_bn_tv


@pytest.mark.parametrize("layers", STAGES)
def test_layers_of_weights_give_the_name(layers: int) -> None:
    with torch.device("meta"):
        network = catalog.build(f"vgg{layers}")
    weighted = [module for module in network.modules() if isinstance(module, nn.Conv2d | nn.Linear)]
    assert len(weighted) == layers
    assert all(module.kernel_size == (3, 3) for module in weighted[:-3])
    assert sum(isinstance(module, nn.ReLU) for module in network.modules()) == layers - 1
    assert not any(isinstance(module, nn.ReLU) for module in network.fc8.modules())


@pytest.mark.parametrize("layers", STAGES)
def test_torchvisions_form_is_the_same_arithmetic(layers: int) -> None:
    with torch.device("meta"):
        paper, other = ([str(m) for m in leaves(catalog.build(f"vgg{layers}{end}"))] for end in ("", "-tv"))
    other.remove("AdaptiveAvgPool2d(output_size=(7, 7))")  # of 7x7 maps it is the identity
    assert paper == other


def leaves(network: nn.Module) -> list[nn.Module]:
    return [m for m in network.modules() if not list(m.children()) and not isinstance(m, nn.Identity)]


def test_weights_start_as_glorots() -> None:
    torch.manual_seed(0)
    weight = vgg16(3, 10, 32).features.conv4_2.convolution.weight
    assert weight.var().item() == pytest.approx(2 / (2 * 9 * 512), rel=0.02)


def test_sizes_taken_and_refused() -> None:
    assert vgg11(1, 3, (32, 64)).eval()(torch.zeros(2, 1, 32, 64)).shape == (2, 3)
    assert vgg16_bn_tv(1, 3, (40, 33)).eval()(torch.zeros(2, 1, 40, 33)).shape == (2, 3)
    with pytest.raises(InputError, match=r"vgg16 does not fit images of 31x31: layer pool5.*smallest size is 32"):
        vgg16(image_size=31)
    with pytest.raises(InputError, match=r"vgg16-bn-tv does not fit images of 31x300: layer 43"):
        vgg16_bn_tv(image_size=(31, 300))
    with torch.device("meta"), pytest.raises(InputError, match="vgg11-tv was built for"):
        vgg11_tv()(torch.empty(1, 3, 200, 224))
