"""A network's graph drawn by the page itself: sharp at any size, dark where the page is dark."""

from itertools import pairwise

from lamina.core.flow import FlowGraph
from lamina.report.html import Html, tag
from lamina.report.views.flow_drawing import LINE, TITLE, Box, Drawing, drawing_of, shape_text

MARGIN = 12.0
BESIDE = 300.0
SNUG = 460.0  # up to this width a phone shows it smaller, whole and still readable; a wider one scrolls
STYLE = """
.graph{overflow-x:auto;margin:.6rem 0}.graph svg{display:block;margin:0 auto;max-width:none}
.graph.snug svg{max-width:100%;height:auto}
.graph rect{fill:var(--paper);stroke:var(--grey);stroke-width:1.2}.graph text{fill:var(--ink);font-size:12px;text-anchor:middle}
.graph .title{font-weight:600;font-size:13px}.graph .shape{font-size:11px;fill:var(--muted);text-anchor:start;paint-order:stroke;stroke:var(--paper);stroke-width:4px;stroke-linejoin:round}
.graph path{fill:none;stroke:var(--grey);stroke-width:1.5}.graph path.tip{fill:var(--grey);stroke:none}.graph path.skip{stroke:var(--blue);stroke-width:2}
.graph .conv rect{fill:#0072b21c;stroke:#0072b2}.graph .dense rect{fill:#009e731c;stroke:#009e73}.graph .pool rect{fill:#cc79a71c;stroke:#cc79a7}
.graph .attention rect{fill:#e69f0026;stroke:#d55e00;stroke-width:1.8}.graph .recurrent rect{fill:#56b4e926;stroke:#56b4e9}
.graph .embedding rect{fill:#f0e44226;stroke:#b3a500}.graph .block rect{fill:var(--code);stroke:var(--muted)}
.graph .input rect,.graph .output rect{fill:var(--ink);stroke:var(--ink)}.graph .input text,.graph .output text{fill:var(--paper)}
.graph .join rect{stroke:var(--ink)}
"""


def is_wide(graph: FlowGraph) -> bool:
    """Whether the graph is too wide to stand beside a table."""
    return drawing_of(graph).layout.size[0] > BESIDE


def graph_svg(graph: FlowGraph, alt: str) -> Html:
    """The graph, as wide as it is; it scrolls where the page is narrower."""
    drawn = drawing_of(graph)
    wide, high = drawn.layout.size[0] + 2 * MARGIN + 52, drawn.layout.size[1] + 2 * MARGIN
    arrows = [part for edge in drawn.edges for part in _arrow(drawn, (edge.source, edge.target))]
    shapes = [
        _shape(drawn, (edge.source, edge.target), shape_text(edge.shape))
        for edge in drawn.edges
        if (edge.source, edge.target) in drawn.labelled and edge.shape
    ]
    boxes = [_box(box, drawn.layout.centres[key]) for key, box in drawn.boxes.items()]
    moved = tag("g", *arrows, *boxes, *shapes, transform=f"translate({MARGIN} {MARGIN})")
    svg = tag(
        "svg",
        moved,
        viewBox=f"0 0 {wide:.0f} {high:.0f}",
        width=f"{wide:.0f}",
        height=f"{high:.0f}",
        role="img",
        aria_label=alt,
    )
    return tag("div", svg, class_="graph scroll snug" if wide <= SNUG else "graph scroll")


def _box(box: Box, centre: tuple[float, float]) -> Html:
    (x, y), (wide, high) = centre, box.size
    corner = high / 2 if box.node.kind == "join" and not box.lines else 8
    shown = tag(
        "rect",
        x=f"{x - wide / 2:.1f}",
        y=f"{y - high / 2:.1f}",
        width=f"{wide:.1f}",
        height=f"{high:.1f}",
        rx=f"{corner:.1f}",
    )
    first = y - (LINE * len(box.lines)) / 2 + 4.5
    title = tag("text", box.title, x=f"{x:.1f}", y=f"{first:.1f}", class_="title")
    lines = [
        tag("text", line, x=f"{x:.1f}", y=f"{first + TITLE - 1 + LINE * place:.1f}")
        for place, line in enumerate(box.lines)
    ]
    return tag("g", shown, title, *lines, class_=box.node.kind)


def _arrow(drawn: Drawing, pair: tuple[int, int]) -> list[Html]:
    """A smooth way through its lanes, and a tip; what passes other boxes by stands out."""
    points = drawn.layout.ways[pair]
    x, y = points[-1]
    parts = [f"M{points[0][0]:.1f} {points[0][1]:.1f}"]
    for (ax, ay), (bx, by) in pairwise(points):
        middle = (ay + by) / 2
        parts.append(
            f"C{ax:.1f} {middle:.1f} {bx:.1f} {middle:.1f} {bx:.1f} {by:.1f}" if ax != bx else f"L{bx:.1f} {by:.1f}"
        )
    skip = "skip" if len(points) > 2 else None
    tip = f"M{x:.1f} {y:.1f}l-4.2 -8h8.4z"
    return [tag("path", d=" ".join(parts), class_=skip), tag("path", d=tip, class_="tip")]


def _shape(drawn: Drawing, pair: tuple[int, int], text: str) -> Html:
    """The shape beside the arrow, near its end where arrows of one box part, else in its middle."""
    points = drawn.layout.ways[pair]
    (ax, ay), (bx, by) = points[-2:] if len(points) == 2 else points[:2]
    return tag("text", text, x=f"{(ax + bx) / 2 + 7:.1f}", y=f"{(ay + by) / 2 + 3:.1f}", class_="shape")
