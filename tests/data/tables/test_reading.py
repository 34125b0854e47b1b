"""Strings become numbers, booleans, dates or categories; what does not fit is pointed at."""

from datetime import datetime

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lamina.data.tables.reading import Cells, plain_whole_numbers, read_cells, strip_cells, to_numbers


def read(*cells: str | None, asked: str | None = None, decimal: str = ".") -> Cells:
    return read_cells(pl.Series("x", list(cells), dtype=pl.String), asked, decimal)


def test_missing_marks() -> None:
    cells = pl.Series("x", ["", " ", "NA", "N/A", "?", "null", "NaN", "None", "-", " 3 ", "-9", "gone"])
    assert strip_cells(cells).to_list() == [None] * 9 + ["3", "-9", "gone"]
    assert strip_cells(cells, ("gone", "-9")).drop_nulls().to_list() == ["3"]
    assert strip_cells(pl.Series("sign", ["+", "-", "?"])).to_list() == ["+", "-", None]


@settings(deadline=None)
@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1))
def test_numbers_come_back_exactly(values: list[float]) -> None:
    assert read(*map(repr, values), asked="number").values.to_list() == values
    commas = [repr(value).replace(".", ",") for value in values]
    assert read(*commas, asked="number", decimal=",").values.to_list() == values


@pytest.mark.parametrize(
    ("decimal", "cells", "numbers"),
    [
        (".", ["1,234.5", "12", "1,234,567", "1,2345"], [1234.5, 12.0, 1234567.0, None]),
        (",", ["1.234,5", "12", "1.234.567", "1.5", "-0,5"], [1234.5, 12.0, 1234567.0, None, -0.5]),
        (".", ["1e3", ".5", "5.", "+4", "inf", "x"], [1000.0, 0.5, 5.0, 4.0, float("inf"), None]),
    ],
)
def test_marks_of_numbers(decimal: str, cells: list[str], numbers: list[float | None]) -> None:
    assert to_numbers(pl.Series(cells), decimal).to_list() == numbers


def test_types_that_are_guessed() -> None:
    assert read("1", "2.5", None).values.dtype == pl.Float64
    assert read("true", "FALSE", None).values.to_list() == [True, False, None]
    assert read("yes", "no").values.dtype == pl.String
    assert read(None, None).values.dtype == pl.Float64
    assert read("red", "3.0", "b").values.to_list() == ["red", "3", "b"]


@pytest.mark.parametrize(
    ("cell", "moment"),
    [
        ("2020-02-29", datetime(2020, 2, 29)),
        ("2016-07-01 05:00:00", datetime(2016, 7, 1, 5)),
        ("2016-07-01T05:00:00.5", datetime(2016, 7, 1, 5, 0, 0, 500000)),
        ("2016-07-01T05:00:00Z", datetime(2016, 7, 1, 5)),
        ("31.12.1999", datetime(1999, 12, 31)),
        ("12/31/1999", datetime(1999, 12, 31)),
        ("31/12/1999", datetime(1999, 12, 31)),
        ("1999/12/31 23:59", datetime(1999, 12, 31, 23, 59)),
        ("1949-01", datetime(1949, 1, 1)),
        ("2020年3月5日", datetime(2020, 3, 5)),
        ("5 Mar 2020", datetime(2020, 3, 5)),
        ("01/31/23", datetime(2023, 1, 31)),
        ("31/01/99 23:59", datetime(1999, 1, 31, 23, 59)),
        ("31.01.23", datetime(2023, 1, 31)),
        ("31-JAN-23", datetime(2023, 1, 31)),
        ("2023-03-01T00:30:00+01:00", datetime(2023, 2, 28, 23, 30)),
        ("2023-03-01 00:30-0500", datetime(2023, 3, 1, 5, 30)),
    ],
)
def test_dates(cell: str, moment: datetime) -> None:
    found = read(cell, None, cell)
    assert found.values.to_list() == [moment, None, moment] and found.bad == ()


def test_times_with_an_offset_become_utc_and_that_is_said() -> None:
    summer = read("2023-03-26T01:00:00+01:00", "2023-03-26T03:00:00+02:00")
    assert summer.values.to_list() == [datetime(2023, 3, 26, 0), datetime(2023, 3, 26, 1)] and summer.hint == "zoned"


def test_two_digits_are_no_year_of_four() -> None:
    assert read("3.11.7", "3.12.1", "3.10.12").values.dtype == pl.String  # versions
    assert read_cells(pl.Series("x", ["0023-01-31"]), "date").bad == (0,)
    assert read("1/2/23", "13/4/23").values.to_list() == [datetime(2023, 2, 1), datetime(2023, 4, 13)]


def test_day_or_month_first() -> None:
    both = read("1/2/2020", "3/4/2020")
    assert both.values.to_list()[0] == datetime(2020, 1, 2) and both.hint == "month-first"
    day = read("1/2/2020", "13/4/2020")
    assert day.values.to_list()[0] == datetime(2020, 2, 1) and day.hint == ""


def test_dates_seen_before_keep_their_order() -> None:
    assert read("1/2/2020", "13/4/2020").date_format == "%d/%m/%Y" and read("1", "2").date_format == ""

    def again(*cells: str, known: str = "%d/%m/%Y") -> Cells:
        return read_cells(pl.Series("x", list(cells)), "date", ".", known)

    assert again("1/2/2020").values.to_list() == [datetime(2020, 2, 1)] and again("1/2/2020").hint == ""
    assert again("1/2/2020 10:30").values.to_list() == [datetime(2020, 2, 1, 10, 30)]
    assert again("2020-01-02").values.to_list() == [datetime(2020, 1, 2)]  # no doubt: another format is fine
    assert again("1/2/2020", known="%m/%d/%Y").values.to_list() == [datetime(2020, 1, 2)]
    assert again("1/2/2020", known="%Y-%m-%d").hint == "month-first"
    assert again("12/31/2020").bad == (0,) and again("31/12/2020", known="%m/%d/%Y").bad == (0,)


def test_a_few_cells_that_do_not_fit() -> None:
    numbers = [str(number / 7) for number in range(50)]
    found = read(*numbers, "abc", None)
    assert (found.values.dtype, found.bad, found.hint) == (pl.Float64, (50,), "mixed")
    assert found.values[50] is None
    dates = [f"2020-01-{day:02}" for day in range(1, 31)]
    found = read(*dates, "soon")
    assert (found.values.dtype, found.bad, found.hint) == (pl.Datetime("us"), (30,), "mixed")
    codes = ["0", "1", "2"] * 10 + ["3+"] * 2
    found = read(*codes)
    assert (found.values.dtype, found.bad, found.hint) == (pl.String, (30, 31), "mixed-text")
    assert read(*numbers, *["word"] * 30).hint == "mixed-text"  # one word in place of many numbers: a mark?
    assert read("A/5 21171", "113803", "PC 17599").hint == ""


def test_leading_zeros_are_codes() -> None:
    assert read("02208", "11300", None).hint == "codes"
    assert read("02208", "11300").values.to_list() == ["02208", "11300"]
    for plain in (("0", "1"), ("00", "01", "12"), ("0.5", "0.7"), ("012", "7")):
        assert read(*plain).values.dtype == pl.Float64
    assert read("02208", "11300", asked="number").values.to_list() == [2208.0, 11300.0]


def test_what_is_asked_is_obeyed() -> None:
    assert read("1", "2.0", asked="category").values.to_list() == ["1", "2"]
    assert read("1", "x", "2", asked="number").bad == (1,)
    assert read("true", "false", asked="number").values.to_list() == [1.0, 0.0]
    assert read("2020-01-01", "x", asked="date").bad == (1,)
    assert read("x", "y", asked="date").bad == (0, 1)
    assert read(None, asked="date").values.null_count() == 1


def test_whole_numbers_lose_their_point() -> None:
    cells = pl.Series(["3.0", "-3.00", "3.5", "003", "v3.0"])
    assert plain_whole_numbers(cells).to_list() == ["3", "-3", "3.5", "003", "v3.0"]
