"""The way back to pixels: exact where it must be, within the receptive field everywhere."""

import pytest
import torch
from torch import nn

from lamina.core.errors import InputError
from lamina.lens.deconvnet import project, strongest, strongest_units, way_back
from lamina.lens.image_chain import image_chain
from lamina.networks.alexnet import alexnet
from lamina.networks.lenet5 import lenet5
from lamina.networks.lenet5_1998 import lenet5_1998
from lamina.networks.vgg import vgg11
from lamina.networks.zfnet import zfnet


def test_of_one_convolution_the_filter_stands_where_it_looked() -> None:
    torch.manual_seed(0)
    network = nn.Sequential(nn.Conv2d(1, 2, 3, bias=False))
    seen = project(network, torch.randn(1, 1, 6, 6), "0", 1, (2, 3))
    weight = dict(network.named_parameters())["0.weight"].detach()
    expected = torch.zeros(1, 6, 6)
    expected[:, 2:5, 3:6] = weight[1] * seen.value
    torch.testing.assert_close(seen.image, expected)
    assert seen.box == (2, 3, 5, 6)


def test_a_pooled_unit_goes_back_to_its_maximum() -> None:
    x = torch.tensor([[1.0, 2, 3, 3], [0, 1, 1, 5], [3, 0, 1, 0], [1, 4, 1, 2]])[None, None]
    seen = project(nn.Sequential(nn.MaxPool2d(2)), x, "0", 0, (1, 0))
    expected = torch.zeros(1, 4, 4)
    expected[0, 3, 1] = 4
    assert torch.equal(seen.image, expected) and seen.box == (2, 0, 4, 2)


def test_of_convolution_relu_and_pooling_it_is_the_gradient_rectified_on_the_way() -> None:
    torch.manual_seed(0)
    network = nn.Sequential(nn.Conv2d(1, 3, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(3, 2, 3), nn.ReLU())
    x = torch.randn(1, 1, 10, 10)
    seen = project(network, x, "4", 0)
    chain, weights = image_chain(network, x, "4"), network.state_dict()
    back = torch.zeros_like(chain[-1].after)
    back[0, 0, seen.place[0], seen.place[1]] = seen.value
    back = torch.nn.functional.conv_transpose2d(torch.relu(back), weights["3.weight"])
    _, switches = torch.nn.functional.max_pool2d(chain[2].before, 2, return_indices=True)
    back = torch.relu(torch.nn.functional.max_unpool2d(back, switches, [2, 2]))
    back = torch.nn.functional.conv_transpose2d(back, weights["0.weight"], padding=1)
    torch.testing.assert_close(seen.image, back[0])


@pytest.mark.parametrize(
    ("network", "side", "channels", "layer"),
    [
        (lenet5(num_classes=10), 32, 1, ""), (lenet5_1998(num_classes=10), 32, 1, ""),
        (zfnet(num_classes=3, image_size=63), 63, 3, ""), (alexnet(num_classes=3, image_size=67), 67, 3, ""),
        (vgg11(num_classes=3, image_size=32), 32, 3, ""),
    ],
)  # fmt: skip
def test_networks_of_the_papers(network: nn.Module, side: int, channels: int, layer: str) -> None:
    torch.manual_seed(0)
    x = torch.rand(1, channels, side, side)
    chain = image_chain(network, x)
    for link in chain[:: max(1, len(chain) // 4)]:
        found = int(link.after[0].flatten(1).max(dim=1).values.argmax())
        seen = project(network, x, link.name, found)
        top, left, bottom, right = seen.box
        outside = seen.image.clone()
        outside[:, top:bottom, left:right] = 0
        assert float(outside.abs().max()) == 0 and float(seen.image.abs().max()) > 0


def test_the_strongest_images_of_a_map() -> None:
    network = nn.Sequential(nn.Conv2d(1, 1, 1, bias=False))
    network.load_state_dict({"0.weight": torch.ones(1, 1, 1, 1)})
    images = torch.rand(7, 1, 4, 4)
    found = strongest(network, images.split(3), "0", [0], count=3)[0]
    order = images.flatten(1).max(dim=1).values.argsort(descending=True)[:3].tolist()
    assert [row for _, row, _, _ in found] == order
    value, row, i, j = found[0]
    assert images[row, 0, i, j].item() == pytest.approx(value)


def test_several_layers_in_one_pass_and_several_images_at_once() -> None:
    torch.manual_seed(0)
    network, images = lenet5(num_classes=10), torch.rand(5, 1, 32, 32)
    both = strongest_units(network, images.split(2), ["c1", "c3"], count=3)
    assert both["c3"][4] == strongest(network, images.split(2), "c3", [4], count=3)[4] and len(both["c1"]) == 6
    rows = [row for _, row, _, _ in both["c3"][4]]
    places = [(i, j) for _, _, i, j in both["c3"][4]]
    together = way_back(network, image_chain(network, images[rows], "c3"), 4, places)
    for place, row in enumerate(rows):
        alone = project(network, images[row : row + 1], "c3", 4, places[place])
        torch.testing.assert_close(together[place], alone.image, atol=1e-6, rtol=1e-4)


@pytest.mark.parametrize(
    "layer",
    [
        nn.Conv2d(2, 4, 3, stride=2, padding=1, dilation=2, groups=2), nn.Conv2d(2, 4, 3, padding="same"),
        nn.Conv2d(2, 4, 3, padding=1, padding_mode="reflect"), nn.Conv2d(2, 4, (3, 5), stride=(2, 3)),
    ],
)  # fmt: skip
def test_any_convolution_goes_back_as_its_gradient(layer: nn.Module) -> None:
    x = torch.randn(1, 2, 11, 13, requires_grad=True)
    output = layer(x)
    (slope,) = torch.autograd.grad(output[0, 3, 1, 2], x)
    seen = project(nn.Sequential(layer), x.detach(), "0", 3, (1, 2))
    torch.testing.assert_close(seen.image, slope[0] * seen.value)


def test_refusals() -> None:
    with pytest.raises(InputError) as caught:
        project(lenet5(num_classes=10), torch.rand(1, 1, 32, 32), "c1", 99)
    assert caught.value.code in ("lens.no_such_channel", "lens.no_layer")
    with pytest.raises(InputError) as caught:
        project(nn.Sequential(nn.InstanceNorm2d(1, affine=True), nn.Conv2d(1, 1, 1)), torch.rand(1, 1, 4, 4), "1", 0)
    assert caught.value.code == "lens.no_way_back"
