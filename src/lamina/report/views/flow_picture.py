"""A network's graph as a PNG, from the same layout as the page's own drawing."""

from itertools import pairwise

from matplotlib.axes import Axes
from matplotlib.patches import FancyBboxPatch, PathPatch
from matplotlib.path import Path

from lamina.core.flow import FlowGraph
from lamina.report.fonts import drawable
from lamina.report.style import BLUE, GREEN, INK, MUTED, ORANGE, PURPLE, new_figure, png, styled
from lamina.report.views.flow_drawing import LINE, TITLE, Box, Drawing, drawing_of, shape_text

POINTS = 96.0  # of the layout in an inch
MARGIN = 16.0
_COLOURS = {
    "conv": (BLUE, "#e5f0f7"), "dense": (GREEN, "#e3f4ee"), "pool": (PURPLE, "#f9eef4"), "attention": (ORANGE, "#fdf0e0"),
    "recurrent": ("#56B4E9", "#eaf5fc"), "embedding": ("#b3a500", "#fbf9dd"), "block": (MUTED, "#f2f4f7"),
    "input": (INK, INK), "output": (INK, INK),
}  # fmt: skip


def draw_graph(graph: FlowGraph) -> bytes:
    """The graph as PNG."""
    drawn = drawing_of(graph)
    wide, high = drawn.layout.size[0] + 2 * MARGIN + 52, drawn.layout.size[1] + 2 * MARGIN
    with styled():
        figure = new_figure(wide / POINTS, high / POINTS, layout=None)
        axes = figure.add_axes((0, 0, 1, 1))
        axes.set_xlim(-MARGIN, wide - MARGIN)
        axes.set_ylim(high - MARGIN, -MARGIN)
        axes.axis("off")
        for edge in drawn.edges:
            _arrow(axes, drawn, (edge.source, edge.target))
        for key, box in drawn.boxes.items():
            _box(axes, box, drawn.layout.centres[key])
        for edge in drawn.edges:
            if (edge.source, edge.target) in drawn.labelled and edge.shape:
                _shape(axes, drawn, (edge.source, edge.target), shape_text(edge.shape))
        return png(figure)


def _box(axes: Axes, box: Box, centre: tuple[float, float]) -> None:
    (x, y), (wide, high) = centre, box.size
    line, fill = _COLOURS.get(box.node.kind, ("#a9b3c1", "#ffffff"))
    corner = high / 2 if box.node.kind == "join" and not box.lines else 8
    style = f"round,pad=0,rounding_size={min(corner, wide / 2 - 0.1, high / 2 - 0.1)}"
    axes.add_patch(
        FancyBboxPatch((x - wide / 2, y - high / 2), wide, high, boxstyle=style, ec=line, fc=fill, lw=1.1, zorder=2)
    )
    ink = "white" if fill == INK else INK
    first = y - (LINE * len(box.lines)) / 2
    axes.text(
        x,
        first,
        drawable(box.title),
        ha="center",
        va="center",
        fontsize=9.8,
        color=ink,
        zorder=3,
    )
    for place, text in enumerate(box.lines):
        axes.text(
            x,
            first + TITLE - 1 + LINE * place,
            drawable(text),
            ha="center",
            va="center",
            fontsize=8,
            color=ink,
            zorder=3,
        )


def _arrow(axes: Axes, drawn: Drawing, pair: tuple[int, int]) -> None:
    points = drawn.layout.ways[pair]
    (x, y), places, codes = points[-1], [points[0]], [Path.MOVETO]
    for (ax, ay), (bx, by) in pairwise(points):
        middle = (ay + by) / 2
        places += [(ax, middle), (bx, middle), (bx, by)]
        codes += [Path.CURVE4] * 3
    colour, width = (BLUE, 1.6) if len(points) > 2 else ("#8e99a8", 1.2)
    axes.add_patch(PathPatch(Path(places, codes), fc="none", ec=colour, lw=width, zorder=1))
    tip = Path(
        [(x, y), (x - 4.2, y - 8), (x + 4.2, y - 8), (x, y)], [Path.MOVETO, Path.LINETO, Path.LINETO, Path.CLOSEPOLY]
    )
    axes.add_patch(PathPatch(tip, fc=colour, ec="none", zorder=1))


def _shape(axes: Axes, drawn: Drawing, pair: tuple[int, int], text: str) -> None:
    points = drawn.layout.ways[pair]
    (ax, ay), (bx, by) = points[-2:] if len(points) == 2 else points[:2]
    back = {"facecolor": "white", "edgecolor": "none", "pad": 0.6, "alpha": 0.85}
    axes.text(
        (ax + bx) / 2 + 7, (ay + by) / 2, text, ha="left", va="center", fontsize=7.5, color=MUTED, zorder=4, bbox=back
    )
