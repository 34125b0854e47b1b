"""Networks and blocks side by side, before a weight is allocated: sizes, arithmetic, receptive field, memory."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from lamina.core.errors import InputError
from lamina.core.inspection import Inspection
from lamina.core.records import Evaluation, Note
from lamina.report.inspect.compare import networks_view
from lamina.report.inspect.data import bytes_text, shape_text
from lamina.report.terminal.score_dots import headlines_view
from lamina.report.terminal.tables import comparison_view, notes_view
from lamina.verbs.inspect import inspect
from lamina.verbs.shown import Shown
from lamina.verbs.subject import InputShape
from lamina.words import say

_ACTIVATIONS = frozenset(
    [
        "relu",
        "relu6",
        "leakyrelu",
        "prelu",
        "elu",
        "selu",
        "celu",
        "gelu",
        "silu",
        "mish",
        "sigmoid",
        "tanh",
        "hardtanh",
        "hardswish",
        "softplus",
        "scaledtanh",
    ]
)


@dataclass(frozen=True, repr=False)
class Comparison(Shown):
    """A column per run (or network), a row per fact.

    comparable: all runs were tested on the same rows; all networks take the same input. notes: what is worth saying.
    evaluations: what the scores of comparable runs are drawn from.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]
    comparable: bool
    kind: str = "runs"  # runs | networks
    notes: tuple[Note, ...] = ()
    evaluations: tuple[Evaluation, ...] = ()  # of comparable runs: one each, by the same metric

    def view(self, width: int = 100) -> RenderableType:
        """The columns side by side."""
        if self.kind == "networks":
            return networks_view(self.columns, self.rows, self.notes)
        table = comparison_view(self.columns, self.rows, self.comparable, width)
        dots = [headlines_view(self.columns, self.evaluations), Text()] if self.evaluations else []
        return Group(table, *dots, *notes_view(self.notes))


def compare_networks(*networks: Any, input_shape: InputShape = None, batch_size: int = 1) -> Comparison:
    """Networks of the catalogue, blocks ("1x1:16+5x5:32") or modules as columns; says in what they are equal."""
    if len(networks) < 2:
        raise InputError("verbs.compare_two")
    found = [inspect(network, input_shape, batch_size=batch_size) for network in networks]
    facts = [_facts(item) for item in found]
    rows = tuple((name, tuple(fact[name] for fact in facts)) for name in facts[0] if any(fact[name] for fact in facts))
    same_input = len({item.input_shapes for item in found}) == 1
    return Comparison(_columns(found), rows, same_input, "networks", tuple(_notes(found)))


def _columns(found: Sequence[Inspection]) -> tuple[str, ...]:
    """The names; numbered where two modules have the same."""
    names = [item.name for item in found]
    return tuple(
        name if names.count(name) == 1 else f"{name} ({names[: place + 1].count(name)})"
        for place, name in enumerate(names)
    )


def _facts(item: Inspection) -> dict[str, str]:
    additions = sum(row.additions + row.bias_additions for row in item.rows)
    activations = sum(row.type.lower().rstrip("_") in _ACTIVATIONS for row in item.rows)
    return {
        "input": " + ".join(shape_text(shape) for shape in item.input_shapes),
        "output": shape_text(item.output_shape),
        "parameters": f"{item.num_parameters:,}",
        "weights": f"{item.num_weights:,}",
        "biases": f"{item.num_biases:,}",
        "multiplications": f"{item.macs:,}",
        "additions": f"{additions:,}",
        "flops": f"{item.flops:,}",
        "connections": f"{item.connections:,}",
        "layers": _layers(item),
        "activation_functions": f"{activations:,}",
        "reach": item.reach.text if item.reach else "",
        "inference": bytes_text(item.inference.total),
        "training": bytes_text(item.training.total) if item.training else "",
    }


def _layers(item: Inspection) -> str:
    """21 (3 projections): those of shortcuts are no layers to a paper's count."""
    projections = item.num_projections
    return f"{item.num_layers:,}" + (f" ({say('inspect.projections', count=projections)})" if projections else "")


def _notes(found: Sequence[Inspection]) -> list[Note]:
    notes: list[Note] = []
    least, most = min(found, key=lambda item: item.macs), max(found, key=lambda item: item.macs)
    if len({item.input_shapes for item in found}) > 1:
        notes.append(Note(code="inspect.inputs_differ"))
    if 0 < least.macs < most.macs:
        values = {"least": least.name, "most": most.name, "macs": least.macs, "times": most.macs / least.macs}
        notes.append(Note(code="inspect.ratio", parameters=values))
    fields = {item.reach.size if item.reach else None for item in found}
    shapes = {(item.input_shapes, item.output_shape) for item in found}
    reach = found[0].reach
    if len(fields) == len(shapes) == 1 and reach and len({(item.num_parameters, item.macs) for item in found}) > 1:
        notes.append(Note(code="inspect.equal_reach", parameters={"size": reach.text}))
    return notes
