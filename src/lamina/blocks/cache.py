"""Keys and values that attention has computed, kept for the steps to come."""

from typing import NamedTuple

import torch
from torch import Tensor


class KeyValues(NamedTuple):
    """keys, values: (B, heads, capacity, d), of which the first `length` steps are filled.

    The buffers are allocated once and written in place, so that a step costs its own keys and not a copy of all:
    continue the newest cache only. For use without gradients.
    """

    keys: Tensor
    values: Tensor
    length: int

    def filled(self) -> tuple[Tensor, Tensor]:
        """Keys and values of the steps so far, (B, heads, length, d)."""
        return self.keys[:, :, : self.length], self.values[:, :, : self.length]

    def added(self, keys: Tensor, values: Tensor) -> "KeyValues":
        """With the keys and values of new steps behind; twice the room, or what is needed, where it is used up.

        While exporting they are joined, not written in place: a cache is then exactly as long as what it holds.
        """
        if torch.compiler.is_exporting():
            pairs = zip(self.filled(), (keys, values), strict=True)
            joined = [torch.cat(pair, dim=2) for pair in pairs]
            return KeyValues(joined[0], joined[1], joined[0].shape[2])
        after = self.length + keys.shape[2]
        room, old = (self.keys, self.values), self
        if after > self.keys.shape[2]:
            more = max(after, 2 * self.keys.shape[2]) - self.keys.shape[2]
            room = tuple(
                torch.cat([part, part.new_zeros((*part.shape[:2], more, part.shape[3]))], dim=2) for part in room
            )
        for part, new in zip(room, (keys, values), strict=True):
            part[:, :, old.length : after] = new
        return KeyValues(room[0], room[1], after)

    def select(self, rows: Tensor) -> "KeyValues":
        """A copy with these rows, (N,) int64, in this order: what beam search asks for."""
        return KeyValues(self.keys.index_select(0, rows), self.values.index_select(0, rows), self.length)
