"""The view of the maps: what it says is what the maps are."""

from collections.abc import Callable

import torch
from torch import nn

from lamina.networks.lenet5 import lenet5
from lamina.verbs.views.looked import Looked
from lamina.verbs.views.maps import VIEW


def test_a_picture_per_row_and_a_table(look_at_images: Callable[..., Looked]) -> None:
    torch.manual_seed(0)
    section = VIEW.show(look_at_images(lenet5(num_classes=10).eval(), rows=2))
    assert [picture.stem for picture in section.pictures] == ["maps-1", "maps-2"]
    assert "28x28 to 5x5" in section.sentences[0] and "6 to 16" in section.sentences[0]
    assert section.body is not None and section.body.count("<tr>") == 5 and "row 1" in section.pictures[1].alt


def test_dark_and_repeated_maps_are_counted(look_at_images: Callable[..., Looked]) -> None:
    torch.manual_seed(0)
    network = nn.Sequential(nn.Conv2d(1, 5, 3), nn.ReLU(), nn.Conv2d(5, 20, 3), nn.Flatten(), nn.Linear(20 * 64, 2))
    with torch.no_grad():
        network[0].weight[1] = 3 * network[0].weight[0]
        network[0].bias[:2] = 5.0
        network[0].bias[2] = -100.0
    section = VIEW.show(look_at_images(network, side=12, classes=2))
    told = " ".join(section.sentences)
    assert "1 of the 5 maps of 0 stays dark" in told and "1 of the 5 maps of 0 nearly repeats" in told
    assert "the 16 strongest are shown" in told


def test_a_layer_that_is_asked_for_shows_all_its_maps(look_at_images: Callable[..., Looked]) -> None:
    looked = look_at_images(lenet5(num_classes=10).eval(), layer="c3.convolution")
    section = VIEW.show(looked)
    assert "c3.convolution" in section.pictures[0].alt and "strongest" not in " ".join(section.sentences)
