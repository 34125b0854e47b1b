"""Receptive fields, held against the formula of the notes, published numbers, and the gradient of a unit."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor, nn

from lamina.core.inspection import Reach
from lamina.lens.inspect import inspect_module
from lamina.networks import catalog


def reach_of(network: nn.Module, side: int = 64, channels: int = 1) -> Reach:
    found = inspect_module(network.float(), [((channels, side, side), torch.float32)]).reach
    assert found is not None
    return found


def test_three_3x3_see_3_5_7() -> None:
    network = nn.Sequential(nn.Conv2d(1, 1, 3), nn.Conv2d(1, 1, 3), nn.Conv2d(1, 1, 3))
    rows = inspect_module(network, [((1, 16, 16), torch.float32)]).rows
    assert [row.reach.size for row in rows if row.reach] == [(3, 3), (5, 5), (7, 7)]
    assert rows[-1].reach == Reach((7, 7), (1, 1), (3.0, 3.0))


LAYER = st.tuples(st.sampled_from(["conv", "max", "average"]), st.integers(1, 4), st.integers(1, 3), st.integers(0, 2))


@given(st.lists(LAYER, min_size=1, max_size=3))
@settings(max_examples=25, deadline=None)
def test_field_is_where_a_unit_has_a_gradient(layers: list[tuple[str, int, int, int]]) -> None:
    """Size, jump and start, for an image wide enough that the middle unit's field lies inside."""
    built: list[nn.Module] = []
    for kind, kernel, stride, padding in layers:
        if kind == "conv":
            built.append(nn.Conv2d(1, 1, kernel, stride, padding))
            nn.init.ones_(built[-1].weight)  # type: ignore[arg-type]
        else:  # the gradient of a maximum reaches one pixel only: its average reaches the same window
            built.append(nn.AvgPool2d(kernel, stride, min(padding, kernel // 2)))
    network, side = nn.Sequential(*built).double(), 150
    image = torch.zeros(1, 1, side, side, dtype=torch.float64, requires_grad=True)
    output = network(image)
    middle = output.shape[-1] // 2
    output[0, 0, middle, middle].backward()
    seen = torch.nonzero(image.grad[0, 0, int(image.grad[0, 0].sum(1).argmax())])  # type: ignore[index]
    reach = reach_of(network, side)
    assert reach.size == (int(seen.max() - seen.min()) + 1,) * 2
    assert reach.start[0] + middle * reach.jump[0] == float(seen.max() + seen.min()) / 2


@pytest.mark.parametrize(
    ("name", "layer", "size", "jump"),
    [("alexnet", "features.pool5", 195, 32), ("vgg16", "features.pool5", 212, 32), ("lenet5", "s4", 16, 4)],
)
def test_published_fields(name: str, layer: str, size: int, jump: int) -> None:
    row = catalog.find(name)
    assert row.image is not None
    with torch.device("meta"):
        network = catalog.build(name)
    rows = {item.name: item for item in inspect_module(network, [(row.image, torch.float32)]).rows}
    reach = rows[layer].reach
    assert reach is not None and reach.size == (size, size) and reach.jump == (jump, jump)


class Paths(nn.Module):
    """Paths of 1x1, 5x5 (padded) and strided slices that meet."""

    def __init__(self, way: str) -> None:
        super().__init__()
        self.way = way
        self.small, self.large = nn.Conv2d(1, 1, 1), nn.Conv2d(1, 1, 5, padding=2)

    def forward(self, x: Tensor) -> Tensor:
        if self.way == "add":
            return self.small(x) + self.large(x)
        if self.way == "cat":
            return torch.cat([self.small(x), self.large(x)], dim=1)
        return nn.functional.pad(self.small(x)[:, :, 1::2, ::2], (0, 0, 3, 0))


def test_where_paths_meet_the_field_holds_both() -> None:
    assert reach_of(Paths("add")) == reach_of(Paths("cat")) == Reach((5, 5), (1, 1), (0.0, 0.0))


def test_slices_and_padding_move_the_first_unit() -> None:
    assert reach_of(Paths("slice")) == Reach((1, 1), (2, 2), (1.0 - 3 * 2, 0.0))


def test_flattened_maps_keep_their_field_and_a_dense_layer_sees_all() -> None:
    network = nn.Sequential(
        nn.Conv2d(1, 2, 3, stride=2), nn.Flatten(), nn.ReLU(), nn.Linear(2 * 4 * 4, 3), nn.Linear(3, 3)
    )
    rows = inspect_module(network, [((1, 9, 9), torch.float32)]).rows
    assert [row.reach.size[0] for row in rows if row.reach] == [3, 3, 3, 9, 9]


def test_sequences_and_mixed_distances_have_no_field() -> None:
    sequence = inspect_module(nn.Sequential(nn.Linear(4, 4), nn.ReLU()), [((5, 4), torch.float32)])
    assert sequence.reach is None
    assert inspect_module(nn.Linear(4, 2), [((4,), torch.float32)]).reach is None
