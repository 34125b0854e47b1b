"""A graph as boxes and arrows to draw."""

from lamina.core.flow import FlowEdge, FlowGraph, FlowNode
from lamina.report.views.flow_drawing import LONGEST_LINE, drawing_of, shape_text

GRAPH = FlowGraph(
    "", "Net",
    (
        FlowNode(1, "0", "input"), FlowNode(2, "layers.0", "conv", ("Conv2d 6 x 5x5" + "!" * 50,)), FlowNode(3, "+", "join"),
        FlowNode(4, "cell", "recurrent", count=12), FlowNode(5, "", "output"),
    ),
    (FlowEdge(1, 2, (1, 8, 8)), FlowEdge(1, 3, (1, 8, 8)), FlowEdge(2, 3, (1, 8, 8)), FlowEdge(3, 4, (64,)), FlowEdge(4, 5, ())),
)  # fmt: skip


def test_texts_are_short_and_a_shape_that_leaves_a_box_twice_is_said_once() -> None:
    drawn = drawing_of(GRAPH)
    assert drawn.boxes[1].title == "input" and drawn.boxes[4].title == "cell  ×12"
    assert len(drawn.boxes[2].lines[0]) <= LONGEST_LINE and drawn.boxes[3].size[1] < drawn.boxes[2].size[1]
    assert (1, 2) in drawn.labelled and (1, 3) not in drawn.labelled and (2, 3) in drawn.labelled


def test_shapes_as_people_write_them() -> None:
    assert shape_text((6, 28, 28)) == "6×28×28" and shape_text(()) == ""
