"""What modules give and blocks show is written down from outside, and nothing stays behind."""

import pytest
import torch
from torch import Tensor, nn

from lamina.core.observing import emit, is_observed, observing


class Shy(nn.Module):
    """Doubles; shows its square when somebody looks."""

    def forward(self, x: Tensor) -> Tensor:
        if is_observed():
            emit("square", x * x)
        return 2 * x


class Net(nn.Module):
    """One module inside another, called twice."""

    def __init__(self) -> None:
        super().__init__()
        self.inner = nn.Sequential(Shy())

    def forward(self, x: Tensor) -> Tensor:
        return self.inner(self.inner(x))


def test_outputs_inputs_order_and_what_is_shown() -> None:
    with observing(Net()) as seen:
        Net()(torch.ones(2))  # another network is not seen
        network = Net()
    assert seen.order == []
    with observing(network) as seen:
        network(torch.ones(2))
    assert seen.order == ["inner.0", "inner", "inner.0", "inner", ""]
    assert [value.tolist() for value in seen.outputs["inner"]] == [[2, 2], [4, 4]]
    assert [value[0].tolist() for value in seen.inputs["inner.0"]] == [[1, 1], [2, 2]]
    assert [value.tolist() for value in seen.shown["inner.0"]["square"]] == [[1, 1], [4, 4]]


def test_nobody_looks_outside() -> None:
    assert not is_observed()
    emit("square", torch.ones(1))  # goes nowhere
    with observing(nn.Identity()):
        assert is_observed()
    assert not is_observed()


def test_hooks_are_gone_also_after_an_error() -> None:
    network = Net()
    own = network.inner.register_forward_hook(lambda *_: None)
    with pytest.raises(TypeError), observing(network):
        network("no tensor", 2)
    assert not is_observed()
    hooks = [len(one._forward_hooks) + len(one._forward_pre_hooks) for one in network.modules()]
    assert sum(hooks) == 1
    own.remove()


def test_an_inner_look_leaves_the_outer_one() -> None:
    network, other = Net(), Net()
    with observing(network) as outer:
        with observing(other) as inner:
            other(torch.ones(1))
        network(torch.ones(1))
    assert len(inner.shown["inner.0"]["square"]) == 2
    assert len(outer.shown["inner.0"]["square"]) == 2


def test_a_failed_module_does_not_mislead_the_next() -> None:
    network = Net()
    with observing(network) as seen:
        with pytest.raises(TypeError):
            network.inner(torch.ones(1), "too many")
        network(torch.ones(2))
    assert set(seen.shown) == {"inner.0"}


def test_exported_code_is_the_unseen_path() -> None:
    class Tells(nn.Module):
        def forward(self, x: Tensor) -> Tensor:
            return x + 1 if is_observed() else x - 1

    with observing(nn.Identity()):
        program = torch.export.export(Tells(), (torch.zeros(2),))
    assert program.module()(torch.zeros(2)).tolist() == [-1, -1]


@pytest.mark.parametrize("graph", [False, True])
def test_values_as_they_were_given_though_a_later_layer_works_in_place(graph: bool) -> None:
    first = nn.Linear(2, 2, bias=False)
    network = nn.Sequential(first, nn.ReLU(inplace=True), nn.Identity(), nn.ReLU(inplace=True))
    first.weight.data = -torch.eye(2)
    x = torch.tensor([[1.0, -1.0]], requires_grad=graph)
    with observing(network, as_given=True) as seen, torch.set_grad_enabled(graph):
        answer = network(x)
    assert seen.outputs["0"][0].tolist() == [[-1, 1]] == seen.inputs["1"][0][0].tolist()
    assert seen.outputs["1"][0].tolist() == [[0, 1]] == seen.inputs["3"][0][0].tolist() == answer.tolist()
    if graph:
        assert torch.autograd.grad(answer.sum(), seen.outputs["0"][0])[0].tolist() == [[0, 1]]


def test_what_breaks_off_inside_does_not_mislead_as_given() -> None:
    network = Net()
    with observing(network, as_given=True) as seen:
        with pytest.raises(TypeError):
            network.inner(torch.ones(1), "too many")
        network(torch.ones(2))
    assert [value[0].tolist() for value in seen.inputs["inner.0"]] == [[1, 1], [2, 2]]
