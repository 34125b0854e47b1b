"""Rows chosen from a tensor and not copied: what a part holds of images that lie on disk, mapped into memory.

Rows are copied when they are asked for, a batch at a time, so that a data set larger than memory can be shuffled,
split and measured. A gather reads in the order of the file, which is what a disk is good at.
"""

from collections.abc import Iterator, Mapping

import torch
from torch import Tensor

RESIDENT = 2**31  # bytes up to which rows are taken to an accelerator whole; more are moved batch by batch


class Rows:
    """Row `positions[i]` of `base` (n, ...) as row i; every answer is a fresh tensor. Not changed in place."""

    def __init__(self, base: Tensor, positions: Tensor) -> None:
        self.base, self.positions = base, positions
        self.shape = torch.Size((len(positions), *base.shape[1:]))
        self.dtype, self.device, self.is_cpu = base.dtype, base.device, base.is_cpu

    def __len__(self) -> int:
        return len(self.positions)

    def __getitem__(self, index: int | slice | Tensor) -> Tensor:
        """One row, or those of a slice or of an index (m,)."""
        if isinstance(index, int):
            return self.base[int(self.positions[index])].clone()
        return self._gather(self.positions[index])

    def __iter__(self) -> Iterator[Tensor]:
        return (self[row] for row in range(len(self)))

    def every(self, step: int) -> "Rows":
        """Each `step`-th row, still not copied."""
        return Rows(self.base, self.positions[::step])

    def split(self, rows: int) -> Iterator[Tensor]:
        """Pieces of `rows` rows, the last one shorter."""
        return (self._gather(piece) for piece in self.positions.split(rows) if len(piece))

    def narrow(self, dim: int, start: int, length: int) -> Tensor:
        """`length` rows from `start`, as of a tensor (dim 0 only)."""
        return self._gather(self.positions.narrow(dim, start, length))

    def index_select(self, dim: int, index: Tensor) -> Tensor:
        """Rows of an index (m,), as of a tensor (dim 0 only)."""
        return self._gather(self.positions.index_select(dim, index))

    def to(self, device: str | torch.device) -> "Tensor | Rows":
        """Themselves on the processor, and where they are too many; else copied to the device."""
        if torch.device(device).type == self.device.type or len(self) * self.base[:1].nbytes > RESIDENT:
            return self
        return self._gather(self.positions).to(device)

    def _gather(self, positions: Tensor) -> Tensor:
        ordered, order = positions.sort()
        if torch.equal(ordered, positions):
            return self.base.index_select(0, positions)
        taken = self.base.index_select(0, ordered)
        return torch.empty_like(taken).index_copy_(0, order, taken)


Values = Tensor | Rows
Inputs = Mapping[str, Values]


def chosen(values: Tensor, positions: Tensor) -> Values:
    """Rows of a tensor (n, ...) without a copy: a view where they lie side by side, else Rows."""
    first, last = int(positions[0]), int(positions[-1])
    beside = last - first + 1 == len(positions) and torch.equal(positions, torch.arange(first, last + 1))
    return values[first : last + 1] if beside else Rows(values, positions)
