"""Learned vectors of words on a plane: frequent ones as points with names, those of the text looked at in another colour."""

from lamina.core.looks import WordMap
from lamina.report.style import BLUE, ORANGE, headline, new_figure, png, styled
from lamina.report.views.steps import WIDTH
from lamina.report.views.word_map import write_names
from lamina.words import say


def draw_word_map(found: WordMap, chosen: frozenset[str], title: str) -> bytes:
    """The words at their places; `chosen` are named first and stand out, names that would overlap are left out."""
    points = found.points.tolist()
    pairs = list(zip(found.names, points, strict=True))
    marked = [pair for pair in pairs if pair[0] in chosen]
    others = [pair for pair in pairs if pair[0] not in chosen]
    with styled():
        figure = new_figure(WIDTH, 4.6)
        axes = figure.add_subplot()
        for some, color, size in ((others, BLUE, 8), (marked, ORANGE, 18)):
            axes.scatter(
                [x for _, (x, _) in some], [y for _, (_, y) in some], s=size, color=color, alpha=0.6, linewidths=0
            )
        headline(axes, title, say("vectors.map_under", words=len(pairs), share=sum(found.shares)))
        axes.margins(0.1)
        axes.tick_params(labelsize=7.5)
        taken = write_names(figure, axes, [name for name, _ in marked], [at for _, at in marked], color=ORANGE, size=9)
        write_names(figure, axes, [name for name, _ in others], [at for _, at in others], size=8, taken=taken)
        return png(figure)
