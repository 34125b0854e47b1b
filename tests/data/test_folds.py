"""Folds: each row is tested on once, classes are spread, groups stay whole, time rolls forward."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lamina.core.errors import InputError
from lamina.data.folds import choose_fold


def all_folds(n, how, folds, labels=None, groups=None, times=None):
    return [choose_fold(n, how, folds, k, labels, groups, times, np.random.default_rng(0)) for k in range(folds)]


@given(st.integers(2, 6), st.integers(6, 50))
def test_each_row_is_tested_once(folds: int, n: int) -> None:
    parts = all_folds(n, "random", folds)
    assert sorted(np.concatenate([test for _, test in parts])) == list(range(n))
    assert all(not set(rest) & set(test) and len(rest) + len(test) == n for rest, test in parts)


def test_classes_are_spread_to_within_one_row_and_lone_ones_trained_on() -> None:
    labels = np.repeat([0, 1, 2], [20, 10, 1])
    parts = all_folds(31, "stratified", 5, labels)
    for rest, test in parts:
        assert np.bincount(labels[test], minlength=3).tolist() in (
            [4, 2, 0],
            [5, 2, 0],
            [4, 3, 0],
            [3, 2, 0],
            [4, 1, 0],
        )
        assert 30 in rest


def test_groups_stay_whole_and_folds_are_even() -> None:
    groups = np.repeat(np.arange(8), [10, 9, 8, 7, 6, 5, 4, 3])
    parts = all_folds(len(groups), "group", 4, groups=groups)
    assert all(not set(groups[rest]) & set(groups[test]) for rest, test in parts)
    assert [len(test) for _, test in parts] == [13, 13, 13, 13]


def test_time_rolls_forward() -> None:
    times = np.arange(12.0)[::-1].copy()
    for rest, test in all_folds(12, "time", 3, times=times):
        assert times[rest].max() < times[test].min()


@pytest.mark.parametrize(("n", "how", "folds", "fold", "code"), [
    (10, "random", 5, 5, "data.bad_fold"), (10, "random", 1, 0, "data.bad_fold"),
    (4, "random", 5, 0, "data.too_few_for_folds"), (5, "time", 5, 0, "data.too_few_for_folds"),
])  # fmt: skip
def test_impossible_folds_are_refused(n: int, how: str, folds: int, fold: int, code: str) -> None:
    with pytest.raises(InputError) as caught:
        choose_fold(n, how, folds, fold, None, None, np.arange(float(n)), np.random.default_rng(0))
    assert caught.value.code == code
