"""The view of the strongest patches: of the run's own images, as far down as there is a way back."""

from collections.abc import Callable

import pytest
import torch
from torch import Tensor, nn

from lamina.core.errors import InputError
from lamina.core.inspection import Reach
from lamina.networks.lenet5 import lenet5
from lamina.networks.lenet5_1998 import lenet5_1998
from lamina.networks.vgg import vgg11
from lamina.verbs.views.deconvnet import VIEW, classes_by_chance, undoable, whole_box
from lamina.verbs.views.looked import Looked

Look = Callable[..., Looked]


def test_lenet(look_at_images: Look) -> None:
    torch.manual_seed(0)
    section = VIEW.show(look_at_images(lenet5(num_classes=10).eval()))
    assert [picture.stem for picture in section.pictures] == ["deconvnet-c1", "deconvnet-c3"]
    assert "classes in c1" in section.sentences[0] and "24 images of the training part" in section.sentences[1]
    assert "no switches" in section.sentences[2]  # it pools by means


@pytest.mark.parametrize("network", [lenet5_1998(num_classes=10), vgg11(num_classes=10, in_channels=1, image_size=32)])
def test_other_networks_in_a_row(network: nn.Module, look_at_images: Look) -> None:
    section = VIEW.show(look_at_images(network.eval()))
    maxima = any(isinstance(one, nn.MaxPool2d) for one in network.modules())
    assert section.pictures and ("no switches" not in " ".join(section.sentences)) == maxima


def test_without_data_the_rows_alone(look_at_images: Look) -> None:
    section = VIEW.show(look_at_images(lenet5(num_classes=10).eval(), parts=False))
    assert "1 images of the rows looked at" in " ".join(section.sentences)


def test_the_layer_that_is_asked_for(look_at_images: Look) -> None:
    section = VIEW.show(look_at_images(lenet5(num_classes=10).eval(), layer="c3.convolution"))
    assert [picture.stem for picture in section.pictures] == ["deconvnet-c3-convolution"]


class Branched(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.one, self.two, self.three = nn.Conv2d(1, 2, 3), nn.Conv2d(2, 2, 1), nn.Conv2d(2, 2, 1)

    def forward(self, x: Tensor) -> Tensor:
        x = self.one(x)
        return (self.two(x) + self.three(x)).mean(dim=(2, 3))


def test_it_ends_where_the_network_branches(look_at_images: Look) -> None:
    torch.manual_seed(0)
    layers, error = undoable(Branched(), torch.rand(1, 1, 8, 8), ["one", "two", "three"])
    assert layers == ["one", "two"] and error is not None and error.code == "lens.branches"
    section = VIEW.show(look_at_images(Branched(), side=8, classes=2))
    assert section.sentences[-1].startswith("Deeper it cannot go") and len(section.pictures) == 2
    with pytest.raises(InputError, match="branches or joins"):
        VIEW.show(look_at_images(Branched(), side=8, classes=2, layer="three"))


def test_boxes() -> None:
    reach = Reach((5, 5), (2, 2), (0.0, 0.0))
    assert whole_box(reach, (0, 3), (20, 20)) == (-2, 4, 3, 9)
    assert whole_box(reach, (0, 3), (20, 5)) == (-2, 0, 3, 5)  # as large as the image: all of it
    assert whole_box(None, (0, 0), (7, 9)) == (0, 0, 7, 9)


def test_classes_by_chance() -> None:
    assert classes_by_chance(torch.tensor([0, 0, 1, 1]), 4) == 2.0
    assert classes_by_chance(torch.tensor([0, 1]), 1) == 1.0
    assert classes_by_chance(torch.tensor([0, 0, 1]), 2) == pytest.approx(5 / 3)  # of three pairs one is alike
