"""Attention over an image: a tile for each head of each layer, what all layers together look at, and how far heads look."""

from collections.abc import Sequence

import numpy as np
from matplotlib.ticker import MaxNLocator

from lamina.core.looks import PatchesSeen
from lamina.report.style import BLUE, DPI, MUTED, headline, png, styled
from lamina.report.views.mosaic import SMALL, TEXT, TITLE, WIDTH, Mosaic, framed, line_height, quiet, sized_figure
from lamina.report.views.tints import Tile, laid_over, photo, sized
from lamina.words import say

MOST_LAYERS, MOST_COLUMNS = 8, 6
DARK = 3.0  # times the weight of looking at all alike: what is dark at least
_GAP = 12


def draw_patches(image: np.ndarray, caption: Sequence[str], layers: Sequence[PatchesSeen]) -> bytes:
    """PNG: the image, and under it a tile for each head, layer by layer; of deep networks some layers, evenly spread."""
    mosaic, shown = Mosaic(), photo(image)
    mosaic.line(" · ".join(caption), size=TITLE)
    mosaic.space(4)
    places = np.unique(np.linspace(0, len(layers) - 1, min(len(layers), MOST_LAYERS)).round().astype(int))
    heads = max(len(one.looked) for one in layers)
    columns = heads if heads <= MOST_COLUMNS else min(MOST_COLUMNS, -(-heads // -(-heads // MOST_COLUMNS)))
    for one in (layers[place] for place in places):
        quiet(mosaic, say("explain.patches.layer", layer=one.layer, heads=len(one.looked) - 1))
        mosaic.grid([over(shown, head.numpy()) for head in one.looked], max(columns, 4))
        mosaic.space(6)
    return mosaic.png()


def draw_rollouts(rows: Sequence[tuple[np.ndarray, Sequence[str], np.ndarray, np.ndarray]]) -> bytes:
    """PNG, a line for each row: (image, caption, the last layer's mean over its heads, the rollout of all layers)."""
    mosaic = Mosaic()
    names = [say(f"explain.patches.column.{name}") for name in ("image", "last", "rollout")]
    side = (WIDTH - 2 * _GAP) // 3
    for place, name in enumerate(names):
        mosaic.write(name, place * (side + _GAP), mosaic.y, size=TEXT)
    mosaic.y += line_height(TEXT) + 4
    for image, caption, last, whole in rows:
        shown = photo(image)
        tiles = [framed(sized(one, side)) for one in (shown, over(shown, last), over(shown, whole))]
        for place, tile in enumerate(tiles):
            mosaic.put(tile, place * (side + _GAP), mosaic.y)
        mosaic.y += tiles[0].shape[0] + 2
        mosaic.line(" · ".join(caption), size=SMALL, colour=MUTED)
        mosaic.space(8)
    return mosaic.png()


def draw_distances(layers: Sequence[PatchesSeen], even: float) -> bytes:
    """PNG: a dot for each head, its layer across and its mean distance up; a line where looking at all alike would be."""
    with styled():
        figure = sized_figure(round(2.9 * DPI))
        figure.set_layout_engine("constrained")
        axes = figure.subplots()
        for place, one in enumerate(layers):
            axes.plot([place] * len(one.distance), one.distance.tolist(), "o", color=BLUE, alpha=0.65, markersize=7)
        axes.axhline(even, color=MUTED, linewidth=1.2, linestyle=(0, (4, 3)))
        axes.annotate(
            say("explain.patches.even"), (len(layers) - 0.55, even), xytext=(0, 4), textcoords="offset points",
            ha="right", va="bottom", color=MUTED, fontsize=9,
        )  # fmt: skip
        axes.set(
            xlim=(-0.5, len(layers) - 0.5), ylim=(0, 1.18 * max(even, *(float(one.distance.max()) for one in layers)))
        )
        axes.set_xlabel(say("explain.patches.depth"))
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
        headline(axes, say("explain.patches.distance_title"), say("explain.patches.distance_under"))
        return png(figure)


def over(image: Tile, values: np.ndarray) -> Tile:
    """Attention (rows, columns) as blue over the image, each patch of one colour; looking at all alike stays pale."""
    height, width = image.shape[:2]
    rows = np.arange(height) * values.shape[0] // height
    columns = np.arange(width) * values.shape[1] // width
    top = max(float(values.max()), DARK * float(values.mean()))
    return laid_over(image, values[rows][:, columns], top)
