"""A network's graph as something to draw: boxes with their texts, and arrows with the shapes that travel on them."""

from dataclasses import dataclass

from lamina.core.flow import FlowEdge, FlowGraph, FlowNode, Shape
from lamina.core.inspection import times
from lamina.report.fonts import drawable, shorten, width
from lamina.report.views.layered import Layout, lay_out
from lamina.words import say

MOST_LETTERS, LONGEST_LINE = 30, 36
LETTER, LINE, EDGE = 6.6, 15.0, 9.0  # width of a letter, height of a line, space around them
TITLE = 17.0
BOLD = 1.18  # how much wider the letters of a title are


@dataclass(frozen=True)
class Box:
    """A box with its title and lines, and what sort of step it is."""

    node: FlowNode
    title: str
    lines: tuple[str, ...]
    size: tuple[float, float]


@dataclass(frozen=True)
class Drawing:
    """Boxes by key, where they stand, and arrows with their shapes; of arrows out of one box that carry the same, one says so."""

    boxes: dict[int, Box]
    layout: Layout
    edges: tuple[FlowEdge, ...]
    labelled: frozenset[tuple[int, int]]


def drawing_of(graph: FlowGraph) -> Drawing:
    """Sizes from the texts, places from the arrows."""
    boxes = {node.key: _box(node) for node in graph.nodes}
    pairs = [(edge.source, edge.target) for edge in graph.edges]
    layout = lay_out({key: box.size for key, box in boxes.items()}, pairs)
    said: set[tuple[int, Shape]] = set()
    labelled = set()
    for edge in sorted(graph.edges, key=lambda one: len(layout.ways[one.source, one.target])):
        if (edge.source, edge.shape) not in said:
            said.add((edge.source, edge.shape))
            labelled.add((edge.source, edge.target))
    return Drawing(boxes, layout, graph.edges, frozenset(labelled))


def shape_text(shape: Shape) -> str:
    """16x5x5 as people write it; a single number has no shape."""
    return times(shape).replace("x", "×")


def _options_cut(line: str) -> str:
    """A line that is too long without its last options: what is left stays readable."""
    whole, cut = drawable(line), False
    while width(whole) > LONGEST_LINE - 2 * cut and ", " in whole:
        whole, cut = whole.rpartition(", ")[0], True
    return shorten(whole, LONGEST_LINE - 2 * cut) + (" …" if cut else "")


def _box(node: FlowNode) -> Box:
    if node.kind in ("input", "output"):
        title = say("explain.input" if node.kind == "input" else "explain.output")
    else:
        title = node.title
    title = shorten(title, MOST_LETTERS) + (f"  ×{node.count}" if node.count > 1 else "")
    lines = tuple(_options_cut(line) for line in node.lines)
    if node.kind == "join" and not lines:
        return Box(node, title, (), (max(26.0, width(title) * LETTER + 16), 26.0))
    letters = max(width(title) * BOLD, *(width(line) for line in lines)) if lines else width(title) * BOLD
    high = 2 * EDGE + TITLE + LINE * len(lines) - 3
    return Box(node, title, lines, (max(74.0, letters * LETTER + 2 * EDGE), high))
