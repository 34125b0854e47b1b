"""What one unit of each stage sees of the image: its theoretical box, and where in it the unit really looks."""

from collections.abc import Sequence

import numpy as np

from lamina.core.looks import Field
from lamina.report.fonts import shorten
from lamina.report.style import MUTED
from lamina.report.views.mosaic import SMALL, TEXT, WIDTH, Mosaic, framed, line_height
from lamina.report.views.tints import laid_over, largest, outlined, photo, sized
from lamina.words import say

COLUMNS, _GAP = 3, 14
_PEAK = 0.999


def draw_fields(image: np.ndarray, fields: Sequence[Field]) -> bytes:
    """PNG. image: (H, W, C) uint8; a tile for each field, the box orange, the effect blue."""
    mosaic = Mosaic()
    columns = 4 if len(fields) == 4 else min(COLUMNS, len(fields))
    side = (WIDTH - _GAP * (columns - 1)) // columns
    for first in range(0, len(fields), columns):
        row = fields[first : first + columns]
        top = mosaic.y + line_height(TEXT)
        tiles = [field_tile(image, one, side) for one in row]
        for place, (one, tile) in enumerate(zip(row, tiles, strict=True)):
            x = place * (side + _GAP)
            mosaic.write(shorten(one.layer, 22 if columns < 4 else 16), x, mosaic.y)
            mosaic.put(tile, x, top)
            above, left, below, right = one.box
            text = say("explain.images.box", height=below - above, width=right - left)
            mosaic.write(text, x, top + tile.shape[0] + 4, size=SMALL, colour=MUTED)
        mosaic.y = top + max(tile.shape[0] for tile in tiles) + line_height(SMALL) + 16
    return mosaic.png()


def field_tile(image: np.ndarray, field: Field, side: int) -> np.ndarray:
    """The pale image, so many pixels wide, with effect and box."""
    effect = np.sqrt(field.effective.detach().double().cpu().numpy())  # the root: weak edges are seen, too
    tile = framed(sized(laid_over(photo(image), effect, largest(effect, _PEAK)), side))
    times = side / image.shape[1]
    above, left, below, right = (round(edge * times) for edge in field.box)
    return outlined(tile, (above, left, min(below, tile.shape[0]), min(right, side)))
