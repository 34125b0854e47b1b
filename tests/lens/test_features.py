"""Outputs of every layer, and the frequencies of filters."""

import math

import pytest
import torch
from torch import nn

from lamina.core.errors import InputError
from lamina.lens.features import aliased_at, band_limits, feature_maps, first_filters, grid_of
from lamina.networks.lenet5 import lenet5


def test_the_maps_of_lenet_in_order() -> None:
    network = lenet5(num_classes=10)
    seen = feature_maps(network, (torch.rand(1, 1, 32, 32),))
    shapes = [tuple(layer.outputs[0].shape) for layer in seen]
    assert shapes[0] == (6, 28, 28) and shapes[-1] == (10,)
    assert (6, 14, 14) in shapes and (16, 5, 5) in shapes
    whole = feature_maps(network, (torch.rand(1, 1, 32, 32),), whole=True)
    assert {layer.name for layer in seen} < {layer.name for layer in whole}


def test_a_module_that_runs_twice_is_seen_twice() -> None:
    relu = nn.ReLU()
    network = nn.Sequential(relu, nn.Linear(3, 3), relu)
    assert [len(layer.outputs) for layer in feature_maps(network, (torch.ones(1, 3),))] == [2, 1]


def wave(frequency: float, size: int = 11) -> torch.Tensor:
    return torch.cos(2 * math.pi * frequency * torch.arange(size)).expand(size, size).clone()


@pytest.mark.parametrize(("frequency", "band"), [(0.0, 0), (0.25, 1), (0.5, 2)])
def test_waves_fall_into_their_bands(frequency: float, band: int) -> None:
    network = nn.Conv2d(1, 1, 11, stride=4)
    network.load_state_dict({"weight": wave(frequency)[None, None], "bias": torch.zeros(1)})
    found = first_filters(network)
    assert int(found.shares[0].argmax()) == band and found.shares[0, band] > 0.8
    assert float(found.shares.sum()) == pytest.approx(1.0)
    assert sum(found.mean_shares) == pytest.approx(1.0, abs=1e-6)


def test_a_stride_loses_what_is_faster_than_half_of_it() -> None:
    slow, fast = nn.Conv2d(1, 1, 11, stride=4), nn.Conv2d(1, 1, 11, stride=4)
    slow.load_state_dict({"weight": wave(0.0)[None, None], "bias": torch.zeros(1)})
    fast.load_state_dict({"weight": wave(0.3)[None, None], "bias": torch.zeros(1)})
    assert first_filters(slow).mean_aliased < 0.2 < 0.8 < first_filters(fast).mean_aliased
    every = nn.Conv2d(1, 1, 11)
    every.load_state_dict(fast.state_dict())
    assert first_filters(every).mean_aliased == 0.0


def test_no_convolution_no_filters() -> None:
    with pytest.raises(InputError):
        first_filters(nn.Linear(2, 2))


@pytest.mark.parametrize(("count", "grid"), [(1, (1, 1)), (6, (2, 3)), (16, (4, 4)), (17, (4, 5))])
def test_grids(count: int, grid: tuple[int, int]) -> None:
    assert grid_of(count) == grid


def test_another_stride_loses_another_part() -> None:
    layer = nn.Conv2d(1, 1, 11, stride=4)
    layer.load_state_dict({"weight": wave(0.2)[None, None], "bias": torch.zeros(1)})
    found = first_filters(layer)
    assert aliased_at(found, 4) == pytest.approx(found.mean_aliased, abs=1e-6)
    assert aliased_at(found, 1) == 0.0 and aliased_at(found, 2) < 0.2 < 0.8 < aliased_at(found, 4)


def test_no_filter_leaves_the_limits_of_its_size() -> None:
    """The limits are eigenvalues: many random filters lie between them, and a large filter may have nearly all or none."""
    torch.manual_seed(0)
    layer = nn.Conv2d(1, 400, 3)
    shares, limits = first_filters(layer).shares, band_limits(3, 3)
    for band, (least, most) in enumerate(limits):
        assert least - 1e-6 <= float(shares[:, band].min()) and float(shares[:, band].max()) <= most + 1e-6
    assert limits[1][1] < 0.65  # of middle frequencies a 3x3 filter cannot consist
    assert band_limits(11, 11)[1][1] > 0.98
