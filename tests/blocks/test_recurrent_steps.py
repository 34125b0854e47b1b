"""Helpers of the three ways through time, and packed sequences (which other devices take) against padded ones."""

import pytest
import torch

from lamina.blocks.layer_norm_cells import LayerNormGRUCell
from lamina.blocks.recurrent_cells import GRUCell, KernelCell, LSTMCell, RNNCell
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


@pytest.mark.parametrize("cell", [RNNCell(3, 4), LSTMCell(3, 4), GRUCell(3, 4)], ids=lambda cell: type(cell).__name__)
def test_packed_equals_padded(cell: KernelCell) -> None:
    cell = cell.double()
    x, lengths = torch.randn(3, 5, 3, dtype=torch.float64), torch.tensor([5, 0, 2])
    state = tuple(torch.randn(3, 4, dtype=torch.float64) for _ in range(cell.num_states))
    padding = ~valid_steps(lengths, 5)
    (first, first_state), (second, second_state) = (run(cell, x, lengths, state, padding) for run in (_padded, _packed))
    torch.testing.assert_close(first.masked_fill(padding.unsqueeze(2), 0), second.masked_fill(padding.unsqueeze(2), 0))
    for a, b, before in zip(first_state, second_state, state, strict=True):
        torch.testing.assert_close(a, b)
        assert torch.equal(b[1], before[1])  # an empty row's state stays


@pytest.mark.parametrize("reverse", [False, True])
def test_scan_is_the_loop(reverse: bool) -> None:
    cell = LayerNormGRUCell(3, 4).double().requires_grad_(False)
    x, lengths = torch.randn(2, 5, 3, dtype=torch.float64), torch.tensor([5, 3])
    outputs, state, _ = loop_steps(cell, x, lengths, cell.zero_state(x), reverse)
    found, found_state = scan_steps(cell, x, lengths, cell.zero_state(x), reverse)
    torch.testing.assert_close(found, outputs)
    torch.testing.assert_close(found_state, state)
    assert not has_onnx_operator(cell) and has_onnx_operator(LSTMCell(1, 1))
