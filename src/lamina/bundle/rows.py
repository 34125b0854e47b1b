"""Table rows as a person writes them ({"age": 22, "sex": "male"}), to the raw inputs of a model and back.

Golden rows are kept in this form, so that the meaning of a column is checked and not only the arithmetic.
"""

import math
from datetime import UTC, datetime

import torch
from torch import Tensor

from lamina.core.errors import InputError
from lamina.core.spec import CategoryColumn, DataSpec, NumberColumn

DAY = 86_400.0  # seconds
Cell = float | int | str | bool | None


def encode_rows(rows: list[dict[str, Cell]], spec: DataSpec) -> dict[str, Tensor]:
    """Rows of column name -> value, to {"numbers": (n, N) float64, "codes": (n, K) int64}.

    None is missing; dates are ISO texts; a category that training did not see gets the code of unseen ones.
    """
    numbers = [[number(row.get(column.name), column) for column in spec.numbers] for row in rows]
    codes = [[code(row.get(column.name), column) for column in spec.categories] for row in rows]
    return {
        "numbers": torch.tensor(numbers, dtype=torch.float64).reshape(len(rows), len(spec.numbers)),
        "codes": torch.tensor(codes, dtype=torch.int64).reshape(len(rows), len(spec.categories)),
    }


def decode_rows(inputs: dict[str, Tensor], spec: DataSpec) -> list[dict[str, Cell]]:
    """The inverse of `encode_rows`; an unseen category becomes a text that is none of the column's categories."""
    rows: list[dict[str, Cell]] = []
    for values, codes in zip(inputs["numbers"].tolist(), inputs["codes"].tolist(), strict=True):
        row = {column.name: written(value, column) for value, column in zip(values, spec.numbers, strict=True)}
        rows.append(
            row | {column.name: named(index, column) for index, column in zip(codes, spec.categories, strict=True)}
        )
    return rows


def number(value: Cell, column: NumberColumn) -> float:
    """A cell of a numeric column: missing as NaN, a date as seconds since 1970 (UTC), a boolean as 0 or 1."""
    if value is None:
        return math.nan
    try:
        if column.source == "date" and isinstance(value, str):
            moment = datetime.fromisoformat(value)
            return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
        return float(value)
    except ValueError:
        raise InputError("bundle.bad_cell", column=column.name, value=str(value)) from None


def written(value: float, column: NumberColumn) -> Cell:
    """A number as a person writes it: a date as ISO text, a boolean as true or false, a whole number without a point."""
    if math.isnan(value):
        return None
    if column.source == "boolean" and value in (0.0, 1.0):
        return bool(value)
    if column.source == "date":
        try:
            moment = datetime.fromtimestamp(value, UTC).replace(tzinfo=None)
        except (ValueError, OverflowError, OSError):
            return value  # before the year 1 or after 9999
        return moment.date().isoformat() if whole_days(column) and value % DAY == 0 else moment.isoformat()
    return int(value) if column.integer and value.is_integer() else value


def whole_days(column: NumberColumn) -> bool:
    """Whether a date column has no time of day; one column is written in one way."""
    return all(value % DAY == 0 for value in column.quantiles)


def code(value: Cell, column: CategoryColumn) -> int:
    """The code of a category: its index; len(categories) for missing, one more for unseen."""
    if value is None or value == "" or value != value:
        return len(column.categories)
    text = str(value).lower() if isinstance(value, bool) else f"{value:.0f}" if _whole(value) else str(value)
    return column.categories.index(text) if text in column.categories else len(column.categories) + 1


def _whole(value: Cell) -> bool:
    """A float without a fraction: as a category 3.0 is "3", as when a table is read."""
    return isinstance(value, float) and value.is_integer()


def named(index: int, column: CategoryColumn) -> Cell:
    """The category of a code; None for missing."""
    if index < len(column.categories):
        return column.categories[index]
    return None if index == len(column.categories) else unseen_name(column)


def unseen_name(column: CategoryColumn) -> str:
    """A text that is none of the column's categories."""
    name = "never seen"
    while name in column.categories:
        name += "?"
    return name
