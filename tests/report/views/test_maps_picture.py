"""Maps as grids."""

import io

import numpy as np
from PIL import Image

from lamina.report.views.maps_picture import StageShown, draw_maps, stage_tiles
from lamina.report.views.mosaic import WIDTH


def test_a_picture_of_two_stages() -> None:
    random = np.random.default_rng(0)
    image = random.integers(0, 255, (28, 28, 1), dtype=np.uint8)
    stages = [StageShown("c1", random.random((6, 24, 24)), 6), StageShown("c2", random.normal(size=(16, 8, 8)), 64)]
    content = draw_maps(image, ["row 3", "answered: 7"], stages)
    picture = Image.open(io.BytesIO(content))
    assert picture.width == WIDTH and 400 < picture.height < 900 and len(content) < 200_000
    one = Image.open(io.BytesIO(draw_maps(image, ["row 3"], stages[:1])))
    assert one.height < picture.height


def test_one_scale_for_a_stage() -> None:
    maps = np.stack([np.full((2, 2), 1.0), np.full((2, 2), 0.1), np.zeros((2, 2))])
    strong, weak, dark = stage_tiles(maps)
    assert strong.mean() < weak.mean() < dark.mean() == 255
    below = stage_tiles(np.stack([-maps[0], maps[0]]))
    assert below[0][0, 0].argmax() == 0 and below[1][0, 0].argmax() == 2  # orange below 0, blue above
    assert stage_tiles(np.zeros((1, 2, 2)))[0].min() == 255
