"""Rows that stand in the data more than once: within the data and, what matters more, across the parts."""

import hashlib
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import polars as pl
import torch
from numpy.typing import NDArray
from torch import Tensor

from lamina.core.batch import Part
from lamina.core.later import Later
from lamina.core.seed import derive

neighbors = Later("sklearn.neighbors")


NEAR = 0.01  # near: root mean square difference of the scaled numbers at most this many standard deviations
MAX_HELD = 2_000  # held-out rows looked at
MAX_TRAIN = 20_000  # training rows they are compared with


@dataclass(frozen=True)
class NearRows:
    """Held-out rows that almost equal a training row, of the rows looked at; `pairs` of row ids (held, training)."""

    part: str
    near: int
    looked_at: int
    compared_with: int
    pairs: tuple[tuple[int, int], ...] = ()


def row_keys(part: Part) -> NDArray[np.uint64]:
    """(n,) a hash of each row's raw inputs and target: equal rows have equal keys. NaN equals NaN, -0 equals 0."""
    tensors = [tensor for tensor in (*part.tensors.values(), part.target) if tensor.numel()]
    columns = [_canonical(tensor).reshape(len(part), -1).view(np.uint8) for tensor in tensors]
    rows = np.ascontiguousarray(np.concatenate(columns, axis=1)) if columns else np.empty((len(part), 0), np.uint8)
    digests = b"".join(hashlib.blake2b(row.data, digest_size=8).digest() for row in rows)
    return np.frombuffer(digests, dtype=np.uint64)


def frame_keys(frame: pl.DataFrame) -> NDArray[np.uint64]:
    """A 64-bit hash of each row of a table, every column in it: equal rows have equal keys, null equals null."""
    return frame.hash_rows(seed=0).to_numpy()


def shared_rows(parts: dict[str, Part]) -> dict[str, int]:
    """ "train/test" -> rows of the second part whose inputs and target also stand in the first."""
    return shared_keys({name: row_keys(part) for name, part in parts.items()})


def shared_keys(keys: dict[str, NDArray[np.uint64]]) -> dict[str, int]:
    """ "train/test" -> how many of the second part's keys also stand in the first."""
    return {
        f"{first}/{second}": int(np.isin(keys[second], keys[first]).sum()) for first, second in combinations(keys, 2)
    }


def repeated_rows(parts: dict[str, Part]) -> int:
    """Rows beyond the first of each kind, over all parts together."""
    return repeats(np.concatenate([row_keys(part) for part in parts.values()]))


def repeats(keys: NDArray[np.uint64]) -> int:
    """Keys beyond the first of each kind."""
    return len(keys) - len(np.unique(keys))


def near_rows(
    name: str, held: Part, train: Part, held_features: Tensor, train_features: Tensor, num_numbers: int, seed: int = 0
) -> NearRows:
    """Rows of a held-out part that nearly, not exactly, equal a training row.

    Features (n, F) are prepared ones: the first `num_numbers` scaled numbers, then indicators and one-hot
    categories, which must agree. Of each part at most MAX_HELD and MAX_TRAIN rows, drawn at random, are compared.
    """
    held_at, train_at = _sample(len(held), MAX_HELD, seed), _sample(len(train), MAX_TRAIN, seed)
    if not num_numbers:
        return NearRows(name, 0, len(held_at), len(train_at))
    there = train_features[train_at].to(torch.float64).numpy()
    here = held_features[held_at].to(torch.float64).numpy()
    distances, nearest = neighbors.NearestNeighbors(n_neighbors=1).fit(there).kneighbors(here)
    limit = NEAR * np.sqrt(num_numbers)
    close = np.flatnonzero((distances[:, 0] <= limit) & (distances[:, 0] > 0))
    ids = ((int(held.row_ids[held_at[i]]), int(train.row_ids[train_at[nearest[i, 0]]])) for i in close)
    return NearRows(name, len(close), len(held_at), len(train_at), tuple(ids))


def _sample(n: int, most: int, seed: int) -> NDArray[np.int64]:
    if n <= most:
        return np.arange(n)
    return np.sort(np.random.default_rng(derive(seed, "near")).choice(n, most, replace=False))


def _canonical(tensor: Tensor) -> NDArray[np.generic]:
    if tensor.is_floating_point():
        tensor = torch.where(torch.isnan(tensor), torch.nan, tensor + 0.0)
    return np.ascontiguousarray(tensor.numpy())
