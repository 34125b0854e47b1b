"""What each column is (number, date, boolean, category, text, id, constant, missing), and whether a network can learn from it."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lamina.core.config import DataConfig
from lamina.core.records import Note
from lamina.data.table import Table
from lamina.data.values import text_cells

ColumnKind = Literal["number", "date", "boolean", "category", "text", "id", "many", "constant", "missing"]
INPUT_KINDS = ("number", "date", "boolean", "category")
ENOUGH = 20  # rows from which uniqueness says something
LONG_TEXT = 4.0  # mean number of words from which mostly different values are free text


@dataclass(frozen=True)
class Column:
    """A column described. kind "many": too many categories. reason: why it is left out of the inputs, or None."""

    name: str
    kind: ColumnKind
    unique: int  # different values, missing not counted
    missing: int
    integer: bool = False
    reason: Note | None = None


def describe_columns(table: Table, config: DataConfig) -> dict[str, Column]:
    """Kind of every column in file order; `config.types` is obeyed, `config.ignore` and drop are left out."""
    return {values.name: describe_column(values, config) for values in table.frame.get_columns()}


def describe_column(values: pl.Series, config: DataConfig) -> Column:
    """Kind of one typed column (n,), with the reason where it should not be an input."""
    name, missing = values.name, values.null_count()
    known = values.drop_nulls()
    unique = known.n_unique()
    asked = config.types.get(name)
    kind = _natural_kind(values)
    integer = kind == "number" and unique > 0 and bool((known == known.round(0)).all())
    told = {"column": name, "unique": unique, "rows": len(values)}
    if asked == "drop" or name in config.ignore:
        reason = Note(code="table.left_out_asked", parameters=told)
        return Column(name, kind, unique, missing, integer, reason)
    if unique == 0:
        return Column(name, "missing", 0, missing, False, Note(code="table.left_out_missing", parameters=told))
    if unique == 1 and (missing == 0 or kind in ("number", "date")):
        told["value"] = str(text_cells(known.head(1))[0])
        return Column(name, "constant", unique, missing, integer, Note(code="table.left_out_constant", parameters=told))
    if asked is not None:
        return Column(name, kind, unique, missing, integer)
    if integer and _is_running(known, len(values)):
        return Column(name, "id", unique, missing, True, Note(code="table.left_out_running", parameters=told))
    if kind == "category":
        kind = _kind_of_strings(known, unique, config.max_categories)
        if kind != "category":
            code = {"text": "table.left_out_text", "id": "table.left_out_id", "many": "table.left_out_many"}[kind]
            return Column(name, kind, unique, missing, False, Note(code=code, parameters=told))
    return Column(name, kind, unique, missing, integer)


def infinite_rows(values: pl.Series) -> NDArray[np.int64]:
    """Positions of infinities, which count as missing in an input."""
    if values.dtype != pl.Float64:
        return np.empty(0, dtype=np.int64)
    return np.flatnonzero(values.is_infinite().fill_null(False).to_numpy())


def _natural_kind(values: pl.Series) -> ColumnKind:
    if values.dtype == pl.Boolean:
        return "boolean"
    if values.dtype == pl.Datetime:
        return "date"
    return "number" if values.dtype == pl.Float64 else "category"


def _is_running(known: pl.Series, rows: int) -> bool:
    """Whole numbers without gap or repetition, one per row: 1, 2, 3 ... in any order."""
    if rows < ENOUGH or len(known) < rows:
        return False
    low, high = float(known.min()), float(known.max())  # type: ignore[arg-type]
    return high - low == rows - 1 and known.n_unique() == rows


def _kind_of_strings(known: pl.Series, unique: int, most: int) -> ColumnKind:
    """Free text, one name per row, too many categories (most of them seen once or rarely), or a category."""
    if unique <= ENOUGH:
        return "category"
    words = float((known.str.count_matches(r"\s+") + 1).mean())  # type: ignore[arg-type]
    if words >= LONG_TEXT and unique > 0.3 * len(known):
        return "text"
    if unique == len(known):
        return "id"
    covered = int(known.value_counts(sort=True)["count"].head(most).sum())
    return "many" if unique > 0.5 * len(known) or covered < 0.5 * len(known) else "category"
