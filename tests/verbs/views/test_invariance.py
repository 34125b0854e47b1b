"""The view of the movements: what pooling takes away is measured, not claimed."""

from collections.abc import Callable

import pytest
import torch
from torch import nn

from lamina.networks.lenet5 import lenet5
from lamina.networks.mlp import mlp
from lamina.verbs.views.invariance import VIEW
from lamina.verbs.views.looked import Looked

Look = Callable[..., Looked]


def test_three_movements(look_at_images: Look) -> None:
    torch.manual_seed(0)
    section = VIEW.show(look_at_images(lenet5(num_classes=10).eval()))
    assert [picture.stem for picture in section.pictures] == [
        f"invariance-{kind}" for kind in ("shift", "turn", "scale")
    ]
    assert section.sentences[0].startswith("Pooling is said") and "12 rows" in section.sentences[1]
    assert "2 pixels" in section.sentences[1] and "20 degrees" in section.sentences[2] and "0.8" in section.sentences[3]


def test_a_global_pooling_takes_all_of_a_shift(look_at_images: Look) -> None:
    torch.manual_seed(0)
    network = nn.Sequential(nn.Conv2d(1, 4, 1), nn.Sigmoid(), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(4, 3))
    section = VIEW.show(look_at_images(network, classes=3))
    assert "most of the claim is true" in section.sentences[0]


def test_without_pooling_and_with_numbers(look_at_images: Look) -> None:
    torch.manual_seed(0)
    dense = nn.Sequential(nn.Flatten(), mlp(256, 1))
    section = VIEW.show(look_at_images(dense, side=16, classes=0))
    assert (
        section.sentences[0].startswith("Nothing in the network pools")
        and "the answer moves by" in section.sentences[1]
    )
    assert "the network's output changes" in section.sentences[1]


def test_large_images_are_shifted_further(look_at_images: Look) -> None:
    network = nn.Sequential(nn.Conv2d(1, 2, 3, 4), nn.AdaptiveMaxPool2d(2), nn.Flatten(), nn.Linear(8, 2))
    section = VIEW.show(look_at_images(network, side=96, classes=2))
    assert "Shifted by 6 pixels" in section.sentences[1]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_rows_alone_where_there_is_no_data(rows: int, look_at_images: Look) -> None:
    section = VIEW.show(look_at_images(lenet5(num_classes=10).eval(), parts=False, rows=rows))
    assert f"{rows} rows" in section.sentences[1]


def test_a_network_that_answers_all_alike_is_told(look_at_images: Look) -> None:
    network = lenet5(num_classes=10).eval()
    told = VIEW.show(look_at_images(network)).sentences
    with torch.no_grad():
        network.get_submodule("output.linear").bias[3] = 1e3
    same = VIEW.show(look_at_images(network)).sentences
    assert not any("answered alike" in one for one in told) and any(
        "All 12 rows are answered alike" in one for one in same
    )
