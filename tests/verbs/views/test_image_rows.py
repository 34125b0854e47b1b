"""What the views of images share; and that none of them changes the model, also when it fails half-way."""

from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch import Tensor, nn

from lamina.networks.lenet5 import lenet5
from lamina.networks.resnet import cifar_network
from lamina.verbs.views import deconvnet as view_deconvnet
from lamina.verbs.views import field as view_field
from lamina.verbs.views import filters as view_filters
from lamina.verbs.views import invariance as view_invariance
from lamina.verbs.views import maps as view_maps
from lamina.verbs.views import why as view_why
from lamina.verbs.views.image_rows import batches, caption_of, of_images, own_images, picture_of, row_inputs
from lamina.verbs.views.looked import Looked, LookedRow, View

MODULES = (view_maps, view_filters, view_invariance, view_deconvnet, view_why, view_field)
VIEWS: list[View] = [module.VIEW for module in MODULES]
Look = Callable[..., Looked]


class Passes:
    """How often a network ran: kept outside of it, for a look puts back whatever a pass writes on a module."""

    count = 0


class Shared(nn.Module):
    """A user's own: one activation that writes in place for all layers, dropout, batch norm, hooks of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.one, self.two = nn.Conv2d(3, 4, 3, padding=1), nn.Conv2d(4, 6, 3)
        self.norm, self.relu, self.pool, self.drop = (
            nn.BatchNorm2d(4),
            nn.ReLU(inplace=True),
            nn.MaxPool2d(2),
            nn.Dropout(),
        )
        self.out = nn.Linear(6 * 3 * 3, 3)
        self.two.register_forward_hook(lambda module, given, output: output * 1.0)

    def forward(self, x: Tensor) -> Tensor:
        Passes.count += 1
        x = self.pool(self.relu(self.norm(self.one(x))))
        x = self.pool(self.relu(self.two(x)))
        return self.out(self.drop(x.flatten(1)))


class Failing(Shared):
    """Gives up in the midst of its third pass."""

    def __init__(self) -> None:
        super().__init__()
        self.pool.register_forward_hook(self.fail)

    def fail(self, *_: object) -> None:
        if Passes.count == 3:
            raise RuntimeError("half-way")


class Named(nn.Module):
    """Answers with a dictionary."""

    def __init__(self) -> None:
        super().__init__()
        self.features = nn.Sequential(nn.Conv2d(3, 4, 3), nn.ReLU())

    def forward(self, x: Tensor) -> dict[str, Tensor]:
        return {"out": self.features(x).mean(dim=(2, 3))}


def state(network: nn.Module, x: Tensor) -> list[Any]:
    """Everything that a look may not change: weights, buffers, gradients, modes, hooks, random state, outputs."""
    values = [*network.parameters(), *network.buffers()]
    hooks = [
        (len(one._forward_hooks), len(one._forward_pre_hooks), len(one._backward_hooks)) for one in network.modules()
    ]
    modes = [(one.training, [value.requires_grad for value in one.parameters()]) for one in network.modules()]
    random, grads = torch.get_rng_state(), [value.grad for value in network.parameters()]
    with torch.no_grad():
        torch.manual_seed(5)
        output = network(x.clone())
        torch.set_rng_state(random)
    answer = output["out"] if isinstance(output, dict) else output
    return [[value.clone() for value in values], hooks, modes, random, grads, answer]


def same(one: list[Any], other: list[Any]) -> bool:
    """Bit for bit."""
    tensors = [*one[0], one[3], one[5]], [*other[0], other[3], other[5]]
    return all(map(torch.equal, *tensors)) and one[1] == other[1] and one[2] == other[2] and one[4] == other[4]


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.name)
def test_a_view_changes_nothing(view: View, look_at_images: Look) -> None:
    torch.manual_seed(1)
    network = Shared().eval()
    network.train(True)
    network.norm.eval()  # frozen
    looked = look_at_images(network, side=16, channels=3, classes=3)
    inputs, raw = looked.inputs[0].clone(), looked.raw["images"][:].clone()
    network.norm.train()
    before = state(Shared.eval(network), inputs)
    section = view.show(looked)
    assert same(before, state(network, inputs))
    assert torch.equal(looked.inputs[0], inputs) and torch.equal(looked.raw["images"][:], raw)
    assert section.name == view.name and section.pictures and section.sentences
    assert all(picture.content.startswith(b"\x89PNG") and picture.alt for picture in section.pictures)


@pytest.mark.parametrize("view", [view for view in VIEWS if view.name != "filters"], ids=lambda view: view.name)
def test_a_view_that_fails_half_way_changes_nothing(view: View, look_at_images: Look) -> None:
    torch.manual_seed(1)
    network = Failing().eval()
    looked = look_at_images(network, side=16, channels=3, classes=3)
    Passes.count = 10
    before = state(network, looked.inputs[0])
    Passes.count = 2 if view.name == "maps" else 0  # it makes a single pass
    with pytest.raises(RuntimeError, match="half-way"):
        view.show(looked)
    Passes.count = 10
    assert same(before, state(network, looked.inputs[0]))


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.name)
def test_answers_in_a_dictionary(view: View, look_at_images: Look) -> None:
    """The first tensor of numbers in it is the answer, so that every view has its pictures."""
    looked = look_at_images(Named().eval(), side=12, channels=3, classes=4)
    section = view.show(looked)
    assert section.pictures and not any("dict" in sentence for sentence in section.sentences)


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.name)
def test_numbers_are_explained_too_and_without_data(view: View, look_at_images: Look) -> None:
    torch.manual_seed(0)
    looked = look_at_images(lenet5(num_classes=1).eval(), classes=0, parts=False)
    assert view.fits(looked) and view.show(looked).pictures


def test_rows(look_at_images: Look) -> None:
    looked = look_at_images(lenet5(num_classes=10), count=20, rows=2)
    assert of_images(looked) and picture_of(looked, 1).shape == (32, 32, 1)
    copied = row_inputs(looked, 1)[0]
    assert torch.equal(copied, looked.inputs[0][1:2]) and copied.data_ptr() != looked.inputs[0][1:2].data_ptr()
    own = own_images(looked, ("validation", "train"), 5)
    assert own.part == "train" and len(own.images) == 5 and own.classes is not None
    assert own.classes.tolist() == [0, 5, 0, 4, 9]  # rows 0, 5, 10, 14, 19
    found = torch.cat([*batches(looked, own.images)])
    assert found.shape == (5, 1, 32, 32) and torch.equal(found[:1], looked.inputs[0][:1])
    alone = own_images(look_at_images(lenet5(num_classes=10), parts=False), ("train",), 5)
    assert alone.part == "" and len(alone.images) == 1 and alone.classes is None


def test_what_is_no_image_is_not_looked_at(look_at_images: Look) -> None:
    looked = look_at_images(lenet5(num_classes=10))
    spec = looked.model.spec.model_copy(update={"kind": "table"})
    looked.model.spec = spec
    assert not any(view.fits(looked) for view in VIEWS)


def test_captions() -> None:
    assert caption_of(LookedRow("row 3", "given", "7", "1", 1)) == ["row 3", "answered: 1", "truly 7"]
    assert caption_of(LookedRow("row 3", "given", "", "1", 1)) == ["row 3", "answered: 1"]
    assert len(caption_of(LookedRow("a/very/long/path/to/an/image.png", "given", "", "1", 1))[0]) == 20


def test_a_residual_network_has_views_but_no_deconvnet_behind_its_stem(look_at_images: Look) -> None:
    torch.manual_seed(0)
    looked = look_at_images(cifar_network(8, num_classes=3).eval(), side=16, channels=3, classes=3)
    section = view_deconvnet.VIEW.show(looked)
    assert len(section.pictures) == 1 and "layer1" in section.sentences[-1]
