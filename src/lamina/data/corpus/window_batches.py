"""Batches of windows of running text; implements core.batch.BatchSource.

Training cuts the text anew in each epoch: windows lie beside each other from a place that is drawn, so that a token is
met after another past each time; those that would reach over an end are moved inside. Offset and order are functions of
(seed, epoch).
"""

from collections.abc import Iterator

import torch
from torch import Tensor

from lamina.core.batch import Batch
from lamina.core.errors import InputError
from lamina.core.seed import derive, permutation
from lamina.data.batches import batch_sizes
from lamina.data.corpus.stream import what_follows


class WindowBatches:
    """Whole windows of a stream of tokens, shuffled, each from a place that moves with the epoch."""

    def __init__(
        self, stream: Tensor, *, length: int, batch_size: int, seed: int, drop_last: bool = False, device: str = "cpu"
    ) -> None:
        """stream: (n,) int32, at least length + 1 of them. A window is (length,) tokens with (length,) that follow."""
        if len(stream) <= length:
            raise InputError("data.no_batches", rows=0, batch_size=batch_size)
        self.num_rows = -(-(len(stream) - 1) // length)
        self.sizes = batch_sizes(self.num_rows, batch_size, drop_last)
        self.num_batches = len(self.sizes)
        self._stream, self._following = stream, what_follows(stream)
        self._length, self._seed, self._device = length, seed, device

    def offset(self, epoch: int) -> int:
        """By how many tokens the windows of an epoch are moved to the front."""
        return derive(self._seed, "offset", epoch) % self._length

    def epoch(self, epoch: int, start: int = 0) -> Iterator[Batch]:
        """Batches `start`, `start + 1`, ... of an epoch (both counted from 0); tokens, lengths and target int64."""
        places = permutation(self.num_rows, self._seed, epoch)[: sum(self.sizes)] * self._length - self.offset(epoch)
        places = places.clamp(0, len(self._following) - self._length)
        steps = torch.arange(self._length)
        for rows in places.split(self.sizes)[start:]:
            index = rows[:, None] + steps
            inputs = {"tokens": self._stream[index].to(torch.int64), "lengths": torch.full((len(rows),), self._length)}
            moved = {name: values.to(self._device) for name, values in inputs.items()}
            yield Batch(moved, self._following[index].to(self._device), None, rows.to(self._device))
