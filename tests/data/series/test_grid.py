"""Steps and stamps of series: known calendars, there and back."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_array_equal

from lamina.data.series.grid import Grid, counting_grid, find_grid, grid_of


def stamps(*texts: str) -> np.ndarray:
    return np.array(texts, dtype="datetime64[us]")


@pytest.mark.parametrize(
    ("texts", "name", "season", "steps", "fourth"),
    [
        (("2020-01", "2020-02", "2020-03", "2020-05"), "1mo", 12, [0, 1, 2, 4], "2020-04-01"),
        (("2020-01-31", "2020-02-29", "2020-03-31"), "1mo", 12, [0, 1, 2], "2020-04-30"),
        (("2020-01", "2020-04", "2020-07", "2021-01"), "1q", 4, [0, 1, 2, 4], "2020-10-01"),
        (("2020-01", "2021-01", "2022-01"), "1y", 1, [0, 1, 2], "2023-01-01"),
        (("2020-01-06", "2020-01-13", "2020-01-20"), "1w", 52, [0, 1, 2], "2020-01-27"),
        (("2020-02-27", "2020-02-28", "2020-02-29", "2020-03-02"), "1d", 7, [0, 1, 2, 4], "2020-03-01"),
        (("2020-01-01T00:00", "2020-01-01T00:15", "2020-01-01T00:30"), "15mi", 96, [0, 1, 2], "2020-01-01 00:45:00"),
        (("2020-01-01T22:00", "2020-01-01T23:00", "2020-01-02T00:00"), "1h", 24, [0, 1, 2], "2020-01-02 01:00:00"),
    ],
)
def test_calendars(texts: tuple[str, ...], name: str, season: int, steps: list[int], fourth: str) -> None:
    grid = find_grid([stamps(*texts)])
    assert (grid.name, grid.season) == (name, season)
    assert_array_equal(grid.steps(stamps(*texts)), steps)
    assert grid.texts(np.array([3])) == [fourth]


def test_business_days_know_the_weekend() -> None:
    days = np.arange("2024-01-01", "2024-02-01", dtype="datetime64[D]")
    weekdays = days[np.is_busday(days)].astype("datetime64[us]")
    grid = find_grid([weekdays])
    assert grid.name == "1bd" and grid.season == 5
    assert_array_equal(grid.steps(weekdays), np.arange(len(weekdays)))
    assert np.isnan(grid.steps(stamps("2024-01-06"))).all()


def test_a_stamp_beside_the_grid_has_no_whole_step() -> None:
    hours = find_grid([stamps("2020-01-01T00", "2020-01-01T01", "2020-01-01T02")])
    assert hours.steps(stamps("2020-01-01T02:30")).tolist() == [2.5]
    months = find_grid([stamps("2020-01", "2020-02", "2020-03")])
    assert np.isnan(months.steps(stamps("2020-04-02"))).all()


def test_as_asked_overrules_the_commonest() -> None:
    gappy = stamps("2020-01-01", "2020-01-03", "2020-01-05", "2020-01-06")
    assert find_grid([gappy]).name == "2d"
    assert_array_equal(find_grid([gappy], "1d").steps(gappy), [0, 2, 4, 5])
    assert find_grid([gappy], "12h").name == "12h"


def test_numbers_and_counts() -> None:
    years = find_grid([np.array([1749.0, 1750.0, 1752.0])])
    assert (years.name, years.season, years.texts(np.array([4]))) == ("1", None, ["1753"])
    assert counting_grid().texts(np.array([0, 9])) == ["1", "10"]
    assert grid_of("1", [np.array([5.0, 6.0])]).texts(np.array([2])) == ["7"]


@given(
    st.sampled_from(["1mo", "1q", "1y", "1d", "1h", "15mi", "1w", "1bd"]),
    st.integers(0, 400),
    st.dates(min_value=date(1900, 1, 1), max_value=date(2090, 1, 1)),
)
def test_steps_and_stamps_are_inverse(name: str, step: int, begin: date) -> None:
    origin = np.busday_offset(np.array([begin], dtype="datetime64[D]"), 0, roll="forward").astype("datetime64[us]")
    grid = find_grid([origin], name)
    assert isinstance(grid, Grid)
    assert grid.steps(grid.stamps(np.array([step]))).tolist() == [step]
