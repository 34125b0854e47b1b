"""Series on their grid: order, repeats, gaps; every judgement told with its places."""

from typing import Any

import polars as pl
import pytest
from numpy.testing import assert_array_equal

from lamina.core.config import RunConfig
from lamina.core.errors import InputError
from lamina.data.series.columns import choose_columns
from lamina.data.series.reading import Series, read_series
from lamina.data.tables.table import read_table


def read(gaps: str = "auto", frequency: str = "auto", **columns: list[Any]) -> Series:
    table = read_table(pl.DataFrame(columns), RunConfig().data)
    return read_series(table, choose_columns(table, RunConfig().data), gaps, frequency)


def codes(series: Series) -> list[str]:
    return [note.code for note in series.notes if note.code != "series.target_last"]


def test_unsorted_rows_are_sorted_and_told() -> None:
    series = read(day=["2024-01-03", "2024-01-01", "2024-01-02"], x=[3.0, 1.0, 2.0])
    assert_array_equal(series.values[:, 0], [1, 2, 3])
    assert_array_equal(series.rows, [1, 2, 0])
    assert codes(series) == ["series.sorted"]


def test_gaps_are_filled_by_the_past_alone_or_by_lines() -> None:
    days = ["2024-01-01", "2024-01-02", "2024-01-05", "2024-01-06"]
    last = read(day=days, x=[1.0, 2.0, 8.0, None])
    assert_array_equal(last.values[:, 0], [1, 2, 2, 2, 8, 8])
    assert_array_equal(last.filled[:, 0], [False, False, True, True, False, True])
    assert_array_equal(last.rows, [0, 1, -1, -1, 2, 3])
    told = last.notes[-1].parameters
    assert (told["steps"], told["stamps"], told["cells"]) == (2, ["2024-01-03", "2024-01-04"], {"x": 1})
    lines = read("interpolate", day=days, x=[1.0, 2.0, 8.0, None])
    assert_array_equal(lines.values[:, 0], [1, 2, 4, 6, 8, 8])


def test_an_empty_beginning_is_cut() -> None:
    series = read(
        day=[f"2024-01-0{day}" for day in range(1, 6)], x=[1.0, 2.0, 3.0, 4.0, 5.0], y=[None, None, 3.0, 4.0, 5.0]
    )
    assert_array_equal(series.values, [[3, 3], [4, 4], [5, 5]])


def test_repeats() -> None:
    days = ["2024-01-01", "2024-01-02", "2024-01-02", "2024-01-03"]
    same = read(day=days, x=[1.0, 2.0, 2.0, 3.0])
    assert_array_equal(same.values[:, 0], [1, 2, 3])
    assert codes(same) == ["series.repeated_equal"]
    with pytest.raises(InputError) as error:
        read(day=days, x=[1.0, 2.0, 4.0, 3.0])
    assert (error.value.code, error.value.parameters["places"]) == ("series.repeated", ["2"])
    assert_array_equal(read("last", day=days, x=[1.0, 2.0, 4.0, 3.0]).values[:, 0], [1, 4, 3])
    assert_array_equal(read("interpolate", day=days, x=[1.0, 2.0, 4.0, 3.0]).values[:, 0], [1, 3, 3])


def test_several_series_stand_one_after_the_other() -> None:
    series = read(
        day=["2024-01-01", "2024-01-01", "2024-01-02", "2024-01-02", "2024-01-03"],
        shop=["a", "b", "a", "b", "a"], x=[1.0, 10.0, 2.0, 20.0, 3.0],
    )  # fmt: skip
    assert series.names == ("a", "b")
    assert_array_equal(series.starts, [0, 3, 5])
    assert_array_equal(series.values[:, 0], [1, 2, 3, 10, 20])
    assert_array_equal(series.steps, [0, 1, 2, 0, 1])


@pytest.mark.parametrize(
    ("gaps", "columns", "code"),
    [
        ("auto", {"day": ["2024-01-01", None, "2024-01-03"], "x": [1.0, 2.0, 3.0]}, "series.no_time"),
        (
            "auto",
            {"t": ["2024-01-01 00:00", "2024-01-01 01:00", "2024-01-01 02:00", "2024-01-01 02:40"], "x": [1.0] * 4},
            "series.irregular",
        ),
        ("refuse", {"day": ["2024-01-01", "2024-01-02", "2024-01-04"], "x": [1.0, 2.0, 3.0]}, "series.gaps_refused"),
        (
            "auto",
            {"day": ["2024-01-01", "2024-01-02", "2024-01-03", "2025-01-04"], "x": [1.0, 2.0, 3.0, 4.0]},
            "series.mostly_gaps",
        ),
    ],
)
def test_refusals(gaps: str, columns: dict[str, list[Any]], code: str) -> None:
    with pytest.raises(InputError) as error:
        read(gaps, **columns)
    assert error.value.code == code


def test_without_a_time_the_rows_count() -> None:
    series = read(x=[1.0, 4.0, 2.0])
    assert (series.grid.name, series.steps.tolist()) == ("", [0, 1, 2])
