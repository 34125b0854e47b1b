"""Raw columns, stated types included, to the four types of a table."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from lamina.core.config import DataConfig
from lamina.core.errors import InputError
from lamina.core.spec import CategoryColumn, NumberColumn
from lamina.data.tables.typed import Known, type_column


def typed(*parts: pl.Series, known: Known = None, **options: Any) -> tuple[pl.Series | None, list[str]]:
    def where(rows: Sequence[int]) -> dict[str, Any]:
        return {"file": "", "unit": "row", "places": [str(row + 1) for row in rows], "count": len(rows)}

    found = type_column("c", parts, DataConfig.model_validate(options), ".", where, known)
    return found.values, [note.code for note in found.notes]


BERLIN = timezone(timedelta(hours=2))


@pytest.mark.parametrize(
    ("values", "dtype", "want"),
    [
        (pl.Series([1, None], dtype=pl.Int8), pl.Float64, [1.0, None]),
        (pl.Series([2**53], dtype=pl.UInt64), pl.Float64, [2.0**53]),
        (pl.Series([Decimal("1.25"), None]), pl.Float64, [1.25, None]),
        (pl.Series([1.5, float("nan")], dtype=pl.Float32), pl.Float64, [1.5, None]),
        (pl.Series([date(2020, 1, 2)]), pl.Datetime("us"), [datetime(2020, 1, 2)]),
        (pl.Series([datetime(2020, 1, 2)], dtype=pl.Datetime("ns")), pl.Datetime("us"), [datetime(2020, 1, 2)]),
        (pl.Series([datetime(2020, 1, 2, 4, tzinfo=BERLIN)]), pl.Datetime("us"), [datetime(2020, 1, 2, 2)]),
        (pl.Series([timedelta(minutes=1)]), pl.Float64, [60.0]),
        (pl.Series([time(1, 0, 1)]), pl.Float64, [3601.0]),
        (pl.Series(["a", None], dtype=pl.Categorical), pl.String, ["a", None]),
        (pl.Series(["a", "b"], dtype=pl.Enum(["b", "a"])), pl.String, ["a", "b"]),
        (pl.Series([True, None]), pl.Boolean, [True, None]),
        (pl.Series([None, None]), pl.Float64, [None, None]),
        (pl.Series([" 1", "?"]), pl.Float64, [1.0, None]),
    ],
)
def test_stated_types(values: pl.Series, dtype: pl.DataType, want: list[Any]) -> None:
    column, notes = typed(values)
    assert column is not None and (column.dtype, column.to_list(), notes) == (dtype, want, [])


def test_values_that_are_not_single() -> None:
    for values in (pl.Series([[1], [2]]), pl.Series([b"x"]), pl.Series([{"a": 1}])):
        assert typed(values) == (None, ["table.unsupported_type"])


def test_parts_of_different_types_meet_as_text() -> None:
    column, _ = typed(pl.Series([1, 2, 3]), pl.Series(["4", "5"]))
    assert column is not None and column.to_list() == [1.0, 2.0, 3.0, 4.0, 5.0]


def test_what_is_told() -> None:
    many = [str(i / 7) for i in range(40)]
    assert typed(pl.Series([*many, "x"]))[1] == ["table.mixed_cells"]
    assert typed(pl.Series(["0", "1"] * 20 + ["3+"]))[1] == ["table.mixed_text"]
    assert typed(pl.Series(["007", "123"]))[1] == ["table.leading_zeros"]
    assert typed(pl.Series(["1/2/2020", "2/3/2020"]))[1] == ["table.month_first"]


def test_asked_types_that_do_not_fit() -> None:
    with pytest.raises(InputError) as error:
        typed(pl.Series(["1", "x", "2", "y"]), types={"c": "number"})
    assert error.value.parameters["values"] == ["x", "y"] and error.value.parameters["places"] == ["2", "4"]
    with pytest.raises(InputError):
        typed(pl.Series([1.5]), types={"c": "date"})
    seconds, _ = typed(pl.Series([datetime(1970, 1, 2), None]), types={"c": "number"})
    assert seconds is not None and seconds.to_list() == [86400.0, None]
    seconds, _ = typed(pl.Series(["1970-01-02", None]), types={"c": "date"})
    assert seconds is not None and seconds.dtype == pl.Datetime


def test_a_known_column_keeps_its_type_and_the_order_of_its_dates() -> None:
    day_first = NumberColumn(name="c", source="date", date_format="%d/%m/%Y")
    cells = pl.Series(["1/2/2020", "3/4/2020 10:30"])
    values, notes = typed(cells.head(1), known=day_first)
    assert values is not None and values.to_list() == [datetime(2020, 2, 1)] and not notes
    assert typed(cells.head(1))[0].to_list() == [datetime(2020, 1, 2)]  # type: ignore[union-attr]
    assert typed(pl.Series(["007", "1.0"]), known=CategoryColumn(name="c", categories=()))[0].to_list() == ["007", "1"]  # type: ignore[union-attr]
    assert typed(pl.Series(["1", "0"]), known=NumberColumn(name="c"))[0].to_list() == [1.0, 0.0]  # type: ignore[union-attr]


def test_cells_that_do_not_fit_a_known_column() -> None:
    number = NumberColumn(name="c")
    values, notes = typed(pl.Series(["1", "2", "3", "4", "x"]), known=number)
    assert values is not None and values.to_list() == [1, 2, 3, 4, None] and notes == ["table.mixed_cells"]
    for cells, known in (
        (["x"], number),
        (["1", "2", "3", "4", "x", "y"], number),
        (["2/13/2020"], NumberColumn(name="c", source="date", date_format="%d/%m/%Y")),
    ):
        with pytest.raises(InputError) as error:
            typed(pl.Series(cells), known=known)
        assert error.value.code == "data.not_as_trained" and "--types" not in str(error.value)
    with pytest.raises(InputError) as error:
        typed(pl.Series([True]), known=NumberColumn(name="c", source="date"))
    assert error.value.code == "data.not_as_trained"
