"""Steps of a forward pass on modules that are written in every way: each value's source is found."""

from typing import Any

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from lamina.lens.flow_trace import FlowTrace, trace_flow


def arrows(seen: FlowTrace) -> set[tuple[str, str]]:
    """(from, to) by the names of the steps; inputs are in0, in1, the output is out."""
    names = {step.number: {"input": f"in{step.name}", "output": "out"}.get(step.kind, step.name) for step in seen.steps}
    return {(names[source], names[step.number]) for step in seen.steps for source in step.sources}


def traced(module: nn.Module, *inputs: Tensor) -> set[tuple[str, str]]:
    torch.manual_seed(0)
    return arrows(trace_flow(module, inputs or (torch.randn(1, 4),)))


class Skips(nn.Module):
    """An in-place activation between, and a skip around."""

    def __init__(self) -> None:
        super().__init__()
        self.a, self.act, self.b = nn.Linear(4, 4), nn.ReLU(inplace=True), nn.Linear(4, 4)

    def forward(self, x: Tensor) -> Tensor:
        h = self.act(self.a(x))
        h = self.b(h)
        h += x
        return self.act(h)


def test_in_place_activation_shared_by_two_places_and_a_sum_in_place() -> None:
    assert traced(Skips()) == {
        ("in0", "a"), ("a", "act"), ("act", "b"), ("b", "+"), ("in0", "+"), ("+", "act"), ("act", "out"),
    }  # fmt: skip


class Functional(nn.Module):
    """Functions alone: views pass by, computations are steps."""

    def __init__(self) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.randn(3, 1, 3, 3))
        self.dense = nn.Linear(12, 2)

    def forward(self, x: Tensor) -> dict[str, Any]:
        x = F.max_pool2d(F.relu(F.conv2d(x, self.weight)), 3)
        x = x.view(len(x), -1) if x.sum() > -1e9 else x
        return {"logits": self.dense(x), "more": [x.detach()]}


def test_functions_outputs_in_dictionaries_and_flow_that_depends_on_data() -> None:
    found = traced(Functional(), torch.randn(1, 1, 8, 8))
    assert {("in0", "conv2d"), ("conv2d", "relu"), ("max_pool2d", "dense"), ("dense", "out")} <= found
    assert not any("view" in one for pair in found for one in pair)


class Branches(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.left, self.right, self.gone = nn.Linear(4, 2), nn.Linear(4, 3), nn.Dropout(0.5)

    def forward(self, x: Tensor, y: Tensor) -> Tensor:
        x = self.gone(x)
        return torch.cat((self.left(x), self.right(x), y), dim=1)


def test_branches_two_inputs_and_dropout_that_does_nothing() -> None:
    found = traced(Branches(), torch.randn(1, 4), torch.randn(1, 5))
    assert found == {
        ("in0", "left"), ("in0", "right"), ("left", "concat"), ("right", "concat"), ("in1", "concat"), ("concat", "out"),
    }  # fmt: skip


def test_hooks_of_its_own_stay_and_what_they_change_is_followed() -> None:
    module = nn.Sequential(nn.Linear(4, 4), nn.Linear(4, 2))
    calls: list[str] = []
    module[0].register_forward_hook(lambda one, given, output: (calls.append("ran"), output * 2)[1])
    assert traced(module) == {("in0", "0"), ("0", "1"), ("1", "out")} and calls == ["ran"]
    assert len(module[0]._forward_hooks) == 1 and not module[1]._forward_hooks


def test_a_loop_over_steps_and_what_no_step_gave() -> None:
    class Loop(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.cell = nn.GRUCell(2, 3)

        def forward(self, x: Tensor) -> Tensor:
            h = torch.zeros(len(x), 3)
            for step in range(x.shape[1]):
                h = self.cell(x[:, step], h)
            return h

    seen = trace_flow(Loop(), (torch.randn(1, 4, 2),))
    assert [step.name for step in seen.steps].count("cell") == 4
    assert {("in0", "cell"), ("cell", "cell"), ("cell", "out")} == arrows(seen)


def test_whole_numbers_lead_to_what_reads_them_and_nowhere_else() -> None:
    class Words(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.table, self.dense = nn.Embedding(5, 4), nn.Linear(4, 2)

        def forward(self, tokens: Tensor, lengths: Tensor) -> Tensor:
            mask = (torch.arange(tokens.shape[1]) < lengths[:, None]).unsqueeze(-1)
            return self.dense((self.table(tokens) * mask).sum(dim=1))

    found = traced(Words(), torch.tensor([[1, 2, 0]]), torch.tensor([2]))
    assert ("in0", "table") in found and not any(pair[0] == "in1" for pair in found)


def test_a_module_that_fails_is_left_without_hooks() -> None:
    class Broken(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.dense = nn.Linear(4, 4)

        def forward(self, x: Tensor) -> Tensor:
            raise ValueError(f"not today {self.dense(x).shape}")

    module = Broken().train()
    with pytest.raises(ValueError, match="not today"):
        trace_flow(module, (torch.randn(1, 4),))
    assert module.training and module.dense.training and not module.dense._forward_hooks
    assert not module._forward_pre_hooks
