"""Pooling: windows, rounding, and what is refused."""

import pytest
import torch

from lamina.blocks.pool import pool_layer
from lamina.core.errors import InputError

X = torch.arange(25.0).view(1, 1, 5, 5)


def test_sizes_round_down_unless_asked() -> None:
    assert pool_layer("max")(X).flatten().tolist() == [6, 8, 16, 18]
    assert pool_layer("max", ceil=True)(X).flatten().tolist() == [6, 8, 9, 16, 18, 19, 21, 23, 24]
    assert pool_layer("average")(X).flatten().tolist() == [3, 5, 13, 15]


def test_windows_may_overlap() -> None:
    assert pool_layer("max", 3, 2)(X).flatten().tolist() == [12, 14, 22, 24]


def test_channels_stay() -> None:
    assert pool_layer("average", 2)(torch.zeros(2, 7, 6, 4)).shape == (2, 7, 3, 2)


def test_another_kind_is_refused() -> None:
    with pytest.raises(InputError, match='no pooling "median"'):
        pool_layer("median")
