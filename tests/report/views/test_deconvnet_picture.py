"""Patches beside their projections."""

import io

import numpy as np
from PIL import Image

from lamina.report.views.deconvnet_picture import Patch, cut_out, draw_patches
from lamina.report.views.mosaic import WIDTH
from lamina.report.views.tints import plain


def test_beyond_the_image_there_is_one_colour() -> None:
    tile = plain(6, 6, "#000000")
    found = cut_out(tile, (-2, 3, 2, 8), "#ffffff")
    assert found.shape == (4, 5, 3)
    assert found[:2].min() == 255 and found[2:, :3].max() == 0 and found[2:, 3:].min() == 255


def test_a_large_patch_is_made_smaller() -> None:
    assert cut_out(plain(500, 400, "#123456"), (0, 0, 400, 500), "#ffffff").shape == (192, 240, 3)


def test_nine_and_fewer() -> None:
    random = np.random.default_rng(0)
    patches = [
        Patch(random.integers(0, 255, (16, 16, 1), dtype=np.uint8), random.normal(size=(1, 16, 16)), (2, 2, 9, 9))
        for _ in range(9)
    ]
    full = Image.open(io.BytesIO(draw_patches([("c1, map 0", patches), ("c1, map 3", patches[:2])])))
    assert full.width == WIDTH and full.height > 500
