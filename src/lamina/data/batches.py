"""Batches from memory: the permuted epoch is gathered in large pieces, batches are views of them.

No per-row Python, no DataLoader. Order is a function of (seed, epoch), so an epoch can start at any batch at once.
"""

import math
from collections.abc import Iterator

import torch
from torch import Tensor, nn

from lamina.core.batch import Batch, Part
from lamina.core.errors import InputError
from lamina.core.seed import permutation

PIECE_BYTES = 8 * 2**20  # what is gathered at once: large enough to amortise, small beside the data
CHUNK_ROWS, CHUNK_VALUES = 65_536, 2**24  # rows and their values prepared at once, which bounds the float64 copy


class MemoryBatches:
    """Rows that stay in memory (on `device`), in batches; implements core.batch.BatchSource."""

    def __init__(
        self,
        part: Part,
        *,
        batch_size: int,
        seed: int,
        shuffle: bool,
        drop_last: bool = False,
        transform: nn.Module | None = None,
        device: str = "cpu",
        smallest: int = 1,
    ) -> None:
        """part: rows with their target as the loss sees it; inputs: name -> (n, ...).

        `transform` turns the inputs of a batch into the tensors named by its `output_names`. With smallest=2 (batch
        norm) no batch is smaller than two rows: the last batch_size + 1 rows become two near-equal batches (one,
        where two would again be too small). Raises InputError when that cannot be, or when drop_last leaves nothing.
        """
        self.num_rows = len(part)
        self.sizes = batch_sizes(self.num_rows, batch_size, drop_last, smallest)
        self.num_batches = len(self.sizes)
        self._device = device
        self._seed, self._shuffle, self._transform = seed, shuffle, transform
        self._names, self._weighted = tuple(part.inputs), part.weight is not None
        weights = [] if part.weight is None else [part.weight]
        self._columns = [column.to(device) for column in (*part.inputs.values(), part.target, part.row_ids, *weights)]
        row_bytes = sum(column[:1].nbytes for column in self._columns)
        self._batches_per_piece = max(1, PIECE_BYTES // max(1, row_bytes * max(self.sizes)))

    def epoch(self, epoch: int, start: int = 0) -> Iterator[Batch]:
        """Batches `start`, `start + 1`, ... of an epoch (both counted from 0)."""
        order = permutation(self.num_rows, self._seed, epoch) if self._shuffle else None
        if order is not None:
            order = order.to(self._columns[-1].device)
        begin = sum(self.sizes[:start])
        for first in range(start, self.num_batches, self._batches_per_piece):
            sizes = self.sizes[first : first + self._batches_per_piece]
            yield from self._piece(order, begin, sizes)
            begin += sum(sizes)

    def _piece(self, order: Tensor | None, begin: int, sizes: list[int]) -> Iterator[Batch]:
        rows = sum(sizes)
        if order is None:
            columns = [column.narrow(0, begin, rows) for column in self._columns]
        else:
            index = order.narrow(0, begin, rows)
            columns = [column.index_select(0, index.to(column.device)) for column in self._columns]
        columns = [column.to(self._device) for column in columns]  # of rows that are too many to lie there
        width = len(self._names)
        for views in zip(*(column.split(sizes) for column in columns), strict=True):
            inputs = dict(zip(self._names, views, strict=False))
            if self._transform is not None:
                inputs = apply(self._transform, inputs)
            yield Batch(inputs, views[width], views[width + 2] if self._weighted else None, views[width + 1])


def batch_sizes(num_rows: int, batch_size: int, drop_last: bool = False, smallest: int = 1) -> list[int]:
    """Rows of each batch of an epoch: ceil(n / batch_size) of them, floor with drop_last."""
    if num_rows == 0 or (drop_last and num_rows < batch_size):
        raise InputError("data.no_batches", rows=num_rows, batch_size=batch_size)
    if min(num_rows, batch_size) < smallest:
        raise InputError("data.batch_too_small", rows=num_rows, batch_size=batch_size, smallest=smallest)
    full, rest = divmod(num_rows, batch_size)
    sizes = [batch_size] * full
    if not rest or drop_last:
        return sizes
    if rest >= smallest or not full:
        return [*sizes, rest]
    together = sizes.pop() + rest
    return [*sizes, (together + 1) // 2, together // 2] if together >= 2 * smallest else [*sizes, together]


@torch.no_grad()
def apply(prepare: nn.Module, inputs: dict[str, Tensor]) -> dict[str, Tensor]:
    """Raw inputs through `prepare`, by the names of its outputs."""
    return dict(zip(prepare.output_names, prepare(*inputs.values()), strict=True))  # type: ignore[arg-type]


def prepare_once(part: Part, prepare: nn.Module) -> dict[str, Tensor]:
    """All rows of a part through `prepare`, in chunks: {"features": (n, F) float32, ...}."""
    values = sum(math.prod(column.shape[1:]) for column in part.inputs.values())
    rows = max(1, min(CHUNK_ROWS, CHUNK_VALUES // max(1, values)))
    columns = [column.split(rows) for column in part.inputs.values()]
    chunks = [apply(prepare, dict(zip(part.inputs, chunk, strict=True))) for chunk in zip(*columns, strict=True)]
    return {name: torch.cat([chunk[name] for chunk in chunks]) for name in chunks[0]}
