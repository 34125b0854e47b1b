"""How values flow through a network, as plain records: boxes and arrows, and what each layer gave for one input."""

from dataclasses import dataclass, field

Shape = tuple[int, ...]


@dataclass(frozen=True)
class FlowNode:
    """A box: a layer, a block that is shown as one, a function such as +, an input or the output.

    kind: input | output | conv | dense | pool | norm | activation | recurrent | attention | embedding | join | block |
    other. lines: what stands in it under its title, one layer a line. count: how often it ran, where that is one box.
    """

    key: int
    title: str
    kind: str
    lines: tuple[str, ...] = ()
    count: int = 1


@dataclass(frozen=True)
class FlowEdge:
    """An arrow: what box `source` gave arrives in box `target`, of this shape without B."""

    source: int
    target: int
    shape: Shape


@dataclass(frozen=True)
class FlowGraph:
    """Boxes in the order in which they ran; arrows go forward."""

    name: str
    type: str
    nodes: tuple[FlowNode, ...]
    edges: tuple[FlowEdge, ...]

    def of_kind(self, kind: str) -> list[FlowNode]:
        """The boxes of a kind."""
        return [node for node in self.nodes if node.kind == kind]


@dataclass(frozen=True)
class Activity:
    """What a layer gave for one row: shape without B; mean, share of zeros, least and most; counts of a histogram."""

    name: str
    type: str
    shape: Shape
    mean: float
    zeros: float
    low: float
    high: float
    histogram: tuple[int, ...] = ()


@dataclass(frozen=True)
class Flow:
    """The whole network as a graph; inside blocks that branch, one of each form; and every layer's activity."""

    whole: FlowGraph
    blocks: tuple[FlowGraph, ...] = ()
    layers: tuple[Activity, ...] = field(default=())
