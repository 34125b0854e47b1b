"""What data gives and training takes: batches, and sources of batches."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from torch import Tensor

from lamina.core.rows import Inputs, Rows


class Batch(NamedTuple):
    """Rows for one step. `network(*inputs.values())`; target int64 (B,) classes, (B, L) of each step (-1: not scored), or float32 (B, Y).

    Mixed images have mixed classes as their target: probabilities, float32 (B, classes).
    """

    inputs: dict[str, Tensor]
    target: Tensor
    weight: Tensor | None  # (B,) float32, or None: all one
    row_ids: Tensor  # (B,) int64, the row's number in the file (or files), from 0


@dataclass(frozen=True)
class Part:
    """Train, validation or test part in memory, before preparation: raw inputs and targets.

    inputs: {"numbers": (n, N) float64, "codes": (n, K) int64} or {"images": (n, H, W, C) uint8}.
    Each is a tensor, or Rows of one that is too large to copy.
    target: int64 (n,) classes; float64 (n, Y) raw numbers (multi-label: 0.0 and 1.0).
    """

    name: str
    inputs: Inputs
    target: Tensor
    weight: Tensor | None
    row_ids: Tensor

    def __len__(self) -> int:
        return len(self.row_ids)

    @property
    def tensors(self) -> dict[str, Tensor]:
        """The inputs whole, as tensors in memory: those of a table."""
        return {name: value[:] if isinstance(value, Rows) else value for name, value in self.inputs.items()}


class BatchSource(Protocol):
    """Batches whose order is a function of (seed, epoch), so that any epoch can start at any batch at once."""

    num_rows: int
    num_batches: int

    def epoch(self, epoch: int, start: int = 0) -> Iterator[Batch]:
        """Batches `start`, `start + 1`, ... of an epoch (both counted from 0)."""
        ...
