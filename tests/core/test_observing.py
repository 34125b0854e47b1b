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
