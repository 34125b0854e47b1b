"""How far maps move with the image."""

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from lamina.core.errors import InputError
from lamina.lens.invariance import movement, scaled, shifted, turned


def test_moves_of_an_image() -> None:
    x = torch.arange(16.0).reshape(1, 1, 4, 4)
    assert shifted(x, 1)[0, 0, 0].tolist() == [0, 0, 1, 2]
    assert shifted(x, -1)[0, 0, 1].tolist() == [5, 6, 7, 7]
    assert shifted(x, 9)[0, 0, 1].tolist() == [4, 4, 4, 4]
    assert float(scaled(x + 1, 0.5).min()) > 0  # the edge is repeated: no dark border
    torch.testing.assert_close(turned(x, 0), x)
    torch.testing.assert_close(turned(x, 180), x.flip(2, 3), atol=1e-4, rtol=0)
    torch.testing.assert_close(turned(x, 90), x.rot90(1, (2, 3)), atol=1e-4, rtol=0)
    torch.testing.assert_close(scaled(x, 1.0), x)
    assert turned(torch.ones(1, 1, 9, 5), 90).shape == (1, 1, 9, 5)


def test_a_global_average_does_not_move_and_a_convolution_does() -> None:
    torch.manual_seed(0)
    network = nn.Sequential(nn.Conv2d(1, 2, 3, padding=1, bias=False), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten())
    image = torch.zeros(1, 1, 24, 24)
    image[..., 8:12, 4:8] = torch.rand(4, 4)
    seen = movement(network, image, "shift", (0, 2, 5))
    assert seen.distances["3"] == pytest.approx((0, 0, 0), abs=1e-6)
    assert seen.distances["0"][0] == 0 and seen.distances["0"][2] > 0.9
    assert seen.answers.shape == (3, 2)


def test_what_a_pooling_takes_away() -> None:
    """A bright square that moves within its pooling window is seen before the pooling and not after it."""
    image = torch.zeros(1, 1, 8, 8)
    image[..., 4] = 1.0
    seen = movement(nn.Sequential(nn.Identity(), nn.MaxPool2d(4), nn.Flatten()), image, "shift", (0, 1, 2))
    assert seen.before == {"1": pytest.approx((0, 2**0.5, 2**0.5))}
    assert seen.distances["1"] == (0, 0, 0) and list(seen.distances) == ["0", "1", "2"]


class Functions(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.one, self.two, self.pool = nn.Conv2d(1, 3, 3), nn.Conv2d(3, 3, 3), nn.MaxPool2d(2)

    def forward(self, x: Tensor) -> Tensor:
        x = F.max_pool2d(F.relu(self.one(x)), 2)
        x = F.max_pool2d(F.relu_(self.two(x)), kernel_size=2)
        return F.adaptive_max_pool2d(self.pool(x), 1).flatten(1)


def test_poolings_that_are_functions_are_seen_in_their_order() -> None:
    torch.manual_seed(0)
    network, image = Functions().eval(), torch.rand(1, 1, 32, 32)
    seen = movement(network, image)
    assert list(seen.before) == ["F.max_pool2d", "F.max_pool2d (2)", "pool", "F.adaptive_max_pool2d"]
    with_modules = nn.Sequential(network.one, nn.ReLU(), nn.MaxPool2d(2))
    beside = movement(with_modules, image)
    assert seen.distances["F.max_pool2d"] == beside.distances["2"] and seen.before["F.max_pool2d"] == beside.before["2"]


def test_an_activation_that_writes_in_place_leaves_the_image_alone() -> None:
    image = torch.randn(1, 1, 6, 6)
    before = image.clone()
    movement(nn.Sequential(nn.ReLU(inplace=True), nn.Flatten()), image, "turn")
    assert torch.equal(image, before)


def test_what_cannot_be_moved() -> None:
    with pytest.raises(InputError, match="shift, turn, scale"):
        movement(nn.ReLU(), torch.rand(1, 1, 4, 4), "fly")
    with pytest.raises(InputError):
        movement(nn.ReLU(), torch.rand(1, 4), "shift")
