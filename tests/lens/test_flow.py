"""Networks as graphs: readable numbers of boxes, branches and skips where the papers have them, nothing disturbed."""

import pytest
import torch
from torch import Tensor, nn

from lamina.core.flow import FlowGraph
from lamina.lens.flow import MOST_BOXES, flow_of
from lamina.networks import catalog


def network(name: str, **arguments: int) -> nn.Module:
    torch.manual_seed(0)
    return catalog.build(name, **arguments)


def taken(graph: FlowGraph, key: int) -> int:
    return sum(edge.target == key for edge in graph.edges)


def connected(graph: FlowGraph) -> bool:
    """Every box but the inputs takes something, every box but the output gives something."""
    gives, takes = {edge.source for edge in graph.edges}, {edge.target for edge in graph.edges}
    return all(n.kind == "input" or n.key in takes for n in graph.nodes) and all(
        n.kind == "output" or n.key in gives for n in graph.nodes
    )


def test_lenet_is_a_row_of_boxes_with_the_papers_shapes() -> None:
    flow = flow_of(network("lenet5", num_classes=10), (torch.randn(1, 1, 32, 32),))
    titles = [node.title for node in flow.whole.nodes[1:-1]]
    assert titles == ["c1", "s2", "c3", "s4", "c5", "f6", "output"]
    assert [edge.shape for edge in flow.whole.edges] == [
        (1, 32, 32), (6, 28, 28), (6, 14, 14), (16, 10, 10), (400,), (120,), (84,), (10,),
    ]  # fmt: skip
    assert flow.blocks == () and connected(flow.whole)


def test_resnet_shows_its_skips_inside_blocks() -> None:
    flow = flow_of(network("resnet18", num_classes=10), (torch.randn(1, 3, 64, 64),))
    assert len(flow.whole.nodes) <= MOST_BOXES and len(flow.blocks) == 2 and connected(flow.whole)
    plain, projected = flow.blocks
    for block in flow.blocks:
        (plus,) = block.of_kind("join")
        assert plus.title == "+" and taken(block, plus.key) == 2 and connected(block)
    assert len(projected.nodes) == len(plain.nodes) + 1


def test_an_inception_has_four_branches() -> None:
    flow = flow_of(network("googlenet", num_classes=10), (torch.randn(1, 3, 224, 224),))
    (block,) = flow.blocks
    (concat,) = block.of_kind("join")
    assert concat.title == "concat" and taken(block, concat.key) == 4 and connected(block) and connected(flow.whole)
    assert len(flow.whole.nodes) <= MOST_BOXES


@pytest.mark.parametrize("name", ["transformer", "seq2seq"])
def test_attention_is_shown_as_such(name: str) -> None:
    sizes = {"embed_dim": 16, "hidden_dim": 24, "num_layers": 2}
    module = network(
        name, vocab_size=12, target_vocab_size=12, **sizes, **({"num_heads": 2} if name == "transformer" else {})
    )
    inputs = (torch.randint(4, 12, (1, 5)), torch.tensor([5]), torch.randint(4, 12, (1, 4)))
    flow = flow_of(module, inputs)
    assert connected(flow.whole)
    attends = [node for graph in (flow.whole, *flow.blocks) for node in graph.of_kind("attention")]
    assert bool(attends) == (name == "transformer")


def test_many_steps_of_one_layer_are_one_box() -> None:
    class Loop(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.cell, self.head = nn.GRUCell(2, 3), nn.Linear(3, 2)

        def forward(self, x: Tensor) -> Tensor:
            h = torch.zeros(len(x), 3)
            for step in range(x.shape[1]):
                h = self.cell(x[:, step], h)
            return self.head(h)

    flow = flow_of(Loop(), (torch.randn(1, 100, 2),))
    assert [node.title for node in flow.whole.nodes[1:-1]] == ["cell", "head"]
    assert flow.whole.nodes[1].count == 100 and connected(flow.whole)


def test_activities_are_those_of_the_layers() -> None:
    first = nn.Linear(2, 3, bias=False)
    first.weight.data = torch.tensor([[1.0, 0.0], [0.0, 1.0], [-1.0, 0.0]])
    flow = flow_of(nn.Sequential(first, nn.ReLU()), (torch.tensor([[2.0, 4.0]]),))
    dense, relu = flow.layers
    assert (dense.low, dense.high, dense.mean) == (-2.0, 4.0, pytest.approx(4 / 3)) and dense.zeros == 0
    assert (relu.low, relu.high, relu.zeros) == (0.0, 4.0, pytest.approx(1 / 3)) and sum(relu.histogram) == 3


def test_nothing_is_disturbed() -> None:
    module = network("resnet18", num_classes=10).train()
    x = torch.randn(2, 3, 32, 32)
    before = {name: value.clone() for name, value in module.state_dict().items()}
    random = torch.get_rng_state()
    flow_of(module, (x[:1],))
    assert module.training and torch.equal(torch.get_rng_state(), random)
    assert all(torch.equal(value, before[name]) for name, value in module.state_dict().items())
    assert not any(one._forward_hooks or one._forward_pre_hooks for one in module.modules())


def test_a_module_without_modules() -> None:
    class Bare(nn.Module):
        def forward(self, x: Tensor) -> Tensor:
            return torch.tanh(x) * torch.sigmoid(x)

    flow = flow_of(Bare(), (torch.randn(1, 3),))
    assert connected(flow.whole) and [node.title for node in flow.whole.of_kind("join")] == ["×"]
