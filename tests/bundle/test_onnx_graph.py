from collections.abc import Callable

import onnx
import torch
from onnx import TensorProto, helper

from lamina.bundle.golden import draw_rows
from lamina.bundle.model import Model
from lamina.bundle.onnx_graph import ColumnPipeline, input_names, output_name, rename_values, without_traces
from lamina.core.spec import DataSpec, TargetSpec


def test_columns_one_by_one_give_the_same_answers(table_model: Callable[..., Model]) -> None:
    for changes in ({}, {"numbers": ()}, {"categories": ()}):
        model = table_model(**changes)
        inputs = draw_rows(model.spec)
        columns = [*inputs["numbers"].split(1, dim=1), *inputs["codes"].split(1, dim=1)]
        columns = [column for column in columns if column.shape[1]]
        pipeline = ColumnPipeline(model.pipeline.eval(), len(model.spec.numbers))
        with torch.no_grad():
            assert torch.equal(pipeline(*columns), model.answer(inputs))


def test_names_of_inputs_and_output(table_model: Callable[..., Model], image_model: Callable[..., Model]) -> None:
    spec = table_model().spec
    assert input_names(spec) == ["age", "born", "paid", "rooms", "sex", "城市 / city"]
    assert input_names(image_model().spec) == ["images"]
    regress = DataSpec(kind="table", task="regress", numbers=spec.numbers, targets=(TargetSpec(name="age"),))
    assert output_name(regress) == "age_"


def test_values_are_renamed_everywhere_and_traces_removed() -> None:
    node = helper.make_node("Identity", ["a"], ["b"])
    node.metadata_props.add(key="pkg.stack_trace", value="elsewhere/secret.py")
    ends = [helper.make_tensor_value_info(name, TensorProto.FLOAT, ["n", 1]) for name in ("a", "b")]
    program = helper.make_model(helper.make_graph([node], "g", ends[:1], ends[1:]))
    program = without_traces(program)
    rename_values(program.graph, {"a": "x y", "b": "z"})
    onnx.checker.check_model(program)
    assert (program.graph.input[0].name, list(program.graph.node[0].input), list(program.graph.node[0].output)) == (
        "x y",
        ["x y"],
        ["z"],
    )
    assert b"secret" not in program.SerializeToString()
