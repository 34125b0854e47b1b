"""What is taken for a series, unasked and asked, and which of its columns are what."""

from pathlib import Path
from typing import Any

import polars as pl
import pytest

from lamina.core.config import RunConfig
from lamina.core.errors import InputError
from lamina.data.series.columns import choose_columns, could_be_series, is_series
from lamina.data.tables.table import Table, read_table

DAYS = [f"2024-01-{day:02}" for day in range(1, 31)]


def table(**columns: list[Any]) -> Table:
    return read_table(pl.DataFrame(columns), RunConfig().data)


def config(**options: Any) -> RunConfig:
    return RunConfig().replace(**options)


def test_regular_dates_and_numbers_are_a_series() -> None:
    values = [float(day * day % 17) for day in range(30)]
    found = table(day=DAYS, sold=values)
    assert is_series(found, config()) and is_series(found, config(target=("sold",)))
    for options in ({"task": "regress"}, {"kind": "table"}, {"split": "random"}, {"split_column": "day"}):
        assert not is_series(found, config(**options))


def test_other_tables_are_not() -> None:
    values = [float(day * day % 17) for day in range(30)]
    assert not is_series(table(day=DAYS, sold=values, where=["a", "b", "c"] * 10), config())
    assert not is_series(table(day=DAYS, sold=[value % 2 for value in values]), config())
    irregular = [f"2024-{1 + day * day % 12:02}-{1 + day:02}" for day in range(28)]
    assert not is_series(table(day=irregular, sold=values[:28]), config())
    assert not is_series(table(x=values, sold=values), config())
    assert is_series(table(x=values, sold=values), config(horizon=3))


def test_long_form_finds_the_names_of_its_series() -> None:
    found = table(day=DAYS * 2, shop=["a"] * 30 + ["b"] * 30, sold=[float(i % 7 + i // 30) for i in range(60)])
    assert is_series(found, config())
    columns = choose_columns(found, config().data)
    assert (columns.time, columns.series, columns.variables, columns.targets) == ("day", "shop", ("sold",), ("sold",))


def test_variables_targets_and_what_is_left_out() -> None:
    values = [float(day % 5) for day in range(30)]
    found = table(day=DAYS, a=values, word=["x", "y"] * 15, b=values, c=values)
    columns = choose_columns(found, config(target=("a",), ignore=("c",)).data)
    assert (columns.variables, columns.targets) == (("a", "b"), ("a",))
    assert [note.code for note in columns.notes] == ["series.left_out"]
    assert columns.notes[0].parameters["names"] == ["word"]


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"target": ("sale",)}, "table.no_target"), ({"target": ("day",)}, "series.target_is_time"),
        ({"target": ("word",)}, "series.target_no_number"), ({"time_column": "dat"}, "table.no_such_column"),
        ({"series_column": "shop"}, "table.no_such_column"), ({"time_column": "word"}, "series.time_unread"),
        ({"ignore": ("sold",)}, "series.no_numbers"),
    ],
)  # fmt: skip
def test_refusals(options: dict[str, Any], code: str) -> None:
    found = table(day=DAYS, sold=[float(day % 5) for day in range(30)], word=["x", "y"] * 15)
    with pytest.raises(InputError) as error:
        choose_columns(found, config(**options).data)
    assert error.value.code == code


def test_two_formats_of_dates_are_shown(tmp_path: Path) -> None:
    lines = [f"2024-01-{day:02},{day}" for day in range(1, 16)] + [f"{day}/01/2024,{day}" for day in range(16, 31)]
    file = tmp_path / "mixed.csv"
    file.write_text("day,sold\n" + "\n".join(lines) + "\n")
    with pytest.raises(InputError) as error:
        choose_columns(read_table(file, RunConfig().data), config(task="forecast").data)
    told = error.value.parameters
    assert (error.value.code, told["value"], told["other"], told["places"][0]) == (
        "series.time_unread", "2024-01-01", "16/01/2024", "17",
    )  # fmt: skip


def test_a_table_that_could_be_a_series_says_so() -> None:
    values = [float(day * day % 17) for day in range(30)]
    found = table(day=DAYS, sold=values, open=["yes", "no"] * 15, sky=["sun", "rain", "fog"] * 10)
    assert not is_series(found, config())
    told = could_be_series(found, config())
    assert [note.parameters for note in told] == [{"time": "day", "target": "sold", "named": False}]
    assert could_be_series(found, config(target=("sold",)))[0].parameters["named"]
    for options in ({"task": "classify"}, {"kind": "table"}, {"split": "random"}, {"target": ("sky",)}):
        assert not could_be_series(found, config(**options))
    irregular = [f"2024-{1 + day * day % 12:02}-{1 + day:02}" for day in range(28)]
    assert not could_be_series(table(day=irregular, sold=values[:28], sky=["sun", "fog"] * 14), config())
