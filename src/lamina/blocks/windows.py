"""Windows over a line of words: which neighbours belong to each word, and rows laid out so that products see them.

Axes: P words of the line, w the largest window, L words of a block, B = P / L blocks, D numbers of a row.
A line has w rows more at each end, so that the windows of its first and last words lie in it.
"""

import torch
from torch import Tensor

BLOCK = 16  # L: words whose windows are multiplied at once; a block's windows span L + 2w rows


def neighbours(left: Tensor, right: Tensor, window: int) -> Tensor:
    """Which of the 2w + 1 rows around each word are its context. left, right: (P,) integers up to w

    -> (P, 2w + 1) bool; the word itself, in the middle, is not.
    """
    offset = torch.arange(-window, window + 1, dtype=left.dtype, device=left.device)
    return (offset >= -left[:, None]) & (offset <= right[:, None]) & (offset != 0)


def block_neighbours(left: Tensor, right: Tensor, window: int) -> Tensor:
    """The same for blocks: left, right: (P,) -> (B, L, L + 2w) bool; column c of a block is row c of its span."""
    row = torch.arange(BLOCK, dtype=left.dtype, device=left.device)[:, None]
    offset = torch.arange(BLOCK + 2 * window, dtype=left.dtype, device=left.device) - row - window
    left, right = left.view(-1, BLOCK, 1), right.view(-1, BLOCK, 1)
    return (offset >= -left) & (offset <= right) & (offset != 0)


def spans(line: Tensor, window: int) -> Tensor:
    """The rows around each word, as a view. line: (P + 2w, D) -> (P, 2w + 1, D)."""
    width = line.shape[1]
    return line.as_strided((len(line) - 2 * window, 2 * window + 1, width), (width, width, 1))


def block_spans(line: Tensor, window: int) -> Tensor:
    """The rows that the windows of each block reach, as a view. line: (P + 2w, D) -> (B, L + 2w, D)."""
    width, length = line.shape[1], len(line) - 2 * window
    return line.as_strided((length // BLOCK, BLOCK + 2 * window, width), (BLOCK * width, width, 1))


def join_spans(rows: Tensor) -> Tensor:
    """Add up what overlaps: the transpose of `spans`. rows: (P, 2w + 1, D) -> (P + 2w, D)."""
    length, span, width = rows.shape
    line = rows.new_zeros(length + span - 1, width)
    for offset in range(span):
        line[offset : offset + length] += rows[:, offset]
    return line


def join_block_spans(rows: Tensor, window: int) -> Tensor:
    """Add up what overlaps: the transpose of `block_spans`. rows: (B, L + 2w, D) -> (P + 2w, D)."""
    num_blocks, span, width = rows.shape
    line = rows.new_zeros(num_blocks * BLOCK + 2 * window, width)
    whole = line[: num_blocks * BLOCK].view(num_blocks, BLOCK, width)
    whole += rows[:, :BLOCK]
    for start in range(BLOCK, span, BLOCK):  # once, where 2w is at most a block
        end = min(start + BLOCK, span)
        beyond = line.as_strided((num_blocks, end - start, width), (BLOCK * width, width, 1), start * width)
        beyond += rows[:, start:end]
    return line
