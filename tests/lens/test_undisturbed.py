"""A look inside leaves the module as it was found."""

import random
from collections import deque

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from lamina.lens.undisturbed import undisturbed


def network() -> nn.Module:
    torch.manual_seed(0)
    made = nn.Sequential(nn.Linear(3, 4), nn.BatchNorm1d(4), nn.Dropout(0.5), nn.Linear(4, 2))
    made[0].eval()  # a frozen layer
    made[3].bias.requires_grad_(False)
    made(torch.randn(5, 3)).sum().backward()
    return made


def state(made: nn.Module) -> list[torch.Tensor]:
    gradients = [one.grad for one in made.parameters() if one.grad is not None]
    return [value.clone() for value in (*made.state_dict().values(), *gradients, torch.get_rng_state())]


@pytest.mark.parametrize("training", [False, True])
@pytest.mark.parametrize("fails", [False, True])
def test_all_is_as_before(training: bool, fails: bool) -> None:
    made = network()
    before, modes = state(made), [one.training for one in made.modules()]
    asked = [one.requires_grad for one in made.parameters()]
    try:
        with undisturbed(made, training=training):
            assert all(one.training == training for one in made.modules())
            for one in made.parameters():
                one.requires_grad_(True)
            made(torch.randn(5, 3)).sum().backward()
            torch.rand(7)
            if fails:
                raise RuntimeError("half-way")
    except RuntimeError:
        assert fails
    after = state(made)
    assert len(before) == len(after) and all(torch.equal(a, b) for a, b in zip(before, after, strict=True))
    assert [one.training for one in made.modules()] == modes
    assert [one.requires_grad for one in made.parameters()] == asked


class Remembers(nn.Module):
    """A user's own, whose forward writes on the module."""

    table: Tensor
    mean: Tensor

    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("mean", torch.zeros(2))
        self.register_buffer("table", torch.zeros(2))
        self.calls, self.seen, self.last, self.cache = 0, [1], deque([0], maxlen=2), {"a": 1}
        self.plain = torch.zeros(2)

    def forward(self, x: Tensor) -> Tensor:
        self.calls += 1
        self.mean = 0.9 * self.mean + x  # another tensor
        self.table[0] = 5.0
        self.plain += 1
        self.seen.append(len(self.seen))
        self.last.append(self.calls)
        self.cache["b"] = self.calls
        self.attention = x  # an attribute that was not there
        self.extra = nn.Linear(2, 2)
        return x * random.random() * float(np.random.rand())


@pytest.mark.parametrize("fails", [False, True])
def test_what_a_forward_writes_on_its_module_is_gone(fails: bool) -> None:
    made = Remembers()
    own, buffers = sorted(vars(made)), dict(made.named_buffers())
    python, numbers = random.getstate(), np.random.get_state()[1].tolist()  # type: ignore[union-attr]
    try:
        with undisturbed(made):
            made(torch.ones(2))
            made(torch.ones(2))
            if fails:
                raise RuntimeError("half-way")
    except RuntimeError:
        assert fails
    assert sorted(vars(made)) == own and not list(made.children()) and made.calls == 0
    assert all(value is buffers[name] for name, value in made.named_buffers())
    assert not made.mean.any() and not made.table.any() and not made.plain.any()
    assert made.seen == [1] and list(made.last) == [0] and made.last.maxlen == 2 and made.cache == {"a": 1}
    assert random.getstate() == python and np.random.get_state()[1].tolist() == numbers  # type: ignore[union-attr]


def test_a_look_between_forward_and_backward_does_not_break_the_backward() -> None:
    made = nn.BatchNorm1d(2).eval()
    loss = made(torch.randn(4, 2)).sum()
    with undisturbed(made):
        made(torch.randn(4, 2))
    loss.backward()


@pytest.mark.filterwarnings("ignore:`torch.jit:DeprecationWarning")
def test_a_scripted_module_is_back_in_its_mode() -> None:
    made = torch.jit.trace(nn.Sequential(nn.Linear(2, 2), nn.Dropout()).eval(), torch.ones(1, 2)).train()
    with undisturbed(made):
        assert not made.training
    assert made.training and all(one.training for one in made.modules())
