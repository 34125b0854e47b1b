"""One raw column to its type in the Table: text by `cells`, stated types (Parquet, data frames) as they are."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import polars as pl

from lamina.core.config import DataConfig
from lamina.core.errors import InputError
from lamina.core.records import Note
from lamina.core.spec import CategoryColumn, NumberColumn
from lamina.data.number_text import is_number
from lamina.data.tables.reading import few_bad, plain_whole_numbers, read_cells, strip_cells
from lamina.data.tables.values import text_cells

Places = Callable[[Sequence[int]], dict[str, Any]]
Known = NumberColumn | CategoryColumn | None  # the column as a model knows it


class Typed(NamedTuple):
    """A column over all parts, or None where its values are no single ones (lists, structures, bytes)."""

    values: pl.Series | None  # Float64, Boolean, Datetime or String; null is missing
    notes: tuple[Note, ...] = ()
    date_format: str = ""  # where dates were texts


def type_column(
    name: str, parts: Sequence[pl.Series], config: DataConfig, decimal: str, where: Places, known: Known = None
) -> Typed:
    """The column over all parts, its type guessed, as `config.types` asks, or that of the `known` column.

    Raises InputError when a cell is no number or no date as asked; of a known column, when more than a few are not
    (those few count as missing, as they did in training). Their place is named.
    """
    stated = [_stated(part) for part in parts]
    usable = [part for part in stated if part is not None]
    if len(usable) < len(stated):
        kind = str(parts[0].dtype)
        return Typed(None, (Note(code="table.unsupported_type", parameters={"column": name, "type": kind}),))
    asked = _asked(config.types.get(name), known)
    if len({part.dtype for part in usable}) > 1:
        usable = [part.cast(pl.String) for part in usable]
    column = pl.concat(usable).alias(name)
    if column.dtype == pl.String:
        return _text_column(strip_cells(column, config.missing_marks), asked, decimal, where, known)
    if column.dtype == pl.Float64:
        column = column.fill_nan(None)
        if numbers := [float(mark) for mark in config.missing_marks if is_number(mark)]:
            column = column.set(column.is_in(numbers), None)
    return Typed(_as_asked(name, column, asked, where, known))


def _asked(wanted: str | None, known: Known) -> str | None:
    if isinstance(known, NumberColumn):
        return None if known.source == "boolean" else known.source
    return "category" if known is not None else None if wanted == "drop" else wanted


def _text_column(cells: pl.Series, asked: str | None, decimal: str, where: Places, known: Known) -> Typed:
    name = cells.name
    date_format = known.date_format if isinstance(known, NumberColumn) else ""
    read = read_cells(cells, asked, decimal, date_format)
    shown = (
        {"column": name, "values": [str(cells[row])[:40] for row in read.bad[:5]], **where(read.bad)}
        if read.bad
        else {}
    )
    hint = read.hint
    if read.bad and asked in ("number", "date"):
        if known is None or not few_bad(len(read.bad), len(cells) - cells.null_count()):
            raise _refused(asked, shown, known)
        hint = "mixed"
    notes: tuple[Note, ...] = ()
    if hint == "mixed":
        kind = "date" if read.values.dtype == pl.Datetime else "number"
        notes = (Note(code="table.mixed_cells", parameters={"type": kind, **shown}),)
    elif hint == "mixed-text":
        notes = (Note(code="table.mixed_text", parameters=shown),)
    elif hint:
        code = {"codes": "table.leading_zeros", "month-first": "table.month_first", "zoned": "table.zoned"}[hint]
        notes = (Note(code=code, parameters={"column": name, "example": cells.drop_nulls()[0]}),)
    return Typed(read.values, notes, read.date_format)


def _refused(asked: str, shown: dict[str, Any], known: Known) -> InputError:
    if not isinstance(known, NumberColumn):
        return InputError("table.not_as_asked", asked=asked, **shown)
    return InputError("data.not_as_trained", expected=asked, date_format=known.date_format, **shown)


def _as_asked(name: str, column: pl.Series, asked: str | None, where: Places, known: Known) -> pl.Series:
    if asked == "category":
        return plain_whole_numbers(text_cells(column))
    if asked == "number" and column.dtype in (pl.Boolean, pl.Datetime):
        return _seconds(column) if column.dtype == pl.Datetime else column.cast(pl.Float64)
    if asked == "date" and column.dtype != pl.Datetime and column.null_count() < len(column):
        bad = column.is_not_null().arg_true().to_list()
        values = [str(column[row]) for row in bad[:5]]
        raise _refused(asked, {"column": name, "values": values, **where(bad)}, known)
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
