"""Randomness as a function, not a state: every draw derives from the seed and from what it is for."""

import hashlib

import torch


def derive(seed: int, *place: int | str) -> int:
    """A 63-bit number that depends on `seed` and on the place: derive(0, "order", epoch)."""
    text = ":".join(str(part) for part in (seed, *place))
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "little") >> 1


def generator(seed: int, *place: int | str) -> torch.Generator:
    """A CPU generator for one purpose at one place: the same place draws the same numbers."""
    return torch.Generator().manual_seed(derive(seed, *place))


def permutation(num_rows: int, seed: int, epoch: int) -> torch.Tensor:
    """Order of the rows in an epoch, (num_rows,) int64; a function of seed and epoch alone."""
    return torch.randperm(num_rows, generator=generator(seed, "order", epoch))
