"""Shares of rows: even over classes, whole groups, the latest."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from lamina.data.shares import latest_share, stratified_share, whole_groups


def rng() -> np.random.Generator:
    return np.random.default_rng(0)


@given(st.lists(st.integers(0, 4), min_size=1, max_size=60), st.integers(0, 60), st.integers(0, 9))
def test_stratified_share_keeps_each_class_within_one_row(labels: list[int], count: int, seed: int) -> None:
    classes = np.array(labels)
    rows = np.arange(len(classes)) + 100
    stays, taken = stratified_share(rows, classes, min(count, len(rows)), np.random.default_rng(seed))
    assert sorted([*stays, *taken]) == sorted(rows)
    free = np.isin(classes, np.flatnonzero(np.bincount(classes) > 1)).sum()
    wanted = min(count, free)
    for label in np.unique(classes):
        size = int((classes == label).sum())
        got = int((classes[taken - 100] == label).sum())
        assert size - got >= 1  # every class keeps a row
        share = wanted * size / free if size > 1 else 0
        assert got <= share + 1 and (got >= share - 1 or got == size - 1)


def test_share_without_labels_is_exact_and_random() -> None:
    stays, taken = stratified_share(np.arange(100), None, 20, rng())
    again = stratified_share(np.arange(100), None, 20, np.random.default_rng(1))[1]
    assert len(taken) == 20 and len(stays) == 80 and set(taken) != set(again)


def test_whole_groups_are_taken_nearest_to_the_count() -> None:
    groups = np.repeat(np.arange(10), 10)
    stays, taken = whole_groups(np.arange(100), groups, 20, rng())
    assert len(taken) == 20 and not set(groups[taken]) & set(groups[stays])


def test_one_large_group_is_not_taken_whole() -> None:
    stays, taken = whole_groups(np.arange(10), np.zeros(10, dtype=np.int64), 5, rng())
    assert len(stays) == 10 and len(taken) == 0
    groups = np.array([0] * 9 + [1])
    stays, taken = whole_groups(np.arange(10), groups, 3, rng())
    assert taken.tolist() == [9]


def test_latest_rows_are_taken_and_an_instant_stays_together() -> None:
    times = np.array([5.0, 1.0, 4.0, 2.0, 3.0])
    assert latest_share(np.arange(5), times, 2)[1].tolist() == [2, 0]
    tied = np.array([1.0, 2.0, 2.0, 2.0])
    assert sorted(latest_share(np.arange(4), tied, 1)[1].tolist()) == [1, 2, 3]


def test_one_instant_alone_cannot_be_divided() -> None:
    stays, taken = latest_share(np.arange(4), np.zeros(4), 2)
    assert len(stays) == 4 and len(taken) == 0


def test_rows_without_time_count_as_earliest() -> None:
    times = np.array([np.nan, 3.0, np.nan, 1.0])
    assert latest_share(np.arange(4), times, 1)[1].tolist() == [1]
    assert len(latest_share(np.arange(4), np.full(4, np.nan), 2)[1]) == 0
