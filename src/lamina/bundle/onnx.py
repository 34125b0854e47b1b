"""A model as one ONNX file with preparation and finish inside, checked against the model before it is kept.

Inputs: one per column, (rows, 1), double for numbers (dates as seconds since 1970, booleans as 0 and 1, NaN missing)
or string for categories ("" missing); images as uint8 (B, H, W, C) at the network's size; of a series "window", double (B, steps, variables).
Output: "probabilities" (rows, classes), or the target's raw units under its name ("values" for several).
onnx, onnxscript and onnxruntime are an optional extra (`lamina[export]`) and are imported where they are used.
"""

import contextlib
import copy
import importlib.util
import json
import logging
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy
import torch
from torch import Tensor, nn

from lamina.bundle.golden import TOLERANCES, difference, make_golden, output_names
from lamina.bundle.model import Model, Pipeline, real_steps
from lamina.bundle.onnx_graph import (
    ColumnPipeline,
    input_names,
    name_ends,
    output_name,
    rename_values,
    text_name,
    with_text_columns,
    without_traces,
)
from lamina.bundle.rows import unseen_name
from lamina.core.errors import InputError
from lamina.core.files import write_atomically
from lamina.core.spec import DataSpec

OPSET = 20
BATCH_SIZES = (1, 2, 7, 64)
LARGEST_FILE = 2**31 - 1  # a protobuf message holds no more


@dataclass(frozen=True)
class OnnxReport:
    """What was written and how well it agrees. inputs: name -> type."""

    path: Path
    inputs: dict[str, str]
    output: str
    output_names: tuple[str, ...]
    rows: int
    difference: float
    tolerance: float
    bytes: int


def export_onnx(model: Model, path: str | Path) -> OnnxReport:
    """Write the model as ONNX and compare it with the model by onnxruntime on the golden rows and 1, 2, 7 and 64 rows.

    Nothing is left behind when the answers differ beyond the tolerance, or when the network cannot be exported.
    """
    need_onnx()
    target = Path(path)
    with quiet():
        content = _program(model)
        rows, largest = _compare(model, content)
    write_atomically(target, content)
    return OnnxReport(
        target, _input_types(model.spec), output_name(model.spec),
        tuple(output_names(model.spec)), rows, largest, TOLERANCES[("onnxruntime", "float32")], len(content),
    )  # fmt: skip


def need_onnx() -> None:
    """Refuse an export without the packages of the extra."""
    for package in ("onnx", "onnxscript", "onnxruntime"):
        if importlib.util.find_spec(package) is None:
            raise InputError("bundle.no_onnx", package=package)


def _input_types(spec: DataSpec) -> dict[str, str]:
    """Input name -> type."""
    if spec.kind != "table":
        return dict.fromkeys(input_names(spec), {"images": "uint8", "text": "int64"}.get(spec.kind, "double"))
    texts = {column.name for column in spec.categories}
    return {name: "string" if name in texts else "double" for name in input_names(spec)}


def _program(model: Model) -> bytes:
    """The ONNX file's content."""
    spec = model.spec
    size = sum(tensor.nbytes for tensor in model.pipeline.state_dict().values())
    if size > LARGEST_FILE:
        raise InputError("bundle.onnx_too_large", bytes=size, limit=LARGEST_FILE)
    module, example = _traced(copy.deepcopy(model.pipeline).cpu().eval(), spec)
    try:
        exported = torch.onnx.export(
            module, example, dynamo=True, opset_version=OPSET, verbose=False, optimize=True,
            dynamic_shapes=_dynamic(spec, len(example)),
        )  # fmt: skip
        assert exported is not None
        program = exported.model_proto
    except Exception as error:  # whatever tracing says of a module it cannot follow
        raise InputError("bundle.onnx_failed", network=model.network_name, reason=first_line(error)) from error
    program = _named(without_traces(program), spec)
    _describe(program, model)
    return program.SerializeToString()


def _dynamic(spec: DataSpec, inputs: int) -> tuple[Any, ...]:
    """Which dimensions are free: the rows, and of texts their padded length."""
    rows = torch.export.Dim("rows")
    if spec.kind == "text":
        return (({0: rows, 1: torch.export.Dim("length")}, {0: rows}),)
    return (tuple({0: rows} for _ in range(inputs)),)


def _traced(pipeline: Pipeline, spec: DataSpec) -> tuple[nn.Module, tuple[Tensor, ...]]:
    """The module to trace, and example inputs of three rows on the CPU."""
    if spec.image:
        return pipeline, (
            torch.zeros((3, spec.image.height, spec.image.width, spec.image.channels), dtype=torch.uint8),
        )
    if spec.kind == "text":
        return pipeline, (torch.ones((3, 5), dtype=torch.int64), torch.tensor([5, 3, 1]))
    if spec.sequence is not None:
        return pipeline, (torch.zeros((3, spec.sequence.steps, len(spec.numbers)), dtype=torch.float64),)
    if spec.series is not None:
        return pipeline, (torch.zeros((3, spec.series.window, len(spec.series.variables)), dtype=torch.float64),)
    numbers = [torch.zeros((3, 1), dtype=torch.float64) for _ in spec.numbers]
    codes = [torch.zeros((3, 1), dtype=torch.int64) for _ in spec.categories]
    return ColumnPipeline(pipeline, len(numbers)), (*numbers, *codes)


def _named(program: Any, spec: DataSpec) -> Any:
    """Encoders joined in front, and the names that people use on inputs and output."""
    inputs = [f"lamina/input/{index}" for index in range(len(program.graph.input))]
    rename_values(program.graph, dict(zip((value.name for value in program.graph.input), inputs, strict=True)))
    if spec.categories:
        first = len(spec.numbers)
        program = with_text_columns(program, spec.categories, inputs[first:])
        inputs[first:] = [text_name(index) for index in range(len(spec.categories))]
    name_ends(program.graph, dict(zip(inputs, input_names(spec), strict=True)), output_name(spec))
    return program


def _describe(program: Any, model: Model) -> None:
    """Class names and a summary of the spec, for whoever opens the file."""
    facts = {
        "task": model.spec.task,
        "network": model.network_name,
        "outputs": json.dumps(output_names(model.spec), ensure_ascii=False),
        "classes": json.dumps(list(model.spec.classes), ensure_ascii=False),
        "spec": model.spec.model_dump_json(exclude_defaults=True),
    }
    program.producer_name, program.producer_version = "lamina", metadata.version("lamina")
    for key, value in facts.items():
        program.metadata_props.add(key=f"lamina.{key}", value=value)


def _compare(model: Model, content: bytes) -> tuple[int, float]:
    """Rows compared and the largest difference; a difference beyond the tolerance is refused."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])
    golden = make_golden(model)
    limit = TOLERANCES[("onnxruntime", "float32")]
    count, rows, worst = len(golden.answers), 0, 0.0
    for size in (count, *BATCH_SIZES):
        index = torch.arange(size) % count
        given = {name: tensor[index] for name, tensor in golden.inputs.items()}
        for inputs, answers in _trials(model, given, golden.answers[index]):
            try:
                found = torch.from_numpy(session.run(None, feeds(inputs, model.spec))[0])
            except Exception as error:  # onnxruntime's own errors: a shape that stayed fixed, a kernel that is missing
                raise InputError("bundle.onnx_failed", network=model.network_name, reason=first_line(error)) from error
            if model.spec.task == "tag":  # what the network says of padding means nothing
                found = real_steps(found, given["tokens"], inputs["lengths"])
            largest = difference(answers, found, model.spec)
            if not largest <= limit:
                raise InputError("bundle.onnx_differs", rows=size, difference=f"{largest:.3g}", tolerance=limit)
            rows, worst = rows + size, max(worst, largest)
    return rows, worst


def _trials(model: Model, inputs: dict[str, Tensor], answers: Tensor) -> Iterator[tuple[dict[str, Tensor], Tensor]]:
    """Golden rows with their answers in all the shapes that are tried: texts further padded, running text shorter."""
    if model.spec.task != "language":
        for further in _paddings(model.spec):
            yield _padded(inputs, further, model.spec), answers
        return
    yield inputs, answers
    longest = inputs["tokens"].shape[1]
    for length in {1, max(1, longest // 2)}:
        shorter = {
            "tokens": inputs["tokens"][:, :length].contiguous(),
            "lengths": torch.full_like(inputs["lengths"], length),
        }
        yield shorter, model.answer(shorter)


def _paddings(spec: DataSpec) -> tuple[int | None, ...]:
    """How many columns of padding texts are tried with, beyond the longest row; None: as they are."""
    return (None, 0, 9) if spec.kind == "text" else (None,)


def _padded(inputs: dict[str, Tensor], further: int | None, spec: DataSpec) -> dict[str, Tensor]:
    """Texts cut at their longest row and padded with so many columns of 0, up to their most; all else as it is."""
    if further is None or spec.text is None:
        return inputs
    tokens = inputs["tokens"][:, : int(inputs["lengths"].max())]
    return {
        **inputs,
        "tokens": torch.nn.functional.pad(tokens, (0, min(further, spec.text.max_length - tokens.shape[1]))),
    }


def feeds(inputs: dict[str, Tensor], spec: DataSpec) -> dict[str, Any]:
    """Raw inputs of a model as the arrays that its ONNX file takes."""
    if spec.kind != "table":
        return {name: inputs[name].numpy() for name in input_names(spec)}
    arrays: dict[str, Any] = {}
    names = iter(input_names(spec))
    for index in range(len(spec.numbers)):
        arrays[next(names)] = inputs["numbers"][:, index : index + 1].contiguous().numpy()
    for index, column in enumerate(spec.categories):
        texts = [*column.categories, "", unseen_name(column)]
        arrays[next(names)] = numpy.array([[texts[code]] for code in inputs["codes"][:, index].tolist()], dtype=object)
    return arrays


def first_line(error: Exception) -> str:
    """What an error says first, at most 300 characters."""
    return str(error).strip().split("\n")[0][:300] or type(error).__name__


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """The exporters' own chatter is not the user's; theirs alone is silenced, here alone."""
    loggers = [logging.getLogger(name) for name in ("torch.onnx", "onnxscript", "onnx_ir", "torch.export", "torch.fx")]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)
