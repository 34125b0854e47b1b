"""The unit that is asked for: read, refused in one sentence, and shown by each view of maps."""

from collections.abc import Callable
from dataclasses import replace

import pytest
import torch
from torch import nn

from lamina.core.errors import InputError
from lamina.networks.lenet5 import lenet5
from lamina.verbs.run import Run
from lamina.verbs.views import deconvnet, field, maps, window
from lamina.verbs.views.looked import Looked
from lamina.verbs.views.looking import look_at
from lamina.verbs.views.unit import Asked, map_asked, place_asked, with_unit

Look = Callable[..., Looked]


def lenet() -> nn.Module:
    torch.manual_seed(0)
    return lenet5(num_classes=10).eval()


@pytest.mark.parametrize(
    ("asked", "channel", "place"),
    [("5", 5, None), (5, 5, None), ("5,3,4", 5, (3, 4)), (" 5, 3, 4", 5, (3, 4)), ((0, 0, 0), 0, (0, 0)), ([15], 15, None)],
)  # fmt: skip
def test_a_map_or_a_place(asked: Asked, channel: int, place: tuple[int, int] | None, look_at_images: Look) -> None:
    looked = with_unit(look_at_images(lenet(), layer="c3"), asked)
    assert map_asked(looked) == channel and place_asked(looked) == place


def test_none_is_none(look_at_images: Look) -> None:
    looked = with_unit(look_at_images(lenet()), "")
    assert looked.unit == () and map_asked(looked) is None and place_asked(looked) is None


@pytest.mark.parametrize(
    ("asked", "layer", "said"),
    [
        ("five", "c3", '"five" is neither'), ("5,3", "c3", "is neither"), ("-1", "c3", "is neither"), ((), "c3", "is neither"),
        ("5", "", "of which layer"), ("16", "c3", "has no map 16: it gives 16"), ("0,10,0", "c3", r"no place \(10, 0\)"),
        ("0", "f6", "c3"), (2.5, "c3", "is neither"),
    ],
)  # fmt: skip
def test_mistakes(asked: Asked, layer: str, said: str, look_at_images: Look) -> None:
    with pytest.raises(InputError, match=said):
        with_unit(look_at_images(lenet(), layer=layer), asked)


def test_a_table_has_no_maps(classified: Run) -> None:
    looked = look_at(classified)
    name = next(name for name, _ in looked.model.network.named_modules() if name)
    with pytest.raises(InputError, match="not for images"):
        with_unit(replace(looked, layer=name), 0)


def test_its_patches_and_what_of_the_rows_moves_it(look_at_images: Look) -> None:
    looked = with_unit(look_at_images(lenet(), layer="c3", rows=2), "5,3,4")
    section = deconvnet.VIEW.show(looked)
    assert [one.stem for one in section.pictures] == ["deconvnet-rows", "deconvnet-c3"]
    assert section.sentences[0].startswith("Map 5 of c3, the unit that was asked for: in row 0 at (3, 4)")
    assert "in row 1 at (3, 4)" in section.sentences[0] and "Map 5 of c3 with the nine" in section.sentences[1]


def test_the_strongest_unit_of_a_map_in_each_row(look_at_images: Look) -> None:
    looked = with_unit(look_at_images(lenet(), layer="c1", rows=2), 2)
    told = deconvnet.VIEW.show(looked).sentences[0]
    with torch.no_grad():
        values = looked.model.network.get_submodule("c1")(looked.inputs[0])[:, 2]
    for row, value in enumerate(values):
        i, j = divmod(int(value.argmax()), value.shape[1])
        assert f"in row {row} at ({i}, {j}), {float(value.max()):.3f}"[:-2] in told


def test_a_map_that_nothing_excites_is_said(look_at_images: Look) -> None:
    network = nn.Sequential(nn.Conv2d(1, 3, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.LazyLinear(2))
    with torch.no_grad():
        network(torch.zeros(1, 1, 12, 12))
        network[0].bias[1] = -1e6
    looked = with_unit(look_at_images(network.eval(), side=12, classes=2, layer="1"), 1)
    told = " ".join(deconvnet.VIEW.show(looked).sentences)
    assert "Nothing in 24 images of the training part excites map 1 of 1" in told


def test_the_field_is_that_of_the_place_and_the_map(look_at_images: Look) -> None:
    looked = look_at_images(lenet(), layer="c3")
    one, other = (field.VIEW.show(with_unit(looked, asked)) for asked in ("5,0,0", "5"))
    assert "c3, map 5 can see 14x14" in one.sentences[0] and "the theoretical field of the unit" in one.sentences[-1]
    assert "(0, 0)" in str(one.body) and "(5, 5)" in str(other.body) and "middle unit" in other.sentences[-1]


def test_the_map_alone_is_drawn(look_at_images: Look) -> None:
    looked = look_at_images(lenet(), layer="c3")
    alone, all_maps = (maps.VIEW.show(one).pictures[0].content for one in (with_unit(looked, 3), looked))
    assert alone != all_maps
    told = maps.VIEW.show(looked).sentences[-1]
    assert "--layer c3 --unit " in told and "--unit" not in maps.VIEW.show(with_unit(looked, 3)).sentences[-1]


def test_the_window_is_that_of_the_unit(look_at_images: Look) -> None:
    looked = with_unit(look_at_images(lenet(), layer="c3.convolution"), "5,3,4")
    section = window.VIEW.show(looked)
    assert "the unit in map 5, row 3, column 4 (from 0; 16 maps) the error comes back" in section.sentences[0]
    assert "<sub>5</sub>(3, 4)" in str(section.body)
