"""A network as a drawn graph: the steps of one forward pass, gathered into boxes that its own modules name.

A block is opened where the whole stays small enough to be read, all blocks of a type or none; what only reworks the
values of the box before it (activation, normalisation) stands in that box as a line.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from torch import Tensor, nn

from lamina.core.flow import Flow, FlowEdge, FlowGraph, FlowNode, Shape
from lamina.lens.flow_trace import FlowTrace, Step, trace_flow

MOST_BOXES = 24
MOST_STEPS = 60  # boxes of a network without blocks, from which those of a name are one
MOST_BLOCKS = 4  # forms of blocks that are shown from inside


def flow_of(network: nn.Module, inputs: tuple[Tensor, ...]) -> Flow:
    """How one row, (1, ...) of each input, flows through any network; the network is left as it was."""
    seen = trace_flow(network, inputs)
    root = next(iter(seen.frames), 0)
    opened, merged = _opened(seen, seen.steps, {root})
    whole = _graph(seen, seen.steps, opened, "", type(network).__name__, merged)
    layers = tuple(step.activity for step in seen.steps if step.activity is not None)
    return Flow(whole, _blocks(seen, opened), layers)


@dataclass
class _Box:
    """A box in the making: its steps, or the number of the call that it is."""

    key: int
    steps: list[Step] = field(default_factory=list)
    frame: int = 0


def _opened(seen: FlowTrace, steps: list[Step], opened: set[int]) -> tuple[set[int], bool]:
    """The calls that are shown from inside, and whether boxes of a name must be one."""
    tried: set[str] = set()
    while True:
        kinds = _closed(seen, steps, opened, tried)
        if not kinds:
            return opened, len(_boxes(steps, opened)) > MOST_STEPS
        for kind, frames in kinds.items():
            if len(_joined(_boxes(steps, opened | frames))) <= MOST_BOXES:
                opened = opened | frames
                break
            tried.add(kind)


def _closed(seen: FlowTrace, steps: list[Step], opened: set[int], tried: set[str]) -> dict[str, set[int]]:
    """The calls that could be opened next by type, the outermost first."""
    found: dict[str, set[int]] = {}
    for box in _boxes(steps, opened):
        if box.frame and (kind := seen.frames[box.frame].type) not in tried:
            found.setdefault(kind, set()).add(box.frame)
    return found


def _boxes(steps: Iterable[Step], opened: set[int]) -> list[_Box]:
    """Steps gathered by the outermost call that is not opened."""
    found: dict[int, _Box] = {}
    for step in steps:
        frame = next((number for number in step.inside if number not in opened), 0)
        found.setdefault(frame or step.number, _Box(frame or step.number, frame=frame)).steps.append(step)
    return list(found.values())


def _joined(boxes: list[_Box]) -> list[_Box]:
    """Minor steps put into the box before them, where that gives to no other."""
    home = {step.number: box.key for box in boxes for step in box.steps}
    takers: dict[int, set[int]] = {}
    for box in boxes:
        for step in box.steps:
            for source in step.sources:
                if home.get(source, box.key) != box.key:
                    takers.setdefault(home[source], set()).add(box.key)
    by_key = {box.key: _Box(box.key, list(box.steps), box.frame) for box in boxes}
    place = {key: key for key in by_key}
    for box in boxes:
        (step, *more), sources = box.steps, {home[n] for n in box.steps[0].sources if n in home}
        if more or box.frame or not step.minor or len(sources) != 1:
            continue
        source = next(iter(sources))
        kept = by_key[place[source]]
        if takers[source] != {box.key} or kept.steps[0].kind == "input" or kept.frame:
            continue
        kept.steps.append(step)
        place[box.key] = kept.key
        del by_key[box.key]
    return list(by_key.values())


def _graph(seen: FlowTrace, steps: list[Step], opened: set[int], name: str, type: str, merged: bool) -> FlowGraph:
    boxes = _joined(_boxes(steps, opened))
    if merged:
        boxes = _by_name(seen, boxes)
    order = {box.key: place for place, box in enumerate(boxes)}
    home = {step.number: box.key for box in boxes for step in box.steps}
    edges: dict[tuple[int, int], Shape] = {}
    for box in boxes:
        for step in box.steps:
            for source, shape in step.sources.items():
                pair = (home.get(source, box.key), box.key)
                if order[pair[0]] < order[pair[1]]:  # a loop over steps goes back to a box that stands before
                    edges.setdefault(pair, shape)
    used = {source for source, _ in edges}
    nodes = tuple(_node(seen, box, name) for box in boxes if box.key in used or box.steps[0].kind != "input")
    return FlowGraph(name, type, nodes, tuple(FlowEdge(*pair, shape) for pair, shape in edges.items()))


def _by_name(seen: FlowTrace, boxes: list[_Box]) -> list[_Box]:
    """Boxes that ran several times as one."""
    found: dict[str, _Box] = {}
    for box in boxes:
        first = box.steps[0]
        name = (
            seen.frames[box.frame].name
            if box.frame
            else f"{first.kind} {first.name} {first.inside if not first.type else ''}"
        )
        kept = found.setdefault(name, _Box(box.key, frame=box.frame))
        kept.steps += box.steps
    return list(found.values())


def _node(seen: FlowTrace, box: _Box, inside: str) -> FlowNode:
    first = box.steps[0]
    if box.frame:
        frame = seen.frames[box.frame]
        attends = any(step.kind == "attention" for step in box.steps)
        return FlowNode(box.key, _short(frame.name, inside), "attention" if attends else "block", (frame.type,))
    lines: dict[str, None] = {}
    for step in box.steps:
        if step.type:
            lines[f"{step.type} {step.detail}".strip()] = None
        elif step.name != first.name:
            lines[step.name] = None
    count = sum(step.name == first.name for step in box.steps)
    return FlowNode(box.key, _short(_title(seen, box), inside), first.kind, tuple(lines), count)


def _title(seen: FlowTrace, box: _Box) -> str:
    """The name of the largest module that is just this box, or of its first step."""
    own = {step.number for step in box.steps}
    for number in box.steps[0].inside:
        frame = seen.frames[number]
        if frame.name and all(step.number in own for step in seen.steps if number in step.inside):
            return frame.name
    return box.steps[0].name


def _short(name: str, inside: str) -> str:
    """A module's name without that of the block that is shown."""
    return name.removeprefix(f"{inside}.") if inside else name


def _blocks(seen: FlowTrace, opened: set[int]) -> tuple[FlowGraph, ...]:
    """The inside of blocks that branch or attend, one of each form."""
    found: dict[tuple[object, ...], FlowGraph] = {}
    for box in _boxes(seen.steps, opened):
        if not box.frame or len(found) == MOST_BLOCKS:
            continue
        frame = seen.frames[box.frame]
        steps = _closed_in(box.steps, seen)
        inner, merged = _opened(
            seen, steps, {*opened, *(n for n in steps[1].inside if n not in opened and n <= box.frame)}
        )
        graph = _graph(seen, steps, inner, frame.name, frame.type, merged)
        if graph.of_kind("join") or graph.of_kind("attention"):
            form = (frame.type, *(node.kind for node in graph.nodes), len(graph.edges))
            found.setdefault(form, graph)
    return tuple(found.values())


def _closed_in(steps: list[Step], seen: FlowTrace) -> list[Step]:
    """The steps of a block with an input in place of all that lies before it, and an output for what is taken of it."""
    own = {step.number for step in steps}
    shapes = {source: shape for step in steps for source, shape in step.sources.items() if source not in own}
    begin = Step(-1, "", "", "input", shape=next(iter(shapes.values()), ()))
    inside = [_from(step, own) for step in steps]
    taken = {n: shape for step in seen.steps if step.number not in own for n, shape in step.sources.items() if n in own}
    return [begin, *inside, Step(-2, "", "", "output", sources=taken)]


def _from(step: Step, own: set[int]) -> Step:
    sources: dict[int, Shape] = {}
    for number, shape in step.sources.items():
        sources.setdefault(number if number in own else -1, shape)
    return Step(
        step.number, step.name, step.type, step.kind, step.inside, sources, step.shape, step.detail, step.minor
    )  # fmt: skip
