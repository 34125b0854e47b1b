"""The view of the reasons: what is said is what the methods found."""

import threading
from collections.abc import Callable
from dataclasses import replace

import torch
from torch import Tensor, nn

from lamina.networks.lenet5 import lenet5
from lamina.networks.mlp import mlp
from lamina.verbs.views.looked import Looked
from lamina.verbs.views.why import VIEW

Look = Callable[..., Looked]


class Corner(nn.Module):
    """Answers with the brightness of the upper right corner."""

    def __init__(self) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.ones(1, 1))

    def forward(self, x: Tensor) -> Tensor:
        seen = x[:, :, :8, -8:].mean(dim=(1, 2, 3))[:, None] @ self.weight
        return torch.cat([seen, -seen], dim=1)


class Raised(nn.Module):
    """Far above what any part of the image can take away."""

    def forward(self, answers: Tensor) -> Tensor:
        return answers + 1000.0


def test_four_methods_and_their_checks(look_at_images: Look) -> None:
    torch.manual_seed(0)
    section = VIEW.show(look_at_images(lenet5(num_classes=10).eval(), rows=2))
    assert [picture.stem for picture in section.pictures] == ["why-1", "why-2"]
    told = " ".join(section.sentences)
    assert "row 0, answered class 0" in told and "add up" in told and "with the weights shuffled" in told


def test_where_it_matters_is_said(look_at_images: Look) -> None:
    looked = look_at_images(Corner(), side=24, classes=2)
    looked.inputs[0].fill_(-1.0)
    looked.inputs[0][:, :, :8, -8:] = 2.0
    section = VIEW.show(looked)
    assert "in the upper right" in section.sentences[0] and "from 2" in section.sentences[0]
    assert "hardly change" in " ".join(section.sentences)  # one weight cannot be shuffled: the same picture
    assert any("Grad-CAM" in sentence and "nothing to lay" in sentence for sentence in section.sentences)


def test_what_hardly_falls_carries_nothing(look_at_images: Look) -> None:
    looked = look_at_images(Corner(), side=24, classes=2)
    looked.inputs[0].fill_(-0.001)
    looked.inputs[0][:, :, :8, -8:] = 2.0
    network = nn.Sequential(looked.model.network, Raised())
    told = VIEW.show(replace(looked, model=replace(looked.model, network=network))).sentences[0]
    assert "no single window carries the answer" in told and "less than 1 %" in told


def test_a_network_without_maps(look_at_images: Look) -> None:
    torch.manual_seed(0)
    section = VIEW.show(look_at_images(nn.Sequential(nn.Flatten(), mlp(256, 3)), side=16, classes=3))
    assert len(section.pictures) == 1


def test_what_cannot_be_copied_is_shown_without_the_check(look_at_images: Look) -> None:
    torch.manual_seed(0)
    network = lenet5(num_classes=10).eval()
    network.lock = threading.Lock()
    section = VIEW.show(look_at_images(network))
    assert "could not be copied" in section.sentences[-1] and "with the weights shuffled" not in " ".join(
        section.sentences
    )


def test_a_layer_of_no_maps_is_said(look_at_images: Look) -> None:
    section = VIEW.show(look_at_images(lenet5(num_classes=10).eval(), layer="f6"))
    assert any('"f6"' in sentence for sentence in section.sentences)


class Opposed(nn.Module):
    """A Grad-CAM of it is empty: its only map speaks against the answer."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(1, 1, 1)
        with torch.no_grad():
            self.conv.bias.fill_(100.0)

    def forward(self, x: Tensor) -> Tensor:
        return -self.conv(x).square().mean(dim=(2, 3))


def test_an_empty_picture_has_no_check(look_at_images: Look) -> None:
    looked = look_at_images(Opposed(), side=8, classes=0)
    found = VIEW.show(looked)
    assert len(found.pictures) == 1 and "Grad-CAM" not in " ".join(found.sentences)
