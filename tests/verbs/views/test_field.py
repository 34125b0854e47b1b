"""The view of the fields: boxes of the papers, and how much of them counts."""

from collections.abc import Callable

import pytest
import torch
from torch import nn

from lamina.core.looks import Field
from lamina.networks.lenet5 import lenet5
from lamina.verbs.views.field import VIEW, effective_share
from lamina.verbs.views.looked import Looked


def test_lenet(look_at_images: Callable[..., Looked]) -> None:
    torch.manual_seed(0)
    section = VIEW.show(look_at_images(lenet5(num_classes=10).eval()))
    assert "s4 can see 16x16 of the 32x32" in section.sentences[0]
    assert section.sentences[1] == "The field grows from 5x5 pixels at c1 to 16x16 at s4."
    assert section.body is not None and "14x14" in section.body and len(section.pictures) == 1


def test_the_layer_that_is_asked_for(look_at_images: Callable[..., Looked]) -> None:
    section = VIEW.show(look_at_images(lenet5(num_classes=10).eval(), layer="c3"))
    assert "c3 can see 14x14" in section.sentences[0] and "grows" not in " ".join(section.sentences)


@pytest.mark.parametrize("inplace", [False, True])
def test_a_dead_unit_is_said(look_at_images: Callable[..., Looked], inplace: bool) -> None:
    network = nn.Sequential(nn.Conv2d(1, 1, 3), nn.ReLU(inplace), nn.Flatten())
    with torch.no_grad():
        network[0].bias.fill_(-1e6)
    section = VIEW.show(look_at_images(network, side=8, classes=2))
    assert "nothing in these images moves it" in section.sentences[0]


def test_shares() -> None:
    effect = torch.zeros(10, 10)
    effect[2:6, 2:6] = 1.0
    assert effective_share(Field("x", (0, 0), (2, 2, 6, 6), effect)) == pytest.approx(15 / 16)
    assert effective_share(Field("x", (0, 0), (0, 0, 10, 10), effect)) == pytest.approx(0.15)
    assert effective_share(Field("x", (0, 0), (0, 0, 2, 2), effect)) == 0.0
