"""An inspection as cells, sentences and plain values, for whatever draws it."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from lamina.core.inspection import Inspection, Layer, Memory, Step, times
from lamina.report.numbers import short
from lamina.words import say

ARITHMETIC = ("layer", "type", "settings", "output", "weights", "biases", "macs", "share")
GEOMETRY = ("layer", "reach", "jump", "start", "connections", "parameter_share", "parameter_bytes", "activation_bytes")
EVERYTHING = (
    "layer", "type", "settings", "input", "output", "weights", "biases", "trainable", "frozen", "parameter_share",
    "parameter_bytes", "macs", "flops", "share", "connections", "reach", "jump", "start", "activation_bytes",
)  # fmt: skip
TEXT_COLUMNS = ("layer", "type", "settings", "input", "output")


def head(column: str) -> str:
    """A column's name in the reader's language."""
    return say(f"inspect.head.{column}")


def cell(row: Layer, column: str, whole: Inspection) -> str:
    """What stands in a column for a layer; "" for nothing and for zero."""
    match column:
        case "layer":
            return row.name
        case "type" | "settings":
            return getattr(row, column)
        case "input":
            return ", ".join(shape_text(shape) for shape in row.input_shapes)
        case "output":
            return shape_text(row.output_shape) if row.used else say("inspect.not_used")
        case "weights" if row.shared_with and not row.num_parameters:
            return say("inspect.shared")
        case "share":
            return share_text(row.macs, whole.macs)
        case "parameter_share":
            return share_text(row.num_parameters, whole.num_parameters)
        case "parameter_bytes" | "activation_bytes":
            return bytes_text(getattr(row, column)) if getattr(row, column) else ""
        case "reach":
            return row.reach.text if row.reach else ""
        case "jump":
            return _each(row.reach.jump) if row.reach else ""
        case "start":
            return _each(row.reach.start) if row.reach else ""
    value: int = getattr(row, column)
    return f"{value:,}" if value else ""


def total_cell(whole: Inspection, column: str) -> str:
    """What stands in the last row of a table."""
    match column:
        case "layer":
            return say("inspect.total")
        case "weights" | "biases" | "trainable" | "frozen":
            return f"{getattr(whole, f'num_{column}'):,}"
        case "macs" | "flops" | "connections":
            return f"{getattr(whole, column):,}"
        case "share":
            return "100 %" if whole.macs else ""
        case "parameter_share":
            return "100 %" if whole.num_parameters else ""
        case "parameter_bytes":
            return bytes_text(whole.inference.parameters)
    return ""


def totals(whole: Inspection) -> Iterator[tuple[str, str]]:
    """The whole in a few lines: name and value."""
    yield say("inspect.total.input"), " + ".join(shape_text(shape) for shape in whole.input_shapes)
    yield say("inspect.total.output"), shape_text(whole.output_shape)
    yield (
        say("inspect.total.parameters"),
        say(
            "inspect.parameters_value", parameters=whole.num_parameters, weights=whole.num_weights,
            biases=whole.num_biases, trainable=whole.num_trainable, frozen=whole.num_frozen,
        ),
    )  # fmt: skip
    yield say("inspect.total.macs"), say("inspect.macs_value", macs=whole.macs, flops=whole.flops)
    yield say("inspect.total.connections"), f"{whole.connections:,}"
    if whole.reach:
        yield say("inspect.total.reach"), say("inspect.reach_value", size=whole.reach.text)
    yield say("inspect.total.inference", batch=whole.batch_size), memory_text(whole.inference)
    if whole.training:
        name = say("inspect.total.training", batch=whole.batch_size, optimizer=whole.optimizer)
        yield name, memory_text(whole.training)


def memory_text(memory: Memory) -> str:
    """Total, then what it is made of."""
    parts = [
        say(f"inspect.memory.{name}", size=bytes_text(getattr(memory, name)))
        for name in ("parameters", "buffers", "gradients", "optimizer", "activations")
        if getattr(memory, name)
    ]
    return f"{bytes_text(memory.total)} = {' + '.join(parts)}"


def remarks(whole: Inspection) -> Iterator[str]:
    """What the numbers count, and what they assume."""
    yield say("inspect.remark.macs")
    yield say("inspect.remark.connections")
    if whole.reach:
        yield say("inspect.remark.reach")
    yield say("inspect.remark.memory")
    if whole.rows and whole.rows[-1].type == "Softmax" and whole.rows[-1].name == "softmax":
        yield say("inspect.remark.softmax")
    for note in whole.notes:
        yield say(note.code, note.parameters)


def explained(whole: Inspection) -> Iterator[tuple[Layer, list[tuple[str, str]]]]:
    """The layers that have formulas, each with (name, formula)."""
    for row in whole.rows:
        if row.why:
            yield row, [step_text(step) for step in row.why]


def step_text(step: Step) -> tuple[str, str]:
    """A step's name and its formula, or its sentence."""
    name = say(f"inspect.step.{step.what}")
    if step.what == "dropped":
        return name, say("inspect.dropped", step.parameters) + "  " + step.formula
    return name, say("inspect.shared_step", step.parameters) if step.what == "shared" else step.formula


def layer_title(row: Layer) -> str:
    """Conv2d 6 x 5x5: 1x32x32 → 6x28x28."""
    shapes = ", ".join(shape_text(shape) for shape in row.input_shapes[:2])
    kind = " ".join(filter(None, (row.type, row.settings)))
    return f"{kind}   {shapes} → {shape_text(row.output_shape)}" if row.used else f"{kind}   {say('inspect.not_used')}"


def inspection_data(whole: Inspection) -> dict[str, Any]:
    """All of it as plain values for JSON; shapes without B, counts for one row of input, memory for the batch."""
    rows = [{**asdict(row), "macs": row.macs, "flops": row.flops, "trainable": row.trainable} for row in whole.rows]
    for row, layer in zip(rows, whole.rows, strict=True):
        row["mac_share"] = layer.macs / whole.macs if whole.macs else 0.0
        row["why"] = [{"what": step.what, "formula": step_text(step)[1]} for step in layer.why]
    names = (
        "num_parameters",
        "num_weights",
        "num_biases",
        "num_trainable",
        "num_frozen",
        "connections",
        "macs",
        "flops",
    )
    memory = {
        name: {**asdict(value), "total": value.total}
        for name, value in (("inference", whole.inference), ("training", whole.training))
        if value
    }
    return {
        "name": whole.name, "input_shapes": whole.input_shapes, "output_shape": whole.output_shape,
        **{name: getattr(whole, name) for name in names}, "mac_in_flops": 2, "batch_size": whole.batch_size,
        "optimizer": whole.optimizer, "memory_bytes": memory, "notes": list(remarks(whole)), "rows": rows,
    }  # fmt: skip


def shape_text(shape: tuple[int, ...]) -> str:
    """6x28x28."""
    return times(shape) if shape else "-"


def share_text(part: int, whole: int) -> str:
    """28.2 %, "" for nothing."""
    return f"{100 * part / whole:.1f} %" if part and whole else ""


def bytes_text(number: int) -> str:
    """A size in the unit that fits: 480 B, 18.4 KiB, 233 MiB."""
    size = float(number)
    for unit in ("B", "KiB", "MiB", "GiB"):
        if size < 1024 or unit == "GiB":
            break
        size /= 1024
    return f"{number} B" if unit == "B" else f"{size:,.1f} {unit}"


def _each(values: tuple[float, ...]) -> str:
    """One number where all axes are alike, else one per axis."""
    texts = [short(value) for value in values]
    return texts[0] if len(set(texts)) == 1 else "x".join(texts)
