"""Boxes and effects on the image."""

import io

import numpy as np
import torch
from PIL import Image

from lamina.core.looks import Field
from lamina.report.views.field_picture import draw_fields, field_tile
from lamina.report.views.mosaic import WIDTH


def test_the_box_is_where_it_must_be() -> None:
    effect = torch.zeros(10, 10)
    effect[2:6, 2:6] = 1.0
    tile = field_tile(np.zeros((10, 10, 1), dtype=np.uint8), Field("c1", (4, 4), (2, 2, 6, 6), effect), 100)
    assert tile.shape == (100, 100, 3)
    assert tile[21, 40].argmax() == 0 and tile[21, 40][0] > tile[21, 40][2] + 100  # the orange edge
    assert tile[40, 40].argmax() == 2 and len(set(tile[80, 80].tolist())) == 1  # effect inside, the image outside


def test_a_picture_of_many_and_of_a_dead_one() -> None:
    fields = [Field(f"layer{k}", (0, 0), (0, 0, 5, 8), torch.zeros(16, 24)) for k in range(5)]
    content = draw_fields(np.zeros((16, 24, 3), dtype=np.uint8), fields)
    assert Image.open(io.BytesIO(content)).width == WIDTH
    assert draw_fields(np.zeros((16, 24, 3), dtype=np.uint8), fields[:1])
