"""What each column is (number, date, boolean, category, text, id, constant, missing), and whether a network can learn from it."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lamina.core.config import DataConfig
from lamina.core.records import Note
from lamina.data.tables.table import Table
from lamina.data.tables.values import text_cells

ColumnKind = Literal["number", "date", "boolean", "category", "text", "id", "many", "constant", "missing"]
INPUT_KINDS = ("number", "date", "boolean", "category")
FILLED, DIFFERENT = 0.95, 0.99  # shares of the rows with a value, and of different values, that number the rows
DENSE, SAME_STEP = 0.9, 0.9  # and of the range that is filled, or else of the steps from row to row that are alike
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


def describe_kept(columns: dict[str, Column], table: Table, config: DataConfig) -> dict[str, Column]:
    """The columns of a whole table, after rows were dropped: what one is stays; what is now empty or constant is told."""
    anew = describe_columns(table, config)
    return {name: anew[name] if anew[name].kind in ("constant", "missing") else columns[name] for name in columns}


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
    """Whole numbers that number the rows, a few repeated or gone: 1, 2, 3 ... in any order, or 10, 20, 30 ... in this.

    A random feature fills no range so densely without repeating itself, and does not grow by one step.
    """
    if rows < ENOUGH or len(known) < FILLED * rows or known.n_unique() < DIFFERENT * len(known):
        return False
    span = float(known.max()) - float(known.min()) + 1  # type: ignore[arg-type]
    if DENSE * span <= known.n_unique():
        return True
    steps = known.diff().drop_nulls()
    usual = float(steps.median())  # type: ignore[arg-type]
    return usual > 0 and bool((steps >= 0).all()) and int((steps == usual).sum()) >= SAME_STEP * len(steps)


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
