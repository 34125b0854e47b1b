"""Taking a share of the rows: evenly over the classes, in whole groups, or the latest ones."""

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.int64]


def stratified_share(rows: Rows, labels: Rows | None, count: int, random: np.random.Generator) -> tuple[Rows, Rows]:
    """(rows that stay, rows taken): `count` rows, each class giving its share to within one row.

    rows, labels: (n,). A class with a single row keeps it, so that every class stays among the rows that stay.
    Without labels: a simple random sample.
    """
    order = random.permutation(len(rows))
    if labels is None:
        return rows[order[count:]], rows[order[:count]]
    free = order[np.bincount(labels)[labels[order]] > 1]
    free = free[np.argsort(labels[free], kind="stable")]
    count = min(count, len(free))
    if not count:
        return rows, rows[:0]
    steps = np.floor((np.arange(count) + random.random()) * len(free) / count).astype(np.int64)
    taken = _leave_one(free[np.minimum(steps, len(free) - 1)], labels)
    stays = np.ones(len(rows), dtype=bool)
    stays[taken] = False
    return rows[stays], rows[taken]


def _leave_one(taken: Rows, labels: Rows) -> Rows:
    """Without the last taken row of each class that would otherwise be taken whole."""
    taken_of, rows_of = np.bincount(labels[taken], minlength=labels.max() + 1), np.bincount(labels)
    whole = np.flatnonzero((taken_of == rows_of) & (rows_of > 0))
    return np.delete(taken, [int(np.flatnonzero(labels[taken] == label)[-1]) for label in whole])


def whole_groups(rows: Rows, groups: Rows, count: int, random: np.random.Generator) -> tuple[Rows, Rows]:
    """(rows that stay, rows taken): whole groups in random order, each taken if it brings the total nearer to count.

    rows, groups: (n,). At least one group stays; at least one is taken when there are two or more.
    """
    names, sizes = np.unique(groups, return_counts=True)
    if len(names) < 2 or not count:
        return rows, rows[:0]
    taken: list[int] = []
    total = 0
    for index in random.permutation(len(names)):
        if abs(total + sizes[index] - count) < abs(total - count) and len(taken) < len(names) - 1:
            taken.append(int(index))
            total += int(sizes[index])
    chosen = names[taken] if taken else names[[int(np.argmin(sizes))]]
    held = np.isin(groups, chosen)
    return rows[~held], rows[held]


def latest_share(rows: Rows, times: NDArray[np.float64], count: int) -> tuple[Rows, Rows]:
    """(earlier rows, latest rows): about `count` of the latest; rows of one instant stay together.

    rows, times: (n,). Rows without a time (NaN) count as the earliest, so they are trained on, never tested on.
    """
    filled = np.where(np.isnan(times), -np.inf, times)
    order = np.argsort(filled, kind="stable")
    when = filled[order]
    if not count or np.isneginf(when[-1]):
        return rows, rows[:0]
    cut = when[len(rows) - count]
    start = int(np.searchsorted(when, cut, side="left")) or int(np.searchsorted(when, cut, side="right"))
    return rows[order[:start]], rows[order[start:]]
