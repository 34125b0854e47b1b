"""Pictures of attention over patches."""

import io

import numpy as np
import torch
from PIL import Image

from lamina.core.looks import PatchesSeen
from lamina.report.views.mosaic import WIDTH
from lamina.report.views.patches_picture import draw_distances, draw_patches, draw_rollouts, over

IMAGE = np.full((16, 16, 3), 200, dtype=np.uint8)


def layer(name: str, heads: int) -> PatchesSeen:
    looked = torch.softmax(torch.randn(heads, 16), dim=1).unflatten(1, (4, 4))
    return PatchesSeen(name, torch.rand(heads, 17, 17), (4, 4), (4, 4), looked, torch.rand(heads) * 9)


def size(content: bytes) -> tuple[int, int]:
    return Image.open(io.BytesIO(content)).size


def test_a_tile_for_each_head_and_at_most_eight_layers() -> None:
    few = size(draw_patches(IMAGE, ["row 0"], [layer(str(number), 4) for number in range(2)]))
    many = size(draw_patches(IMAGE, ["row 0"], [layer(str(number), 12) for number in range(30)]))
    assert few[0] == many[0] == WIDTH and 2 * few[1] < many[1] < 3500


def test_the_strongest_patch_is_the_bluest() -> None:
    values = np.full((4, 4), 1 / 32)
    values[1, 2] = 0.5
    blue = over(IMAGE, values).astype(int)
    tint = blue[..., 2] - blue[..., 0]
    assert tint[4:8, 8:12].min() > tint[:4].max()


def test_one_row_and_three_and_even_heads() -> None:
    even = np.full((4, 4), 1 / 16)
    row = (IMAGE, ["row 0", "answered 3"], even, even)
    assert size(draw_rollouts([row]))[1] * 2 < size(draw_rollouts([row] * 3))[1]
    assert size(draw_distances([layer("a", 4), layer("b", 4)], 8.0))[0] == WIDTH
