"""Rows that are left out on request: with missing values, or with outliers. Counted, and listed by their place."""

import numpy as np

from lamina.core.config import DataConfig
from lamina.core.errors import InputError
from lamina.core.records import Note
from lamina.data.tables.fit import Column, Rows
from lamina.data.tables.fit_numbers import FENCE, fences
from lamina.data.tables.table import Table

MOST_PLACES = 1_000  # listed in the audit


def with_missing(columns: list[Column], config: DataConfig, table: Table) -> tuple[Rows, tuple[Note, ...]]:
    """(positions to drop, note): rows that miss a value in a column whose rule is "drop", in every part.

    This looks at each row alone, so it may come before the split. Raises InputError when no row would be left.
    """
    asked = [column for column in columns if config.missing_columns.get(column.name, config.missing) == "drop"]
    counts = {column.name: int(column.missing().sum()) for column in asked}
    counts = {name: count for name, count in counts.items() if count}
    if not counts:
        return np.empty(0, dtype=np.int64), ()
    rows = np.flatnonzero(np.any([column.missing() for column in asked], axis=0))
    if len(rows) == len(table):
        raise InputError("data.all_rows_dropped", columns=list(counts), rows=len(table))
    told = {"columns": counts, "rows": len(table), **table.places(rows, MOST_PLACES)}
    return rows, (Note(code="data.dropped_missing", parameters=told),)


def outlier_notes(
    columns: list[Column], train: Rows, config: DataConfig, table: Table
) -> tuple[Rows, tuple[Note, ...]]:
    """(training rows to drop, note): numbers beyond Tukey's outer fences (quartiles -+ 3 x IQR) of the training rows.

    "report" and "clip" drop none. "drop" takes training rows only: rows met later are not ours to choose.
    """
    beyond = np.zeros(len(train), dtype=bool)
    counts: dict[str, int] = {}
    for column in columns:
        if column.source == "boolean" or not isinstance(column.cells, np.ndarray):
            continue
        values = column.cells[train]
        low, high = fences(values)
        outside = (values < low) | (values > high)
        if outside.any():
            counts[column.name] = int(outside.sum())
            beyond |= outside
    rows = train[beyond] if config.outliers == "drop" else train[:0]
    if not counts:
        return rows, ()
    told = {"columns": counts, "rows": int(beyond.sum()), "of": len(train), "fence": FENCE, "action": config.outliers}
    if config.outliers == "drop":
        if beyond.all():
            raise InputError("data.all_rows_dropped", columns=list(counts), rows=len(train))
        told |= table.places(rows, MOST_PLACES)
    return rows, (Note(code="data.outliers", parameters=told),)


def missing_note(columns: list[Column], train: Rows, config: DataConfig) -> tuple[Note, ...]:
    """One note that counts the missing training values by column, with the rule for each."""
    counts = {column.name: int(column.missing()[train].sum()) for column in columns}
    told = {name: [count, config.missing_columns.get(name, config.missing)] for name, count in counts.items() if count}
    return (Note(code="data.missing", parameters={"columns": told, "rows": len(train)}),) if told else ()
