"""One raw column to its type in the Table: text by `cells`, stated types (Parquet, data frames) as they are."""

from collections.abc import Callable, Sequence
from typing import Any

import polars as pl

from lamina.core.config import DataConfig
from lamina.core.errors import InputError
from lamina.core.records import Note
from lamina.data.reading import plain_whole_numbers, read_cells, strip_cells
from lamina.data.values import text_cells

Places = Callable[[Sequence[int]], dict[str, Any]]


def type_column(
    name: str, parts: Sequence[pl.Series], config: DataConfig, decimal: str, where: Places
) -> tuple[pl.Series | None, tuple[Note, ...]]:
    """(the column over all parts: Float64, Boolean, Datetime or String, null = missing; what should be told).

    None instead of a column whose values are no single values (lists, structures, bytes). Raises InputError when
    `config.types` asks for a number or a date and a cell is none; its place is named.
    """
    stated = [_stated(part) for part in parts]
    known = [part for part in stated if part is not None]
    if len(known) < len(stated):
        kind = str(parts[0].dtype)
        return None, (Note(code="table.unsupported_type", parameters={"column": name, "type": kind}),)
    asked = None if config.types.get(name) == "drop" else config.types.get(name)
    if len({part.dtype for part in known}) > 1:
        known = [part.cast(pl.String) for part in known]
    column = pl.concat(known).alias(name)
    if column.dtype == pl.String:
        return _text_column(name, column, asked, config.missing_marks, decimal, where)
    if column.dtype == pl.Float64:
        column = column.fill_nan(None)
        if numbers := [float(mark) for mark in config.missing_marks if _is_float(mark)]:
            column = column.set(column.is_in(numbers), None)
    return _as_asked(name, column, asked, where), ()


def _text_column(
    name: str, column: pl.Series, asked: str | None, marks: Sequence[str], decimal: str, where: Places
) -> tuple[pl.Series, tuple[Note, ...]]:
    cells = strip_cells(column, marks)
    read = read_cells(cells, asked, decimal)
    shown = (
        {"column": name, "values": [str(cells[row])[:40] for row in read.bad[:5]], **where(read.bad)}
        if read.bad
        else {}
    )
    if read.bad and asked in ("number", "date"):
        raise InputError("table.not_as_asked", asked=asked, **shown)
    if read.hint == "mixed":
        kind = "date" if read.values.dtype == pl.Datetime else "number"
        return read.values, (Note(code="table.mixed_cells", parameters={"type": kind, **shown}),)
    if read.hint == "mixed-text":
        return read.values, (Note(code="table.mixed_text", parameters=shown),)
    if read.hint:
        code = {"codes": "table.leading_zeros", "month-first": "table.month_first"}[read.hint]
        first = cells.drop_nulls()[0]
        return read.values, (Note(code=code, parameters={"column": name, "example": first}),)
    return read.values, ()


def _as_asked(name: str, column: pl.Series, asked: str | None, where: Places) -> pl.Series:
    if asked == "category":
        return plain_whole_numbers(text_cells(column))
    if asked == "number" and column.dtype in (pl.Boolean, pl.Datetime):
        return _seconds(column) if column.dtype == pl.Datetime else column.cast(pl.Float64)
    if asked == "date" and column.dtype != pl.Datetime and column.null_count() < len(column):
        bad = column.is_not_null().arg_true().to_list()
        values = [str(column[row]) for row in bad[:5]]
        raise InputError("table.not_as_asked", asked=asked, column=name, values=values, **where(bad))
    return column


def _stated(values: pl.Series) -> pl.Series | None:
    """Float64, Boolean, Datetime (us, UTC) or String; None for types that hold no single value."""
    kind = values.dtype
    if kind.is_numeric():
        return values.cast(pl.Float64)
    if kind == pl.Datetime:
        moment = (
            values
            if getattr(kind, "time_zone", None) is None
            else values.dt.convert_time_zone("UTC").dt.replace_time_zone(None)
        )
        return moment.cast(pl.Datetime("us"))
    if kind == pl.Date:
        return values.cast(pl.Datetime("us"))
    if kind == pl.Duration:
        return values.dt.total_microseconds() / 1e6
    if kind == pl.Time:
        return values.cast(pl.Int64).cast(pl.Float64) / 1e9
    if kind in (pl.Categorical, pl.Enum):
        return values.cast(pl.String)
    if kind == pl.Null:
        return values.cast(pl.String)
    return values if kind in (pl.String, pl.Boolean) else None


def _seconds(values: pl.Series) -> pl.Series:
    return values.dt.epoch("us").cast(pl.Float64) / 1e6


def _is_float(mark: str) -> bool:
    try:
        float(mark)
    except ValueError:
        return False
    return True
