"""AlexNet: order of its layers, groups, initial weights, sizes taken and refused."""

import pytest
import torch
from torch import nn

from lamina.blocks.norm import LocalResponseNorm
from lamina.core.errors import InputError
from lamina.networks import catalog
from lamina.networks.alexnet import alexnet, alexnet_caffe, alexnet_one_tower, alexnet_tv


def order(network: nn.Module) -> list[str]:
    return [name for name, _ in network.features.named_children()][:6]


def test_normalisation_comes_before_pooling_and_in_caffe_after() -> None:
    with torch.device("meta"):
        assert order(alexnet()) == ["conv1", "norm1", "pool1", "conv2", "norm2", "pool2"]
        assert order(alexnet_one_tower()) == order(alexnet())
        assert order(alexnet_caffe()) == ["conv1", "pool1", "norm1", "conv2", "pool2", "norm2"]
        norms = [module for module in alexnet().modules() if isinstance(module, LocalResponseNorm)]
    assert [(norm.n, norm.k, norm.alpha, norm.beta) for norm in norms] == [(5, 2.0, 1e-4, 0.75)] * 2


def test_two_groups_in_conv_2_4_and_5_only() -> None:
    with torch.device("meta"):
        towers = {
            name: [module.groups for module in build().modules() if isinstance(module, nn.Conv2d)]
            for name, build in (("two", alexnet), ("one", alexnet_one_tower), ("caffe", alexnet_caffe))
        }
    assert towers == {"two": [1, 2, 1, 2, 2], "one": [1] * 5, "caffe": [1, 2, 1, 2, 2]}


def test_dropout_stands_after_fc6_and_fc7() -> None:
    with torch.device("meta"):
        network = alexnet()
    found = [name for name, module in network.named_modules() if isinstance(module, nn.Dropout)]
    assert found == ["fc6.dropout", "fc7.dropout"]
    assert all(network.get_submodule(name).p == 0.5 for name in found)
    assert not any(isinstance(module, nn.ReLU) for module in network.fc8.modules())


def test_initial_weights_are_the_papers() -> None:
    torch.manual_seed(0)
    network = alexnet(3, 10, 67)
    ones = {name for name, value in network.named_parameters() if name.endswith("bias") and bool((value == 1).all())}
    assert ones == {
        "features.conv2.convolution.bias", "features.conv4.convolution.bias", "features.conv5.convolution.bias",
        "fc6.linear.bias", "fc7.linear.bias",
    }  # fmt: skip
    rest = [value for name, value in network.named_parameters() if name.endswith("bias") and name not in ones]
    assert len(rest) == 3 and not any(value.any() for value in rest)
    for name in ("features.conv1.convolution", "features.conv3.convolution", "fc7.linear"):
        assert network.get_submodule(name).weight.std().item() == pytest.approx(0.01, rel=0.02)


def test_other_sizes_channels_and_classes() -> None:
    assert alexnet(1, 5, (67, 99)).eval()(torch.zeros(2, 1, 67, 99)).shape == (2, 5)
    assert alexnet_tv(1, 5, (63, 100)).eval()(torch.zeros(2, 1, 63, 100)).shape == (2, 5)
    with torch.device("meta"):
        assert alexnet_one_tower(image_size=224).fc6.linear.in_features == 256 * 5 * 5


@pytest.mark.parametrize("name", ["alexnet", "alexnet-caffe"])
def test_the_printed_224_is_refused_with_the_arithmetic(name: str) -> None:
    sentence = rf"{name} does not fit images of side 224.*conv1.*\(224 \+ 2\*0 - 11\)/4 \+ 1 = 54.25.*223 or 227"
    with pytest.raises(InputError, match=sentence):
        catalog.build(name, image_size=224)


@pytest.mark.parametrize(
    ("name", "size", "layer", "smallest"),
    [
        ("alexnet", 63, "pool5", 67),
        ("alexnet-one-tower", 66, "pool5", 67),
        ("alexnet", 7, "conv1.convolution", 67),
        ("alexnet-tv", (300, 62), "12", 63),
    ],
)
def test_a_small_image_is_refused(name: str, size: object, layer: str, smallest: int) -> None:
    with pytest.raises(InputError, match=f"The smallest size is {smallest}") as caught:
        catalog.build(name, image_size=size)
    assert caught.value.parameters["layer"] == layer


def test_bad_counts_and_other_images_are_refused() -> None:
    with pytest.raises(InputError, match="alexnet cannot take num_classes=0"):
        alexnet(num_classes=0)
    with torch.device("meta"), pytest.raises(InputError, match=r"alexnet-caffe was built for .*\(B, 3, 227, 227\)"):
        alexnet_caffe()(torch.empty(1, 3, 224, 224))
