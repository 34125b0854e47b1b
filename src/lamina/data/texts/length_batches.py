"""Batches of texts of similar length, so that little of a batch is padding; implements core.batch.BatchSource.

Order is a function of (seed, epoch): rows are shuffled, groups of GROUP batches are sorted by length and cut into
batches, and the batches are shuffled. Each batch is trimmed to its longest text by the preparation.
"""

from collections.abc import Iterator

import torch
from torch import Tensor, nn

from lamina.core.batch import Batch, Part
from lamina.core.seed import generator, permutation
from lamina.data.batches import apply, batch_sizes

GROUP = 50  # batches whose rows are sorted together: neighbours in length, and yet other ones in each epoch


class LengthBatches:
    """Rows that stay in memory, in batches of similar `lengths`."""

    def __init__(
        self,
        part: Part,
        prepare: nn.Module,
        *,
        batch_size: int,
        seed: int,
        shuffle: bool,
        drop_last: bool = False,
        device: str = "cpu",
        smallest: int = 1,
    ) -> None:
        """part: rows with their target as the loss sees it; inputs: {"tokens": (n, L), "lengths": (n,)}. A target of

        each step, (n, L) int64, is trimmed as the tokens are.

        Not shuffled, the rows come in order of length in every epoch: nothing is learned from them.
        """
        self.num_rows = len(part)
        self.sizes = batch_sizes(self.num_rows, batch_size, drop_last, smallest)
        self.num_batches = len(self.sizes)
        self._part, self._prepare, self._batch_size = part, prepare, batch_size
        self._seed, self._shuffle, self._device = seed, shuffle, device
        self._lengths = part.inputs["lengths"][:]

    def epoch(self, epoch: int, start: int = 0) -> Iterator[Batch]:
        """Batches `start`, `start + 1`, ... of an epoch (both counted from 0)."""
        for rows in self.order(epoch)[start:]:
            yield self._batch(rows)

    def order(self, epoch: int) -> list[Tensor]:
        """The rows of each batch of an epoch, (b,) int64 each."""
        if not self._shuffle:
            return list(self._lengths.argsort(stable=True)[: sum(self.sizes)].split(self.sizes))
        shuffled = permutation(self.num_rows, self._seed, epoch)[: sum(self.sizes)]
        groups = shuffled.split(GROUP * self._batch_size)
        sorted_rows = torch.cat([rows[self._lengths[rows].argsort(stable=True)] for rows in groups])
        batches = sorted_rows.split(self.sizes)
        places = torch.randperm(len(batches), generator=generator(self._seed, "batches", epoch))
        return [batches[place] for place in places.tolist()]

    def _batch(self, rows: Tensor) -> Batch:
        part, device = self._part, self._device
        inputs = {name: values[rows].to(device) for name, values in part.inputs.items()}
        weight = None if part.weight is None else part.weight[rows].to(device)
        target = part.target[rows]
        if target.ndim == 2 and not target.is_floating_point():
            target = target[:, : int(self._lengths[rows].max())]
        return Batch(apply(self._prepare, inputs), target.to(device), weight, part.row_ids[rows].to(device))
