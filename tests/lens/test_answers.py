"""The number that is explained."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, NamedTuple

import pytest
import torch
from torch import Tensor, nn

from lamina.core.errors import InputError
from lamina.lens.answers import answer_of, rows_of


class Steps(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return x.unsqueeze(1).expand(-1, 3, -1)


class Odd(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return x.long()


def test_the_largest_of_the_first_row_or_the_one_asked_for() -> None:
    x = torch.tensor([[1.0, 5.0], [7.0, 2.0]])
    assert answer_of(nn.Identity())(x).tolist() == [5, 2]
    assert answer_of(nn.Identity(), 0)(x).tolist() == [1, 7]
    assert rows_of(Steps(), x).tolist() == x.tolist()
    assert rows_of(nn.Flatten(0), x).shape == (4, 1)


def test_refusals() -> None:
    with pytest.raises(InputError):
        answer_of(nn.Identity(), 2)(torch.zeros(1, 2))
    with pytest.raises(InputError):
        rows_of(Odd(), torch.zeros(1, 2))


class Gives(nn.Module):
    def __init__(self, made: Callable[[Tensor], Any]) -> None:
        super().__init__()
        self.made = made

    def forward(self, x: Tensor) -> Any:
        return self.made(x)


class Fields(NamedTuple):
    auxiliary: Tensor
    logits: Tensor


@pytest.mark.parametrize(
    "made",
    [
        lambda x: {"out": x}, lambda x: {"loss": x.sum(), "tokens": x.long(), "out": x}, lambda x: [None, x, x + 1],
        lambda x: {"hidden": x + 1, "logits": x}, lambda x: Fields(x + 1, x), lambda x: SimpleNamespace(n=1, scores=x),
        lambda x: SimpleNamespace(hidden=x + 1, logits=x),
    ],
)  # fmt: skip
def test_an_answer_among_others(made: Callable[[Tensor], Any]) -> None:
    assert rows_of(Gives(made), torch.tensor([[1.0, 2.0]])).tolist() == [[1, 2]]


@pytest.mark.parametrize("made", [lambda x: {"n": 3}, lambda x: x > 0, lambda x: None, lambda x: x.sum(), lambda x: []])
def test_no_numbers_are_refused_in_words(made: Callable[[Tensor], Any]) -> None:
    with pytest.raises(InputError, match="numbers are needed"):
        rows_of(Gives(made), torch.ones(1, 2))


def test_the_input_stays_as_it_is() -> None:
    x = torch.ones(1, 2)
    assert rows_of(Gives(lambda given: given.mul_(3)), x).tolist() == [[3, 3]] and x.tolist() == [[1, 1]]
