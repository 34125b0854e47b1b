"""Rows that stand in the data more than once: within the data and, what matters more, across the parts."""

import hashlib
from collections import Counter
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import torch
from numpy.typing import NDArray
from sklearn.neighbors import NearestNeighbors
from torch import Tensor

from lamina.core.batch import Part
from lamina.core.seed import derive

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


def row_keys(part: Part, with_target: bool = True) -> list[bytes]:
    """A 16-byte hash of each row's raw inputs (and target): equal rows have equal keys. NaN equals NaN, -0 is 0."""
    tensors = [*part.inputs.values(), *([part.target] if with_target else [])]
    columns = [_canonical(tensor).reshape(len(part), -1).view(np.uint8) for tensor in tensors if tensor.numel()]
    if not columns:
        return [b""] * len(part)
    rows = np.ascontiguousarray(np.concatenate(columns, axis=1)) if len(columns) > 1 else columns[0]
    return [hashlib.blake2b(row.data, digest_size=16).digest() for row in rows]


def shared_rows(parts: dict[str, Part], with_target: bool = True) -> dict[str, int]:
    """ "train/test" -> rows of the second part whose inputs and target also stand in the first."""
    keys = {name: row_keys(part, with_target) for name, part in parts.items()}
    shared = {}
    for first, second in combinations(parts, 2):
        known = set(keys[first])
        shared[f"{first}/{second}"] = sum(key in known for key in keys[second])
    return shared


def repeated_rows(parts: dict[str, Part]) -> int:
    """Rows beyond the first of each kind, over all parts together."""
    counts = Counter(key for part in parts.values() for key in row_keys(part))
    return sum(counts.values()) - len(counts)


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
    distances, nearest = NearestNeighbors(n_neighbors=1).fit(there).kneighbors(here)
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
