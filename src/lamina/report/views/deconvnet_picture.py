"""The nine strongest patches of some maps, and beside them what in each of them excited the map."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from lamina.report.style import LINE, MUTED
from lamina.report.views.mosaic import SMALL, TITLE, WIDTH, Mosaic, line_height
from lamina.report.views.tints import Tile, largest, photo, plain, relative, sized
from lamina.words import say

_ACROSS, _GAP, _BETWEEN = 3, 4, 24
_PEAK = 0.99
_SIDE = (WIDTH - _BETWEEN) // 2  # of a block of nine
Box = tuple[int, int, int, int]  # top, left, bottom, right; it may reach beyond the image


@dataclass(frozen=True)
class Patch:
    """One of the nine: image (H, W, C) uint8, projection (C, H, W), and the unit's field, uncut."""

    image: np.ndarray
    projection: np.ndarray
    box: Box


def draw_patches(channels: Sequence[tuple[str, Sequence[Patch]]]) -> bytes:
    """PNG. channels: what the map is called, and its patches, the strongest first."""
    mosaic = Mosaic()
    heads = ((0, say("explain.images.patches_left")), (_SIDE + _BETWEEN, say("explain.images.patches_right")))
    for x, head in heads:
        mosaic.write(head, x, mosaic.y, size=SMALL, colour=MUTED)
    mosaic.y += line_height(SMALL)
    for name, patches in channels:
        mosaic.space(10)
        mosaic.line(name, size=TITLE)
        top = mosaic.y
        mosaic.grid([_projected(one) for one in patches], _ACROSS, width=_SIDE, gap=_GAP)
        mosaic.y = top
        mosaic.grid([_seen(one) for one in patches], _ACROSS, x=_SIDE + _BETWEEN, width=_SIDE, gap=_GAP)
    return mosaic.png()


def _projected(patch: Patch) -> Tile:
    """Around grey, each as strong as itself: the strongest few of its values are black or white."""
    top = largest(patch.projection[patch.projection != 0], _PEAK)
    return cut_out(relative(patch.projection, top), patch.box, "#7f7f7f")


def _seen(patch: Patch) -> Tile:
    return cut_out(photo(patch.image), patch.box, LINE)


def cut_out(tile: Tile, box: Box, around: str) -> Tile:
    """What lies in the box; beyond the image one colour, so that the unit stays in the middle. Never wider than 240."""
    top, left, bottom, right = box
    found = plain(right - left, bottom - top, around)
    inside = (max(0, top), max(0, left), min(bottom, tile.shape[0]), min(right, tile.shape[1]))
    found[inside[0] - top : inside[2] - top, inside[1] - left : inside[3] - left] = tile[
        inside[0] : inside[2], inside[1] : inside[3]
    ]
    return found if found.shape[1] <= 240 else sized(found, 240)
