"""Feature maps of one row, stage by stage, as a grid of small pictures."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from lamina.report.views.mosaic import TITLE, Mosaic, quiet
from lamina.report.views.tints import largest, photo, rising, signed, sized
from lamina.words import say

COLUMNS, ALONE = 8, 1  # to a row: of the maps of a stage, of a map that stands alone
_SIDE = 150  # pixels of the input's picture
_PEAK = 0.995  # the darkest colour stands for this quantile of a stage, so that one peak does not leave all others pale


@dataclass(frozen=True)
class StageShown:
    """Some of a stage's maps, (k, H, W); channels: how many it has; numbers: of those shown, from 0."""

    name: str
    maps: np.ndarray
    channels: int
    numbers: tuple[int, ...] = ()


def draw_maps(image: np.ndarray, caption: Sequence[str], stages: Sequence[StageShown]) -> bytes:
    """PNG. image: (H, W, C) uint8 as the network saw it; caption: lines beside it."""
    mosaic = Mosaic()
    tile = sized(photo(image), _SIDE)
    mosaic.put(tile, 0, mosaic.y)
    for place, text in enumerate(caption):
        mosaic.write(text, _SIDE + 20, mosaic.y + 4 + 32 * place, size=TITLE if place == 0 else TITLE - 1.5)
    mosaic.y += tile.shape[0]
    for stage in stages:
        mosaic.space()
        mosaic.line(stage.name, size=TITLE)
        quiet(mosaic, _sizes(stage))
        columns = COLUMNS if stage.channels > 1 else ALONE
        mosaic.grid(stage_tiles(stage.maps), columns, labels=[str(number) for number in stage.numbers])
    return mosaic.png()


def stage_tiles(maps: np.ndarray) -> list[np.ndarray]:
    """One scale for all of (k, H, W): white is 0, blue above, orange below."""
    top = largest(maps, _PEAK)
    colour = signed if (maps < 0).any() else rising
    return [colour(one, top) for one in maps]


def _sizes(stage: StageShown) -> str:
    shown, height, width = stage.maps.shape
    if shown < stage.channels:
        return say("explain.images.stage_some", shown=shown, channels=stage.channels, height=height, width=width)
    return say("explain.images.stage", channels=stage.channels, height=height, width=width)
