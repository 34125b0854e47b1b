"""The view `flow`: the network as a drawn graph with shapes on its arrows, and every layer's activity for one row."""

from lamina.core.flow import Flow, FlowGraph
from lamina.lens.flow import flow_of
from lamina.networks import catalog
from lamina.report.html import Html, join, tag
from lamina.report.section import Picture, Section
from lamina.report.views.activity_table import activity_table
from lamina.report.views.flow_drawing import shape_text
from lamina.report.views.flow_picture import draw_graph
from lamina.report.views.flow_svg import graph_svg, is_wide
from lamina.verbs.views.looked import Looked, View
from lamina.verbs.views.row_steps import one_row
from lamina.words import say

MANY_ZEROS = 0.5
LAYOUT = "Sugiyama, Tagawa & Toda 1981"


def flow_section(looked: Looked) -> Section:
    """The whole, blocks that branch from inside, and the activities beside it."""
    flow = flow_of(looked.model.network, one_row(looked, 0))
    name = looked.model.called
    whole = graph_svg(flow.whole, say("explain.flow_alt", network=name))
    activity = tag(
        "div", tag("h3", say("explain.activity_title", row=looked.rows[0].name)), activity_table(flow.layers)
    )
    blocks = [join([tag("h3", _titled(block)), graph_svg(block, _titled(block))]) for block in flow.blocks]
    inside = [tag("div", *(tag("div", block) for block in blocks), class_="inside")] if blocks else []
    pictures = [Picture("flow", draw_graph(flow.whole), say("explain.flow_alt", network=name), on_page=False)]
    pictures += [
        Picture(f"flow-block-{place}", draw_graph(block), _titled(block), on_page=False)
        for place, block in enumerate(flow.blocks, 1)
    ]
    body = tag("div", tag("div", whole, activity, class_="flow wide" if is_wide(flow.whole) else "flow"), *inside)
    return Section(
        "flow", say("explain.flow_title"), _paper(name), _sentences(looked, flow), tuple(pictures), Html(body)
    )


def _paper(network: str) -> str:
    """How the graph is laid out, and the paper of a network of the catalogue."""
    known = catalog.find(network) if network in catalog.names() else None
    return say("explain.flow_paper", layout=LAYOUT, network=f"{known.paper} ({known.year})" if known else "")


def _titled(block: FlowGraph) -> str:
    return say("explain.inside", name=block.name, type=block.type)


def _sentences(looked: Looked, flow: Flow) -> tuple[str, ...]:
    """What goes in and out, where the network branches, and where most values are nought."""
    inputs = one_row(looked, 0)
    read = " + ".join(shape_text(tuple(one.shape[1:])) for one in inputs if one.dim() > 1)
    edges = [edge for edge in flow.whole.edges if edge.target == flow.whole.nodes[-1].key]
    told = [
        say(
            "explain.flow", tokens=not inputs[0].is_floating_point(), network=looked.model.called, layers=len(flow.layers),
            input=read, output=shape_text(edges[0].shape) if edges else "",
            columns=_columns(looked),
        )
    ]  # fmt: skip
    graphs = (flow.whole, *flow.blocks)
    joins = list(dict.fromkeys(_join(node.title) for graph in graphs for node in graph.of_kind("join")))
    attention = sum(len(graph.of_kind("attention")) for graph in graphs)
    told.append(say("explain.flow_joins", joins=joins) if joins else say("explain.flow_row"))
    if any(node.count > 1 for graph in graphs for node in graph.nodes):
        told.append(say("explain.flow_loops"))
    if attention:
        told.append(say("explain.flow_attention"))
    dead = [one.name for one in flow.layers if one.low == one.high == 0]
    if dead:
        told.append(say("explain.flow_dead", names=", ".join(dead[:5]), count=len(dead)))
    idle = max(flow.layers, key=lambda one: one.zeros * (one.low != one.high), default=None)
    if idle is not None and idle.zeros >= MANY_ZEROS and idle.low != idle.high:
        told.append(say("explain.flow_zeros", layer=idle.name, share=idle.zeros))
    return tuple(told)


def _columns(looked: Looked) -> int:
    """How many columns of a table the numbers are made of; 0 of other kinds."""
    spec = looked.model.spec
    return len(spec.numbers) + len(spec.categories) if spec.kind == "table" else 0


def _join(symbol: str) -> str:
    """What a symbol of the drawing does."""
    known = {"+": "plus", "−": "minus", "×": "times", "@": "matrix", "concat": "concat", "stack": "stack"}
    return say(f"explain.join.{known.get(symbol, 'other')}", symbol=symbol)


VIEW = View("flow", lambda looked: bool(looked.rows), flow_section)
