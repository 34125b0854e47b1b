"""Who looks at whom: maps of attention with the names of the tokens, masked places striped; all heads of all layers at once."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PatchCollection
from matplotlib.patches import Rectangle
from numpy.typing import NDArray

from lamina.report.fonts import shorten
from lamina.report.style import INK, MUTED, ORANGE, headline, new_figure, png, styled
from lamina.report.views.steps import LONGEST, SHARE, WIDTH, bare
from lamina.words import say

MOST_TOKENS = 24  # on each side of a map with names
MOST_LAYERS, MOST_HEADS = 12, 8  # of the overview
DARK = 3.0  # times the weight of looking at all alike: what is dark at least
SHORT = 3  # letters that need not be turned
CELL = 0.24  # inches of a line at most
STRIPES, GREY = "////", "#e9ecf1"

Weights = NDArray[np.float64]


@dataclass(frozen=True)
class Map:
    """Weights (Q, K) of one head, NaN where there is no key yet; masked: (Q, K), true where it may not look.

    queries, keys: names of the tokens, () where they have none. grown: a text that is written, a row a step, whose new
    key is outlined.
    """

    title: str
    under: str
    weights: Weights
    masked: NDArray[np.bool_]
    queries: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    grown: bool = False


def draw_maps(maps: Sequence[Map]) -> bytes:
    """Maps below each other; of long texts the first tokens."""
    shapes = [(min(len(one.weights), MOST_TOKENS), min(one.weights.shape[1], MOST_TOKENS)) for one in maps]
    heights = [max(1.0, min(3.7 * queries / max(keys, 8), CELL * queries)) for queries, keys in shapes]
    with styled():
        figure = new_figure(WIDTH, sum(heights) + 1.35 * len(maps))
        rows = figure.subplots(len(maps), 1, gridspec_kw={"height_ratios": heights}, squeeze=False)[:, 0]
        for axes, one in zip(rows, maps, strict=True):
            _draw_map(axes, one)
        return png(figure)


def draw_heads(layers: Sequence[tuple[str, Weights, NDArray[np.bool_]]]) -> bytes:
    """A small map for each head, a row a layer: (name, (heads, Q, K), masked (Q, K)); of deep networks some layers."""
    places = np.unique(np.linspace(0, len(layers) - 1, min(len(layers), MOST_LAYERS)).round().astype(int))
    shown = [layers[place] for place in places]
    columns = max(2, min(MOST_HEADS, max(len(weights) for _, weights, _ in shown)))
    side = (WIDTH - 0.3) / columns
    with styled():
        figure = new_figure(WIDTH, len(shown) * (min(side, 1.5) + 0.3) + 0.35)
        grid = figure.subplots(len(shown), columns, squeeze=False)
        for line, (name, weights, masked) in zip(grid, shown, strict=True):
            for head, axes in enumerate(line):
                if head >= len(weights):
                    axes.set_axis_off()
                    continue
                _cells(axes, weights[head], masked)
                bare(axes)
                if head:
                    axes.set_title(str(head), fontsize=8, pad=2, color=MUTED)
            line[0].set_title(say("attention.row_of_heads", layer=name), fontsize=8.5, pad=2, loc="left")
        figure.supxlabel(say("attention.small_axes"), fontsize=8.5, color=MUTED)
        return png(figure)


def _draw_map(axes: Axes, one: Map) -> None:
    weights, masked = one.weights[:MOST_TOKENS, :MOST_TOKENS], one.masked[:MOST_TOKENS, :MOST_TOKENS]
    _cells(axes, weights, masked)
    axes.grid(False)
    keys = _names(one.keys, weights.shape[1])
    turned = 0 if max(map(len, keys)) <= SHORT else 90
    axes.set_xticks(range(len(keys)), keys, rotation=turned, fontsize=7.5, color=INK)
    axes.set_yticks(range(len(weights)), _names(one.queries, len(weights)), fontsize=7.5, color=INK)
    if one.grown:
        for step in range(min(weights.shape)):
            axes.add_patch(Rectangle((step - 0.5, step - 0.5), 1, 1, fill=False, edgecolor=ORANGE, linewidth=1.1))
    headline(axes, one.title, one.under)


def _cells(axes: Axes, weights: Weights, masked: NDArray[np.bool_]) -> None:
    """White 0, dark the largest, but an even head stays pale; stripes where nobody may look; nothing where there is no key."""
    known = weights[~np.isnan(weights)]
    most = max(float(known.max()) if known.size else 1.0, min(1.0, DARK / weights.shape[1]))
    axes.imshow(np.ma.masked_invalid(weights), cmap=SHARE, vmin=0, vmax=most, aspect="auto", interpolation="nearest")
    striped = [Rectangle((begin - 0.5, row - 0.5), length, 1) for row, begin, length in _runs(masked)]
    if striped:
        look = {"hatch": STRIPES, "facecolor": GREY, "edgecolor": "#b9c1cc", "linewidth": 0.0}
        axes.add_collection(PatchCollection(striped, **look))


def _runs(masked: NDArray[np.bool_]) -> list[tuple[int, int, int]]:
    """Masked places beside each other: (row, first, how many)."""
    found = []
    for row, line in enumerate(masked):
        edges = np.flatnonzero(np.diff(np.concatenate([[False], line, [False]])))
        found += [(row, int(begin), int(end - begin)) for begin, end in edges.reshape(-1, 2)]
    return found


def _names(names: tuple[str, ...], count: int) -> list[str]:
    return [shorten(name, LONGEST) for name in names[:count]] if names else [str(place) for place in range(count)]
