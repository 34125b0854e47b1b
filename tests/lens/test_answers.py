"""The number that is explained."""

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


class Named(nn.Module):
    def forward(self, x: Tensor) -> dict[str, Tensor]:
        return {"out": x}


def test_a_dictionary_is_refused_in_words() -> None:
    with pytest.raises(InputError, match="dict"):
        rows_of(Named(), torch.zeros(1, 2))
