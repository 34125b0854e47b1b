"""Pieces of an ONNX graph: a pipeline that takes one column per input, and the encoder in front of text columns.

onnx is an optional extra and is imported where it is used.
"""

from typing import Any

import torch
from torch import Tensor, nn

from lamina.bundle.model import RAW_INPUTS, Pipeline
from lamina.core.spec import CategoryColumn, DataSpec


class ColumnPipeline(nn.Module):
    """A table pipeline that takes each column by itself: (B, 1) float64 numbers, then (B, 1) int64 codes -> (B, Y)."""

    def __init__(self, pipeline: Pipeline, num_numbers: int) -> None:
        super().__init__()
        self.pipeline = pipeline
        self.num_numbers = num_numbers

    def forward(self, *columns: Tensor) -> Tensor:
        numbers, codes = columns[: self.num_numbers], columns[self.num_numbers :]
        left = torch.cat(numbers, 1) if numbers else columns[0][:, :0].to(torch.float64)
        right = torch.cat(codes, 1) if codes else columns[0][:, :0].to(torch.int64)
        return self.pipeline(left, right)


def input_names(spec: DataSpec) -> list[str]:
    """Names of the ONNX inputs: the columns' own, numbers first; "images" for images, "tokens" and "lengths" for texts."""
    if spec.kind != "table":
        return list(RAW_INPUTS[spec.kind])
    return [column.name or "column" for column in (*spec.numbers, *spec.categories)]


def output_name(spec: DataSpec) -> str:
    """Name of the ONNX output: "probabilities", the target's name, or "values" for several targets."""
    name = (
        "probabilities"
        if spec.task in ("classify", "tag", "language")
        else spec.targets[0].name
        if len(spec.targets) == 1
        else "values"
    )
    while name in input_names(spec):
        name += "_"
    return name


def rename_values(graph: Any, names: dict[str, str]) -> None:
    """Give values of a graph (and of graphs within its nodes) other names, wherever they occur."""
    for value in (*graph.input, *graph.output, *graph.value_info, *graph.initializer):
        value.name = names.get(value.name, value.name)
    for node in graph.node:
        node.input[:] = [names.get(name, name) for name in node.input]
        node.output[:] = [names.get(name, name) for name in node.output]
        for attribute in node.attribute:
            if attribute.HasField("g"):
                rename_values(attribute.g, names)


def name_ends(graph: Any, inputs: dict[str, str], output: str) -> None:
    """Give the inputs their names (old -> new, in the order wanted) and the output its own; inner values step aside."""
    inner = {name for node in graph.node for name in (*node.input, *node.output)} | {
        item.name for item in graph.initializer
    }
    taken = {*inputs.values(), output}
    aside = {name: f"{name}/inner" for name in inner - set(inputs) - {graph.output[0].name} if name in taken}
    rename_values(graph, aside)
    rename_values(graph, {**inputs, graph.output[0].name: output})
    order = list(inputs.values())
    ordered = sorted(graph.input, key=lambda value: order.index(value.name))
    copies = [type(value).FromString(value.SerializeToString()) for value in ordered]
    del graph.input[:]
    graph.input.extend(copies)


def without_traces(program: Any) -> Any:
    """The model without what the exporter noted of this machine: source files and stack traces of each node."""
    for value in (*program.graph.node, *program.graph.value_info, *program.graph.input, *program.graph.output):
        del value.metadata_props[:]
    for holder in (program, program.graph, *program.functions):
        del holder.metadata_props[:]
    for initializer in program.graph.initializer:
        del initializer.metadata_props[:]
    return program


def text_name(index: int) -> str:
    """Name of a text input before it gets its column's name."""
    return f"lamina/text/{index}"


def with_text_columns(program: Any, columns: tuple[CategoryColumn, ...], codes: list[str]) -> Any:
    """The model with an ai.onnx.ml.LabelEncoder joined in front of each code input, fed by a string (rows, 1).

    A category becomes its index, "" (missing) the number of categories, any other text (unseen) one more.
    `codes` are the names of the code inputs, in the order of `columns`.
    """
    from onnx import TensorProto, compose, helper

    nodes, inputs, outputs = [], [], []
    for index, column in enumerate(columns):
        count = len(column.categories)
        known = [(category, place) for place, category in enumerate(column.categories) if category]
        keys, values = zip(*known, ("", count), strict=True)
        text, code = text_name(index), f"lamina/code/{index}"
        nodes.append(
            helper.make_node(
                "LabelEncoder",
                [text],
                [code],
                name=f"encode_{index}",
                domain="ai.onnx.ml",
                keys_strings=keys,
                values_int64s=values,
                default_int64=count + 1,
            )
        )
        inputs.append(helper.make_tensor_value_info(text, TensorProto.STRING, ["rows", 1]))
        outputs.append(helper.make_tensor_value_info(code, TensorProto.INT64, ["rows", 1]))
    opsets = [*program.opset_import, helper.make_opsetid("ai.onnx.ml", 2)]
    del program.opset_import[:]
    program.opset_import.extend(opsets)
    graph = helper.make_graph(nodes, "encode", inputs, outputs)
    encoder = helper.make_model(graph, opset_imports=opsets, ir_version=program.ir_version)
    pairs = [(f"lamina/code/{index}", name) for index, name in enumerate(codes)]
    return compose.merge_models(encoder, program, io_map=pairs)
