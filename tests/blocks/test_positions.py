"""Positions: the notes' twelve numbers, any dimension, and a text longer than what was learned."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from lamina.blocks.positions import LearnedPositions, SinusoidalPositions, sinusoids
from lamina.core.errors import InputError


def test_the_table_of_the_notes() -> None:
    """Seed 003: d = 3, positions 0 to 3."""
    expected = [
        [0.0, 1.0, 0.0], [0.841471, 0.540302, 0.002154], [0.909297, -0.416147, 0.004309], [0.141120, -0.989992, 0.006463],
    ]  # fmt: skip
    torch.testing.assert_close(sinusoids(4, 3), torch.tensor(expected, dtype=torch.float64), rtol=0, atol=5e-7)


@given(st.integers(1, 12), st.integers(1, 9))
def test_formula_in_any_dimension(positions: int, dim: int) -> None:
    table = sinusoids(positions, dim)
    for pos in range(positions):
        for column in range(dim):
            angle = torch.tensor(pos / 10000 ** ((column - column % 2) / dim), dtype=torch.float64)
            torch.testing.assert_close(table[pos, column], angle.cos() if column % 2 else angle.sin())


def test_a_start_continues_the_table() -> None:
    x = torch.zeros(2, 6, 5)
    whole = SinusoidalPositions()(x)
    torch.testing.assert_close(SinusoidalPositions()(x[:, 4:], start=4), whole[:, 4:])
    learned = LearnedPositions(6, 5)
    torch.testing.assert_close(learned(x[:, 4:], start=4), learned(x)[:, 4:])
    torch.testing.assert_close(learned(x)[0], learned.table.weight)


def test_a_text_longer_than_the_positions_is_refused() -> None:
    learned = LearnedPositions(6, 5)
    with pytest.raises(InputError, match="has 7 tokens, but this network learned only 6 positions"):
        learned(torch.zeros(1, 7, 5))
    with pytest.raises(InputError, match="has 7 tokens"):
        learned(torch.zeros(1, 1, 5), start=6)
