"""The folds of a cross-validation: which rows are the test part of fold k."""

import numpy as np
from numpy.typing import NDArray

from lamina.core.errors import InputError

Rows = NDArray[np.int64]


def choose_fold(
    n: int,
    how: str,
    folds: int,
    fold: int,
    labels: Rows | None,
    groups: Rows | None,
    times: NDArray[np.float64] | None,
    random: np.random.Generator,
) -> tuple[Rows, Rows]:
    """(rows to train on, rows to test on), ascending, of fold `fold` of `folds`.

    Every row is tested on once over all folds, but for classes of a single row (they are always trained on) and
    for the rule "time", where fold k trains on the first k + 1 of folds + 1 equal blocks and tests on the next.
    Raises InputError when there are fewer rows (or groups) than folds.
    """
    if not 0 <= fold < folds or folds < 2:
        raise InputError("data.bad_fold", fold=fold, folds=folds)
    units = n if how != "group" or groups is None else int(groups.max()) + 1
    if units < folds + (how == "time"):
        raise InputError("data.too_few_for_folds", folds=folds, count=units, what="group" if how == "group" else "row")
    if how == "time" and times is not None:
        return _rolling(times, folds, fold)
    if how == "group" and groups is not None:
        number = _balanced_groups(groups, folds, random)
    else:
        number = _dealt(n, labels if how != "random" else None, folds, random)
    rows = np.arange(n)
    return rows[number != fold], rows[number == fold]


def _dealt(n: int, labels: Rows | None, folds: int, random: np.random.Generator) -> Rows:
    """Fold of each row: rows in order of class are dealt in turn, so each class is spread to within one row."""
    order = random.permutation(n)
    number = np.empty(n, dtype=np.int64)
    if labels is None:
        number[order] = np.arange(n) % folds
        return number
    order = order[np.argsort(labels[order], kind="stable")]
    number[order] = np.arange(n) % folds
    number[np.bincount(labels)[labels] == 1] = -1
    return number


def _balanced_groups(groups: Rows, folds: int, random: np.random.Generator) -> Rows:
    """Fold of each row: groups, largest first, go to the fold with the fewest rows (ties in random order)."""
    sizes = np.bincount(groups)
    order = random.permutation(len(sizes))
    order = order[np.argsort(-sizes[order], kind="stable")]
    filled = np.zeros(folds, dtype=np.int64)
    number = np.empty(len(sizes), dtype=np.int64)
    for group in order:
        number[group] = int(np.argmin(filled))
        filled[number[group]] += sizes[group]
    return number[groups]


def _rolling(times: NDArray[np.float64], folds: int, fold: int) -> tuple[Rows, Rows]:
    order = np.argsort(np.where(np.isnan(times), -np.inf, times), kind="stable")
    blocks = np.array_split(order, folds + 1)
    return np.sort(np.concatenate(blocks[: fold + 1])), np.sort(blocks[fold + 1])
