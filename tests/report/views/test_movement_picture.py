"""Lines of what moves."""

import io

import numpy as np
import pytest
from PIL import Image

from lamina.report.views.mosaic import WIDTH
from lamina.report.views.movement_picture import MovementShown, draw_movement
from lamina.words import use


@pytest.mark.parametrize("poolings", [0, 1, 6])
@pytest.mark.parametrize("numeric", [False, True])
def test_any_number_of_poolings(poolings: int, numeric: bool) -> None:
    amounts = (1.0, 0.9, 1.1)
    tile = np.zeros((20, 30, 3), dtype=np.uint8)
    lines = [(f"pool{place}", (0, 0.5, 0.6), (0, 0.4, 0.5)) for place in range(poolings)]
    shown = MovementShown("scale", amounts, [tile] * 3, (1.0, 0.5, 0.75), numeric, lines, (0, 0.1, 0.3))
    assert Image.open(io.BytesIO(draw_movement(shown))).width == WIDTH


def test_in_chinese() -> None:
    tile = np.zeros((8, 8, 3), dtype=np.uint8)
    shown = MovementShown("turn", (0, 5), [tile] * 2, (1.0, 1.0), False, [("s2", (0, 1), (0, 1))], (0, 0))
    try:
        use("zh")
        assert draw_movement(shown)
    finally:
        use("en")
