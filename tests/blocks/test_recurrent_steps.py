"""Helpers of the three ways through time, and packed sequences (which other devices take) against padded ones."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from lamina.blocks.cho_gru import ChoGRUCell
from lamina.blocks.layer_norm_cells import LayerNormGRUCell, LayerNormLSTMCell
from lamina.blocks.recurrent_cells import Cell, GRUCell, KernelCell, LSTMCell, RNNCell
from lamina.blocks.recurrent_steps import (
    _packed,
    _padded,
    has_onnx_operator,
    loop_steps,
    reverse_rows,
    scan_steps,
    valid_steps,
)


def test_rows_are_reversed_within_their_length() -> None:
    x = torch.tensor([[1, 2, 3, 0], [4, 0, 0, 0], [5, 6, 7, 8]]).unsqueeze(2)
    lengths = torch.tensor([3, 1, 4])
    assert reverse_rows(x, lengths).squeeze(2).tolist() == [[3, 2, 1, 0], [4, 0, 0, 0], [8, 7, 6, 5]]
    assert torch.equal(reverse_rows(reverse_rows(x, lengths), lengths), x)
    assert valid_steps(torch.tensor([2, 0]), 3).tolist() == [[True, True, False], [False, False, False]]


@pytest.mark.parametrize("kind", [RNNCell, LSTMCell, GRUCell])
@settings(max_examples=15, deadline=None)
@given(lengths=st.lists(st.integers(0, 6), min_size=1, max_size=4), more=st.integers(0, 2))
def test_packed_equals_padded(kind: type[KernelCell], lengths: list[int], more: int) -> None:
    cell, rows, steps = kind(3, 4).double(), len(lengths), max(1, *lengths, 1) + more
    x, real = torch.randn(rows, steps, 3, dtype=torch.float64), torch.tensor(lengths)
    state = tuple(torch.randn(rows, 4, dtype=torch.float64) for _ in range(cell.num_states))
    padding = ~valid_steps(real, steps)
    (first, first_state), (second, second_state) = (run(cell, x, real, state, padding) for run in (_padded, _packed))
    torch.testing.assert_close(first.masked_fill(padding.unsqueeze(2), 0), second.masked_fill(padding.unsqueeze(2), 0))
    for a, b, before in zip(first_state, second_state, state, strict=True):
        torch.testing.assert_close(a, b)
        assert torch.equal(b[real == 0], before[real == 0])  # an empty row's state stays


@pytest.mark.parametrize("reverse", [False, True])
@pytest.mark.parametrize("kind", [LayerNormLSTMCell, LayerNormGRUCell])  # those that export by it
def test_scan_is_the_loop(kind: type[Cell], reverse: bool) -> None:
    cell = kind(3, 4).double().requires_grad_(False)
    x, real = torch.randn(3, 5, 3, dtype=torch.float64), torch.tensor([5, 0, 3])
    outputs, state, _ = loop_steps(cell, x, real, cell.zero_state(x), reverse)
    found, found_state = scan_steps(cell, x, real, cell.zero_state(x), reverse)
    torch.testing.assert_close(found, outputs)
    torch.testing.assert_close(found_state, state)


def test_cells_with_an_operator_of_onnx() -> None:
    assert all(has_onnx_operator(kind(3, 4)) for kind in (RNNCell, LSTMCell, GRUCell, ChoGRUCell))
    assert not any(has_onnx_operator(kind(3, 4)) for kind in (LayerNormLSTMCell, LayerNormGRUCell))
