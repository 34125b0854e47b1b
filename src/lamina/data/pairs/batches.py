"""Batches of pairs of similar lengths, with about as many tokens each; implements core.batch.BatchSource.

All rows stand in order of length, rows of one length in an order that is a function of (seed, epoch), and are cut at
places that are the same in every epoch: equal shares of all tokens. The batches then come in shuffled order. Hardly
anything of a batch is padding, which on the CPU is time (fairseq: Ott et al. 2019; Vaswani et al. 2017, section 5.1).
"""

import math
from collections.abc import Iterator

import torch
from torch import Tensor, nn

from lamina.core.batch import Batch, Part
from lamina.core.seed import generator, permutation
from lamina.data.batches import apply


class PairBatches:
    """Pairs that stay in memory; a batch has `batch_size` rows on average: more of short ones, fewer of long ones."""

    def __init__(
        self, part: Part, prepare: nn.Module, *, batch_size: int, seed: int, shuffle: bool, device: str = "cpu"
    ) -> None:
        """part: inputs {"tokens" (n, S), "lengths" (n,), "written" (n, T)}, target (n, T), -1 where nothing is scored.

        Not shuffled, the rows come in order of length in every epoch: nothing is learned from them.
        """
        self.num_rows, self.num_batches = len(part), math.ceil(len(part) / batch_size)
        self._part, self._prepare, self._device = part, prepare, device
        self._seed, self._shuffle = seed, shuffle
        self._lengths = part.inputs["lengths"][:]
        self._written = (part.target >= 0).sum(dim=1)
        self.sizes = equal_shares(
            (self._lengths + self._written)[self._sorted(torch.arange(len(part)))], self.num_batches
        )

    def epoch(self, epoch: int, start: int = 0) -> Iterator[Batch]:
        """Batches `start`, `start + 1`, ... of an epoch (both counted from 0)."""
        for rows in self.order(epoch)[start:]:
            yield self._batch(rows)

    def order(self, epoch: int) -> list[Tensor]:
        """The rows of each batch of an epoch, (b,) int64 each."""
        if not self._shuffle:
            return list(self._sorted(torch.arange(self.num_rows)).split(self.sizes))
        batches = self._sorted(permutation(self.num_rows, self._seed, epoch)).split(self.sizes)
        places = torch.randperm(len(batches), generator=generator(self._seed, "batches", epoch))
        return [batches[place] for place in places.tolist()]

    def _sorted(self, rows: Tensor) -> Tensor:
        """Rows by the length of what is written, then of what is read; equal ones in the order in which they come.

        What is read rises for even lengths and falls for odd ones, so that it does not jump within a batch.
        """
        read, odd = self._lengths[rows], self._written[rows] % 2 == 1
        rows = rows[torch.where(odd, -read, read).argsort(stable=True)]
        return rows[self._written[rows].argsort(stable=True)]

    def _batch(self, rows: Tensor) -> Batch:
        part, device = self._part, self._device
        longest = int(self._written[rows].max())
        inputs = {name: values[rows] for name, values in part.inputs.items()}
        inputs["written"] = inputs["written"][:, :longest]
        moved = {name: values.to(device) for name, values in inputs.items()}
        target = part.target[rows, :longest].to(device)
        return Batch(apply(self._prepare, moved), target, None, part.row_ids[rows].to(device))


def equal_shares(costs: Tensor, count: int) -> list[int]:
    """Sizes of `count` neighbouring groups with about the same sum of costs (n,), at least one row in each."""
    sums, rows = costs.cumsum(0).double(), len(costs)
    if not rows:
        return []
    steps = torch.arange(1, count)
    cuts = torch.searchsorted(sums, sums[-1] * steps / count) + 1
    if count > 1:
        cuts = (cuts - steps).clamp(min=0).cummax(0).values + steps
    cuts = torch.minimum(cuts, rows - count + steps)
    return torch.diff(torch.cat([torch.tensor([0]), cuts, torch.tensor([rows])])).tolist()
