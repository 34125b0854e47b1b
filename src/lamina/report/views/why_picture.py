"""Why one answer: the views of it side by side over the image, each with its sanity check under it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from lamina.report.fonts import shorten, width
from lamina.report.style import BLUE, INK, MUTED, ORANGE
from lamina.report.views.mosaic import SMALL, TEXT, TITLE, WIDTH, Mosaic, framed, line_height
from lamina.report.views.tints import laid_over, largest, photo, plain, sized
from lamina.words import say

COLUMNS, _GAP = 3, 14
_PEAK = 0.99  # the strongest colour stands for this quantile
_LETTERS = 21  # of a small line under a picture
_ACROSS = 48  # of a title


@dataclass(frozen=True)
class Reason:
    """One view: values (h, w), for the answer above 0 and against it below; under: lines of figures."""

    name: str
    values: np.ndarray
    under: Sequence[str]


def draw_why(image: np.ndarray, caption: Sequence[str], reasons: Sequence[Reason]) -> bytes:
    """PNG. image: (H, W, C) uint8; the image itself first, then the views, three in a row, and what the colours mean."""
    mosaic = Mosaic()
    for text in title_lines(caption):
        mosaic.line(text, size=TITLE)
    mosaic.space(6)
    side = (WIDTH - _GAP * (COLUMNS - 1)) // COLUMNS
    shown = photo(image)
    cells = [(say("explain.images.image"), shown, ())]
    cells += [(one.name, _over(shown, one.values), one.under) for one in reasons]
    for first in range(0, len(cells), COLUMNS):
        row = cells[first : first + COLUMNS]
        tiles = [framed(sized(tile, side)) for _, tile, _ in row]
        top = mosaic.y + line_height(TEXT)
        for place, ((name, _, under), tile) in enumerate(zip(row, tiles, strict=True)):
            x = place * (side + _GAP)
            mosaic.write(name, x, mosaic.y)
            mosaic.put(tile, x, top)
            for number, text in enumerate(under):
                y = top + tile.shape[0] + 4 + number * line_height(SMALL)
                mosaic.write(shorten(text, _LETTERS), x, y, size=SMALL, colour=MUTED)
        lines = max(len(under) for *_, under in row)
        mosaic.y = top + max(tile.shape[0] for tile in tiles) + lines * line_height(SMALL) + 16
    _legend(mosaic)
    return mosaic.png()


def title_lines(caption: Sequence[str]) -> list[str]:
    """The caption on one line, or where that is too long its first part above the others."""
    whole = " · ".join(caption)
    if width(whole) <= _ACROSS:
        return [whole]
    return [shorten(text, _ACROSS) for text in (caption[0], " · ".join(caption[1:])) if text]


def _over(shown: np.ndarray, values: np.ndarray) -> np.ndarray:
    """The values as colour over the image, each covering as many pixels as it stands for."""
    high, wide = shown.shape[:2]
    rows = np.arange(high) * values.shape[0] // high
    columns = np.arange(wide) * values.shape[1] // wide
    return laid_over(shown, values[rows][:, columns], largest(values, _PEAK))


def _legend(mosaic: Mosaic) -> None:
    for place, (colour, text) in enumerate(
        ((BLUE, say("explain.images.speaks_for")), (ORANGE, say("explain.images.speaks_against")))
    ):
        x = place * WIDTH // 2
        mosaic.put(plain(26, 20, colour), x, mosaic.y + 4)
        mosaic.write(text, x + 36, mosaic.y, size=SMALL, colour=INK)
    mosaic.y += line_height(SMALL)
