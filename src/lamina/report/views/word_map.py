"""Frequent words on the plane in which their vectors differ most, and the words nearest to some of them."""

from collections.abc import Sequence
from pathlib import Path

import polars as pl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.transforms import Bbox

from lamina.report.fonts import drawable
from lamina.report.style import BLUE, INK, headline, new_figure, save, styled
from lamina.words import say

SAMPLES = 24  # words of the table, from frequent to rare
FIRST, LAST = 50, 5_000  # by frequency


def draw_words(path: Path, words: Sequence[str], places: Sequence[Sequence[float]], share: float) -> Path | None:
    """Words at their places on the first two principal axes; names that would lie on another are left out.

    places: (n, 2). share: of the variance that these axes have. None for fewer than three words.
    """
    if len(words) < 3:
        return None
    with styled():
        figure = new_figure(9.2, 6.6)
        axes = figure.add_subplot()
        x, y = zip(*places, strict=True)
        axes.scatter(x, y, s=9, color=BLUE, alpha=0.55, linewidths=0)
        headline(axes, say("embed.map"), say("embed.map_under", words=len(words), share=share))
        axes.set_xlabel(say("embed.axis", number=1))
        axes.set_ylabel(say("embed.axis", number=2))
        axes.margins(0.06)
        write_names(figure, axes, words, places)
        return save(figure, path)


def write_names(
    figure: Figure, axes: Axes, words: Sequence[str], places: Sequence[Sequence[float]], *, color: str = INK,
    size: float = 9, taken: list[Bbox] | None = None,
) -> list[Bbox]:  # fmt: skip
    """Write words beside their places; a name that would lie on another is left out. taken: boxes that are written on.

    Gives the boxes with those of these words, for the next ones.
    """
    taken = [] if taken is None else taken
    figure.canvas.draw()
    for word, (across, up) in zip(words, places, strict=True):
        text = axes.annotate(
            drawable(word), (across, up), xytext=(3, 2), textcoords="offset points", color=color, fontsize=size
        )
        box = text.get_window_extent()
        if any(box.overlaps(other) for other in taken):
            text.remove()
        else:
            taken.append(box)
    return taken


def sample_words(nearest: pl.DataFrame) -> tuple[list[str], list[list[str]]] | None:
    """Heads and lines for `write_page`: words from frequent to rare, how often they stand there, and their nearest."""
    if nearest.is_empty():
        return None
    first, last = min(FIRST, nearest.height // 4), min(LAST, nearest.height - 1)
    ranks = {round(first * (last / max(first, 1)) ** (place / (SAMPLES - 1))) for place in range(SAMPLES)}
    rows = nearest[sorted(rank for rank in ranks if rank <= last)].rows()
    heads = [say("embed.word"), say("embed.count"), say("embed.nearest")]
    return heads, [[word, f"{count:,}", near] for word, count, near in rows]
