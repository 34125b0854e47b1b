"""What a unit can see, and what it looks at."""

import pytest
import torch
from torch import nn

from lamina.core.errors import InputError
from lamina.lens.fields import field_of, fields_of, reaches
from lamina.networks.lenet5 import lenet5


def test_of_three_convolutions_seven_pixels() -> None:
    torch.manual_seed(0)
    network = nn.Sequential(*(nn.Conv2d(1 if not i else 2, 2, 3) for i in range(3)))
    seen = field_of(network, torch.rand(4, 1, 15, 15), "2", (3, 4))
    assert seen.box == (3, 4, 10, 11)
    lit = seen.effective.nonzero()
    assert lit.min(dim=0).values.tolist() == [3, 4] and lit.max(dim=0).values.tolist() == [9, 10]
    middle = float(seen.effective[5:8, 6:9].sum() / seen.effective.sum())
    assert middle > 9 / 49  # the middle counts for more than its share


def test_nothing_outside_of_the_field_counts() -> None:
    torch.manual_seed(0)
    network, images = lenet5(num_classes=10), torch.rand(2, 1, 32, 32)
    for layer, reach in reaches(network, images).items():
        if not layer or len(reach.size) != 2:
            continue
        try:
            seen = field_of(network, images, layer)
        except InputError:
            continue  # a layer without maps
        top, left, bottom, right = seen.box
        outside = seen.effective.clone()
        outside[top:bottom, left:right] = 0
        assert float(outside.abs().sum()) == 0


def test_several_layers_in_one_pass() -> None:
    torch.manual_seed(0)
    network, images = lenet5(num_classes=10), torch.rand(2, 1, 32, 32)
    one, other = fields_of(network, images, ["c1", "s4"])
    assert one.box == field_of(network, images, "c1").box and other.box[2] - other.box[0] == 16
    torch.testing.assert_close(other.effective, field_of(network, images, "s4").effective)


def test_of_a_module_that_runs_twice_the_first_run() -> None:
    torch.manual_seed(0)
    relu = nn.ReLU()
    network = nn.Sequential(nn.Conv2d(1, 2, 3), relu, nn.Conv2d(2, 2, 3), relu)
    seen = field_of(network, torch.randn(8, 1, 9, 9), "1", (2, 2))
    assert seen.box == (2, 2, 5, 5) and int((seen.effective > 0).sum()) == 9


class Steered(nn.Module):
    """Its way depends on numbers, so it cannot be run without them."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(1, 2, 3)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.conv(x) if float(x.detach().sum()) > -1e9 else x


def test_the_way_that_an_image_takes() -> None:
    network, image = Steered().train(), torch.rand(1, 1, 6, 6)
    seen = field_of(network, image, "conv", (1, 1))
    assert seen.box == (1, 1, 4, 4) and int((seen.effective > 0).sum()) == 9
    assert list(reaches(network, image)) == ["", "conv"]
    assert network.training and not network.conv._forward_hooks and not vars(image)


class Jumps(nn.Module):
    """By a Fourier transform, whose geometry is not followed."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(1, 2, 3)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.conv(torch.fft.ifft2(torch.fft.fft2(x)).real)


def test_of_one_map_alone() -> None:
    layer = nn.Conv2d(1, 2, 3, bias=False)
    with torch.no_grad():
        layer.weight[0], layer.weight[1] = 1.0, 0.0
    network, image = nn.Sequential(layer), torch.rand(1, 1, 5, 5)
    lit, dark = (field_of(network, image, "0", (0, 0), channel).effective for channel in (0, 1))
    assert bool((lit[:3, :3] == 1).all()) and float(lit.sum()) == 9 and float(dark.sum()) == 0
    with pytest.raises(InputError, match="no map 2"):
        field_of(network, image, "0", channel=2)


def test_without_a_theory_the_whole_image() -> None:
    assert field_of(Jumps(), torch.rand(1, 1, 6, 6), "conv", (1, 1)).box == (0, 0, 6, 6)


def test_refusals() -> None:
    with pytest.raises(InputError) as caught:
        field_of(nn.Sequential(nn.Conv2d(1, 1, 3)), torch.rand(1, 1, 4, 4), "0", (5, 0))
    assert caught.value.code == "lens.no_such_place"
    with pytest.raises(InputError):
        field_of(nn.Sequential(nn.Conv2d(1, 1, 3)), torch.rand(1, 1, 4, 4), "conv")
