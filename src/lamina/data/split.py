"""Rows to train, validation and test, before anything is fitted: which rows, by which rule, said in a note.

Stratified for classes, random for numbers, whole groups, latest last, or as given. The split is a function of
the seed. Classes and fractions are kept by systematic sampling (Madow 1949): the rows are put in order of class
and every 1/share-th is taken, so each class gives its share to within one row and the total is exact.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import ArrayLike, NDArray
from torch import Tensor

from lamina.core.config import DataConfig
from lamina.core.errors import InputError
from lamina.core.records import Note
from lamina.core.seed import derive
from lamina.data.folds import choose_fold
from lamina.data.shares import latest_share, stratified_share, whole_groups

PARTS = ("train", "validation", "test")
FEWEST = 3  # rows under which nothing can be learned, chosen and tested
Rows = NDArray[np.int64]


@dataclass(frozen=True)
class Split:
    """Positions (int64, ascending) by part, without empty parts; the rule; and what else should be said."""

    parts: dict[str, Tensor]
    rule: Note
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True)
class Keys:
    """What a rule may look at, one value a row: class index, group index, time, part name."""

    labels: Rows | None = None
    groups: Rows | None = None
    times: NDArray[np.float64] | None = None
    given: NDArray[np.str_] | None = None


def split_rows(
    n: int,
    config: DataConfig,
    *,
    labels: ArrayLike | Sequence[str] | None = None,
    groups: ArrayLike | Sequence[str] | None = None,
    times: ArrayLike | None = None,
    given: Sequence[str | None] | NDArray[np.str_] | None = None,
    seed: int,
    fold: int | None = None,
) -> Split:
    """Split n rows by `config.split`; "auto": given, else time, else group, else stratified, else random.

    labels: (n,) classes; groups: (n,); times: (n,) numbers, NaN where missing; given: (n,) of "train",
    "validation", "test" (anything else: free, treated as train). Parts that `given` lacks are taken from its
    training rows. `fold` in 0 .. config.folds - 1 takes the test part from that fold of a cross-validation.
    Raises InputError when nothing is left to train on, or a rule lacks its column.
    """
    if config.validation_fraction + config.test_fraction >= 1.0:
        raise InputError("data.split_fractions", validation=config.validation_fraction, test=config.test_fraction)
    if n == 0:
        raise InputError("data.no_rows")
    keys = Keys(_indices(labels), _indices(groups), _floats(times), _names(given))
    how = _rule(config, keys)
    random = np.random.default_rng(derive(seed, "split"))
    parts = _given_parts(n, keys) if keys.given is not None else {"train": np.arange(n)}
    wanted = {"test": config.test_fraction, "validation": config.validation_fraction}
    if fold is not None:
        if keys.given is not None and "test" in parts:
            raise InputError("data.folds_given")
        rest, test = choose_fold(n, how, config.folds, fold, keys.labels, keys.groups, keys.times, random)
        parts = {"train": rest, "test": test}
    for name, share in wanted.items():
        if name not in parts and share > 0:
            rest = parts["train"]
            count = _count(n if keys.given is None else len(rest), share, len(rest))
            parts["train"], parts[name] = _take(rest, count, how, keys, random)
    return _finished(parts, how, keys, config, seed, fold)


def _finished(parts: dict[str, Rows], how: str, keys: Keys, config: DataConfig, seed: int, fold: int | None) -> Split:
    if not len(parts["train"]):
        raise InputError("data.no_training_rows")
    asked = {"train": 1.0, "validation": config.validation_fraction, "test": config.test_fraction}
    held = sum(len(parts.get(name, ())) for name in PARTS[1:])
    if not held and len(parts["train"]) < FEWEST and config.validation_fraction + config.test_fraction > 0:
        raise InputError("data.too_few_to_hold_out", rows=len(parts["train"]))
    notes = [
        Note(code="data.part_empty", parameters={"part": name, "rows": sum(map(len, parts.values()))})
        for name in PARTS
        if not len(parts.get(name, ())) and asked[name] > 0
    ]
    if how == "time" and keys.times is not None and (missing := int(np.isnan(keys.times).sum())):
        notes.append(Note(code="data.time_missing", parameters={"rows": missing}))
    told = {name: len(parts.get(name, ())) for name in PARTS}
    drawn = [] if keys.given is None else [name for name in PARTS[1:] if told[name] and not np.isin(name, keys.given)]
    told |= {"drawn": drawn, "seed": seed, "fold": -1 if fold is None else fold, "folds": config.folds}
    rule = Note(code=f"data.split_{how}", parameters={**told, "column": config.split_column})
    kept = {name: torch.from_numpy(np.sort(parts[name])) for name in PARTS if len(parts.get(name, ()))}
    return Split(kept, rule, tuple(notes))


def _rule(config: DataConfig, keys: Keys) -> str:
    """The rule's name; one that was asked for and lacks what it needs is refused."""
    have = {"given": keys.given, "time": keys.times, "group": keys.groups, "stratified": keys.labels}
    if config.split == "auto":
        return next((how for how, key in have.items() if key is not None), "random")
    if config.split != "random" and have[config.split] is None:
        raise InputError("data.split_needs", split=config.split)
    return config.split


def _take(rest: Rows, count: int, how: str, keys: Keys, random: np.random.Generator) -> tuple[Rows, Rows]:
    """(rows that stay, rows taken), about `count` of them, by the rule."""
    if how == "given":  # the rows that were not given: by what else is known of them
        how = "time" if keys.times is not None else "group" if keys.groups is not None else "stratified"
    if how == "group" and keys.groups is not None:
        return whole_groups(rest, keys.groups[rest], count, random)
    if how == "time" and keys.times is not None:
        return latest_share(rest, keys.times[rest], count)
    labels = keys.labels if keys.labels is not None and how != "random" else None
    return stratified_share(rest, None if labels is None else labels[rest], count, random)


def _count(n: int, share: float, left: int) -> int:
    """Rows for a part: its share of n, at least one, but never the last training row."""
    return min(max(1, round(n * share)), max(0, left - 1))


def _given_parts(n: int, keys: Keys) -> dict[str, Rows]:
    given = keys.given if keys.given is not None else np.full(n, "train")
    parts = {name: np.flatnonzero(given == name) for name in ("validation", "test")}
    held = np.isin(given, ("validation", "test"))
    return {"train": np.flatnonzero(~held), **{name: rows for name, rows in parts.items() if len(rows)}}


def _indices(values: ArrayLike | Sequence[str] | None) -> Rows | None:
    if values is None:
        return None
    return np.unique(np.asarray(values), return_inverse=True)[1].reshape(-1).astype(np.int64)


def _floats(values: ArrayLike | None) -> NDArray[np.float64] | None:
    return None if values is None else np.asarray(values, dtype=np.float64)


def _names(values: Sequence[str | None] | NDArray[np.str_] | None) -> NDArray[np.str_] | None:
    if values is None:
        return None
    names = np.asarray(["" if value is None else str(value) for value in values])
    return names if np.isin(names, PARTS).any() and len(set(names.tolist())) > 1 else None
