"""One column's distribution by known numbers."""

import numpy as np
import polars as pl
import pytest

from lamina.data.tables.column_profile import BINS, profile_column


def test_numbers() -> None:
    values = [0.0, 1.0, 2.0, 3.0, 4.0, 1000.0]
    profile = profile_column(pl.Series("x", [*values, None]), "number", "input", 0.25)
    assert (profile.rows, profile.missing, profile.unique, profile.outliers, profile.drift) == (7, 1, 6, 1, 0.25)
    assert profile.mean == pytest.approx(np.mean(values)) and profile.std == pytest.approx(np.std(values))
    assert profile.skew == pytest.approx((((values - np.mean(values)) / np.std(values)) ** 3).mean())
    assert sum(profile.histogram) == 6 and len(profile.histogram) == BINS and len(profile.edges) == BINS + 1
    assert (profile.quantiles[0], profile.quantiles[4], profile.quantiles[8]) == (0.0, 2.5, 1000.0)


def test_categories_booleans_and_constants_by_frequency() -> None:
    profile = profile_column(pl.Series("k", ["b", "a", "b", None]), "category")
    assert profile.top == {"b": 2, "a": 1} and profile.missing == 1 and profile.histogram == ()
    assert profile_column(pl.Series("k", [True, True, False]), "boolean").top == {"true": 2, "false": 1}
    assert profile_column(pl.Series("k", [3.0, 3.0]), "constant").top == {"3": 2}


@pytest.mark.parametrize("unit", [1e300, 1e-300, 1.0])
def test_numbers_of_any_size(unit: float) -> None:
    profile = profile_column(pl.Series("x", [1 * unit, 2 * unit, 4 * unit]), "number")
    assert profile.std == pytest.approx(np.std([1, 2, 4]) * unit) and profile.skew is not None
    assert profile.skew == pytest.approx(profile_column(pl.Series("x", [1.0, 2.0, 4.0]), "number").skew)


def test_empty_and_equal_numbers() -> None:
    assert profile_column(pl.Series("x", [None, None], dtype=pl.Float64), "number").quantiles == ()
    same = profile_column(pl.Series("x", [5.0, 5.0]), "number")
    assert same.skew is None and same.histogram == (2,) and same.std == 0.0
