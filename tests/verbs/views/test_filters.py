"""The view of the filters: the finding follows from the waves that are in them."""

import math
from collections.abc import Callable
from dataclasses import replace

import pytest
import torch
from torch import nn

from lamina.networks.mlp import mlp
from lamina.verbs.views.filters import CHANCE, VIEW
from lamina.verbs.views.looked import Looked

Look = Callable[..., Looked]


def network(frequencies: list[float], size: int, stride: int = 1) -> nn.Module:
    """A first layer whose filters are plane waves."""
    layer = nn.Conv2d(1, len(frequencies), size, stride)
    steps = torch.arange(size)
    with torch.no_grad():
        for place, frequency in enumerate(frequencies):
            layer.weight[place, 0] = torch.cos(2 * math.pi * frequency * steps).expand(size, size)
    return nn.Sequential(layer, nn.Flatten(), nn.LazyLinear(2))


@pytest.mark.parametrize(
    ("made", "sentence"),
    [
        (network([0.0, 0.5, 0.45], 11), "The middle is missing"), (network([0.25, 0.25, 0.0], 11), "The middle is there"),
        (network([0.0, 0.5], 3), "too small to tell"),
    ],
)  # fmt: skip
def test_the_middle(made: nn.Module, sentence: str, look_at_images: Look) -> None:
    section = VIEW.show(look_at_images(made, classes=2))
    assert sentence in section.sentences[0] and "Nothing is aliased" in section.sentences[1]


def test_noise_is_called_chance(look_at_images: Look) -> None:
    torch.manual_seed(0)
    made = nn.Sequential(nn.Conv2d(1, 64, 9), nn.Flatten())
    assert "look like chance" in VIEW.show(look_at_images(made, classes=2)).sentences[0]
    assert sum(CHANCE) == pytest.approx(1.0)


def test_a_stride_of_four_aliases_what_one_of_two_keeps(look_at_images: Look) -> None:
    section = VIEW.show(look_at_images(network([0.2, 0.2], 11, 4), classes=2))
    assert "stride of 4" in section.sentences[1] and "With a stride of 2, as ZFNet" in section.sentences[1]
    assert "With a stride of 1 nothing" in VIEW.show(look_at_images(network([0.2], 11, 2), classes=2)).sentences[1]


def test_no_convolution_no_view(look_at_images: Look) -> None:
    assert not VIEW.fits(look_at_images(mlp(1024, 10)))


def test_two_networks_beside_each_other(look_at_images: Look) -> None:
    coarse, fine = network([0.0, 0.45], 11, stride=4), network([0.25, 0.05], 7, stride=2)
    other = look_at_images(fine, side=33, classes=2).model
    section = VIEW.show(
        replace(look_at_images(coarse, side=33, classes=2), beside=replace(other, network_name="zfnet"))
    )
    assert [picture.stem for picture in section.pictures] == ["filters", "filters-beside"]
    told = section.sentences[0]
    assert told.startswith("Sequential has less of its filters' energy at middle frequencies than zfnet")
    assert "stride of 4 of Sequential" in told and "stride of 2 of zfnet" in told
    assert section.body is not None and "11x11" in section.body and "7x7" in section.body
    assert section.body.count("<tr>") == 1 + 6


def test_alike_networks_are_called_alike(look_at_images: Look) -> None:
    looked = look_at_images(network([0.25, 0.05], 7), classes=2)
    told = VIEW.show(replace(looked, beside=looked.model)).sentences[0]
    assert "as much of its filters' energy" in told and "alias alike" in told
