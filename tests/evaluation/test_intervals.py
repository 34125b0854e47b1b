"""Intervals: published numbers, coverage, cost, and where none exists."""

import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lamina.evaluation.intervals import Measure, bootstrap, wilson


def mean_of(values: np.ndarray):
    def measure_of(rows: np.ndarray) -> Measure:
        return lambda weight: {"mean": float((values[rows] * weight).sum() / weight.sum())}

    return measure_of


def test_wilson_agrees_with_published_numbers() -> None:
    # Newcombe 1998, Statistics in Medicine 17, table I, method 3
    for right, rows, low, high in [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ]:
        assert wilson(right, rows) == pytest.approx((low, high), abs=5e-5)


def test_wilson_of_no_rows_does_not_exist() -> None:
    assert wilson(0, 0) is None


@given(rows=st.integers(1, 10_000), share=st.floats(0, 1))
def test_wilson_holds_the_share_and_stays_within_bounds(rows: int, share: float) -> None:
    right = round(share * rows)
    found = wilson(right, rows)
    assert found is not None
    assert 0 <= found[0] <= right / rows + 1e-12 and right / rows - 1e-12 <= found[1] <= 1


def test_bootstrap_of_a_mean_is_the_normal_interval() -> None:
    values = np.random.default_rng(0).normal(10, 2, 1000)
    low, high = bootstrap(mean_of(values), 1000, 1, seed=1)["mean"]
    half = 1.96 * values.std() / np.sqrt(1000)
    assert low == pytest.approx(values.mean() - half, abs=0.2 * half)
    assert high == pytest.approx(values.mean() + half, abs=0.2 * half)


def test_bootstrap_is_seeded() -> None:
    values = np.random.default_rng(0).normal(size=50)
    assert bootstrap(mean_of(values), 50, 1, seed=4) == bootstrap(mean_of(values), 50, 1, seed=4)
    assert bootstrap(mean_of(values), 50, 1, seed=4) != bootstrap(mean_of(values), 50, 1, seed=5)


def test_large_parts_cost_no_more_and_have_the_right_width() -> None:
    values = np.random.default_rng(0).normal(10, 2, 2_000_000)
    start = time.perf_counter()
    low, high = bootstrap(mean_of(values), len(values), 10, seed=1)["mean"]
    assert time.perf_counter() - start < 20
    half = 1.96 * values.std() / np.sqrt(len(values))
    assert (high - low) / 2 == pytest.approx(half, rel=0.25)
    assert low < values.mean() < high


def test_few_rows_and_scores_that_never_move_have_no_interval() -> None:
    assert bootstrap(mean_of(np.arange(9.0)), 9, 1, seed=0) == {}
    assert bootstrap(mean_of(np.ones(100)), 100, 1, seed=0) == {}


def test_a_score_that_mostly_does_not_exist_has_no_interval() -> None:
    def measure_of(rows: np.ndarray) -> Measure:
        return lambda weight: {"odd": float(weight[0]) if weight[0] > 1 else float("nan")}

    assert bootstrap(measure_of, 30, 1, seed=0) == {}
