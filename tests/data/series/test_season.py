"""Season, window and horizon: by the frequency, by the autocorrelation, bounded by what is there."""

from typing import Any

import numpy as np
import polars as pl
import pytest

from lamina.core.config import RunConfig
from lamina.core.errors import InputError
from lamina.data.series.columns import choose_columns
from lamina.data.series.reading import Series, read_series
from lamina.data.series.season import autocorrelation, find_lengths, find_season
from lamina.data.tables.table import read_table


def series(values: np.ndarray, **columns: Any) -> Series:
    table = read_table(pl.DataFrame({**columns, "x": values}), RunConfig().data)
    return read_series(table, choose_columns(table, RunConfig().data))


def test_autocorrelation_against_its_definition() -> None:
    values = np.random.default_rng(0).normal(size=50).cumsum()
    at = np.arange(50)
    rest = values - np.polyval(np.polyfit(at, values, 1), at)
    expected = [(rest[: 50 - lag] * rest[lag:]).sum() / (rest**2).sum() for lag in range(6)]
    np.testing.assert_allclose(autocorrelation(values, 5), expected, atol=1e-12)
    assert (autocorrelation(np.full(20, 3.0), 5) == 0).all()


def test_a_cycle_is_found_and_noise_has_none() -> None:
    at, random = np.arange(200), np.random.default_rng(1)
    assert find_season(np.sin(2 * np.pi * at / 11) + 0.05 * at + random.normal(0, 0.2, 200)) == 11
    assert find_season(random.normal(size=200)) == 1
    assert find_season(np.arange(50.0)) == 1


def test_lengths_of_months_and_as_asked() -> None:
    months = [f"{2000 + i // 12}-{1 + i % 12:02}" for i in range(120)]
    found = series(np.sin(np.arange(120.0)), month=months)
    lengths = find_lengths(found, RunConfig().data, 80)
    assert (lengths.season, lengths.window, lengths.horizon) == (12, 24, 12)
    asked = RunConfig().replace(window=30, horizon=6, season=4).data
    again = find_lengths(found, asked, 80)
    assert (again.season, again.window, again.horizon, again.notes[0].parameters["how"]) == (4, 30, 6, "asked")


def test_short_series_bound_what_nobody_asked_for_and_refuse_what_was() -> None:
    found = series(np.sin(np.arange(40.0)))
    lengths = find_lengths(found, RunConfig().data, 26)
    assert lengths.window + lengths.horizon <= 26
    with pytest.raises(InputError) as error:
        find_lengths(found, RunConfig().replace(window=24, horizon=12).data, 26)
    assert error.value.code == "series.too_short" and error.value.parameters["window"] == 24


def test_a_long_series_has_a_longer_window() -> None:
    found = series(np.sin(np.arange(2000.0)) + np.random.default_rng(0).normal(size=2000))
    windows = [find_lengths(found, RunConfig().replace(season=1).data, steps).window for steps in (200, 700, 1900)]
    assert windows == [24, 35, 48]
