"""Fill, fences, mean and scale of numbers against a NumPy reference."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from lamina.core.config import DataConfig
from lamina.data.prepare import TablePreparation
from lamina.data.tables.fit_numbers import fences, fit_numbers, load_numbers

values = st.floats(-1e6, 1e6).map(lambda value: value if abs(value) > 1e-150 else 0.0)  # the reference squares them
cells = st.one_of(st.just(math.nan), values)


def fit(values: list[float], source: str = "number", **options):
    return fit_numbers(np.array(values, dtype=np.float64)[:, None], ["x"], [source], DataConfig(**options))


@given(arrays.arrays(np.float64, st.tuples(st.integers(1, 20), st.just(2)), elements=cells))
def test_standard_scale_equals_reference(values: np.ndarray) -> None:
    fitted = fit_numbers(values, ["a", "b"], ["number"] * 2, DataConfig())
    for i, column in enumerate(values.T):
        present = column[~np.isnan(column)]
        fill = np.median(present) if len(present) else 0.0
        ready = np.where(np.isnan(column), fill, column)
        assert fitted.fill[i] == fill
        np.testing.assert_allclose(fitted.mean[i], ready.mean(), rtol=1e-12, atol=1e-9)
        wanted = ready.std() if ready.min() < ready.max() and ready.std() > 0 else 1.0
        np.testing.assert_allclose(fitted.scale[i], wanted, rtol=1e-12)
        assert fitted.columns[i].missing == pytest.approx(np.isnan(column).mean())
        assert (i in fitted.indicated.tolist()) == bool(np.isnan(column).any())


@pytest.mark.parametrize(("rule", "fill", "marked"), [
    ("auto", 2.0, True), ("category", 2.0, True), ("median", 2.0, False), ("mean", 4.0, False),
    ("most-frequent", 1.0, False), ("drop", 2.0, False),
])  # fmt: skip
def test_rules_for_missing_numbers(rule: str, fill: float, marked: bool) -> None:
    fitted = fit([1.0, 1.0, 3.0, 11.0, math.nan], missing=rule)
    assert fitted.fill.tolist() == [fill] and (len(fitted.indicated) == 1) == marked


def test_rule_of_a_column_overrules_the_rule_of_all() -> None:
    assert fit([1.0, 1.0, 4.0, math.nan], missing="mean", missing_columns={"x": "most-frequent"}).fill.tolist() == [1.0]


def test_minmax_and_none() -> None:
    minmax, none = fit([2.0, 4.0, 10.0], scale="minmax"), fit([2.0, 4.0, 10.0], scale="none")
    assert (minmax.mean.tolist(), minmax.scale.tolist()) == ([2.0], [8.0])
    assert (none.mean.tolist(), none.scale.tolist()) == ([0.0], [1.0])
    assert {statistic.what for statistic in minmax.statistics} == {"minimum", "range"} and not none.statistics


def test_fences_are_three_interquartile_ranges_from_the_quartiles() -> None:
    assert fences(np.array([0.0, 1.0, 2.0, 3.0, 4.0, math.nan])) == (1.0 - 6.0, 3.0 + 6.0)
    assert fences(np.array([5.0] * 9 + [100.0])) == (-math.inf, math.inf)
    assert fences(np.array([math.nan])) == (-math.inf, math.inf)


def test_clip_uses_the_fences_before_the_mean() -> None:
    values = [0.0, 1.0, 2.0, 3.0, 1000.0]
    fitted = fit(values, outliers="clip")
    low, high = fences(np.array(values))
    assert (fitted.low[0], fitted.high[0]) == (low, high)
    assert fitted.mean[0] == np.clip(values, low, high).mean()
    assert any(statistic.what == "clip (3 x IQR)" for statistic in fitted.statistics)
    assert fit([0.0] * 9 + [1.0], "boolean", outliers="clip").high[0] == math.inf


def test_numbers_of_any_size_scale_to_one() -> None:
    for unit in (1e300, 1e-300):
        fitted = fit([1 * unit, 2 * unit, 3 * unit])
        np.testing.assert_allclose(fitted.scale[0], np.std([1, 2, 3]) * unit, rtol=1e-12)


def test_statistics_name_their_rows_and_part() -> None:
    fitted = fit([1.0, 2.0, math.nan])
    assert {(item.what, item.rows, item.part) for item in fitted.statistics} == {
        ("mean", 3, "train"), ("scale", 3, "train"), ("fill (median)", 3, "train"),
    }  # fmt: skip


def test_described_by_octiles_and_wholeness() -> None:
    column = fit([*map(float, range(9))]).columns[0]
    assert column.quantiles == tuple(range(9)) and column.integer
    assert not fit([0.5, 1.0]).columns[0].integer


def test_loaded_into_the_module() -> None:
    fitted = fit([1.0, 3.0, math.nan], outliers="clip")
    prepare = TablePreparation(1, 0, num_indicators=1)
    load_numbers(prepare, fitted)
    assert prepare.impute.fill.tolist() == [2.0] and prepare.indicate.columns.tolist() == [0]
    assert prepare.scale.mean.tolist() == fitted.mean.tolist() and prepare.clip.high.tolist() == fitted.high.tolist()
