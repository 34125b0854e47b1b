"""Fit the preparation of a table: every statistic from the training rows alone, and a record of each."""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lamina.core.config import DataConfig
from lamina.core.errors import InputError, nearest
from lamina.core.records import Note, Statistic
from lamina.core.spec import CategoryColumn, NumberColumn
from lamina.data.prepare import TablePreparation
from lamina.data.tables.fit_categories import fit_categories, load_categories
from lamina.data.tables.fit_numbers import Floats, fit_numbers, load_numbers
from lamina.data.tables.values import number_cells, text_cells

Rows = NDArray[np.int64]
SOURCES = {"number": "number", "integer": "number", "date": "date", "boolean": "boolean"}


@dataclass(frozen=True)
class Column:
    """An input column's cells, all rows: float64 with NaN for numbers, texts with null for categories."""

    name: str
    source: str  # number | date | boolean | category
    cells: Floats | pl.Series

    def missing(self) -> NDArray[np.bool_]:
        """(n,) bool."""
        return np.isnan(self.cells) if isinstance(self.cells, np.ndarray) else self.cells.is_null().to_numpy()


@dataclass(frozen=True)
class FittedTable:
    """The fitted module, the columns that it takes, and what was learned from how many rows."""

    prepare: TablePreparation
    numbers: tuple[NumberColumn, ...]
    categories: tuple[CategoryColumn, ...]
    statistics: tuple[Statistic, ...]
    notes: tuple[Note, ...]


def read_column(series: pl.Series, kind: str) -> Column:
    """A column of the frame by its type: number, integer, date, boolean or category."""
    if kind in SOURCES:
        return Column(series.name, SOURCES[kind], number_cells(series, SOURCES[kind]))
    return Column(series.name, "category", text_cells(series))


def check_rules(columns: list[Column], config: DataConfig) -> None:
    """A rule for a column that is no input is refused with the nearest name."""
    names = [column.name for column in columns]
    for name in config.missing_columns:
        if name not in names:
            raise InputError("data.rule_unknown_column", column=name, nearest=nearest(name, names))


def fit_table(columns: list[Column], train: Rows, config: DataConfig) -> FittedTable:
    """Fit on the training rows (positions `train`). Columns that say nothing there are left out, with a note.

    Raises InputError when no column is left.
    """
    silent = {column.name: _says_nothing(column, train) for column in columns}
    kept = [column for column in columns if silent[column.name] is None]
    if not kept:
        raise InputError("data.no_inputs", columns=[column.name for column in columns], rows=len(train))
    numeric = [column for column in kept if isinstance(column.cells, np.ndarray)]
    textual = [column.cells.gather(train) for column in kept if isinstance(column.cells, pl.Series)]
    values = stack_numbers([column.cells for column in numeric], len(train), train)
    numbers = fit_numbers(values, [column.name for column in numeric], [column.source for column in numeric], config)
    categories = fit_categories(textual, config)
    embedding = config.categories == "embedding"
    prepare = TablePreparation(
        num_numbers=len(numeric),
        num_codes=len(textual),
        num_indicators=len(numbers.indicated),
        num_onehot=0 if embedding else len(categories.slots),
        embedding=embedding,
    )
    load_numbers(prepare, numbers)
    load_categories(prepare, categories)
    notes = tuple(note for note in silent.values() if note is not None)
    statistics = (*numbers.statistics, *categories.statistics)
    return FittedTable(prepare, numbers.columns, categories.columns, statistics, notes)


def stack_numbers(cells: list, rows: int, chosen: Rows | slice = slice(None)) -> Floats:
    """(rows, N) float64 from N columns, (rows, 0) from none."""
    return np.stack([column[chosen] for column in cells], axis=1) if cells else np.empty((rows, 0))


def _says_nothing(column: Column, train: Rows) -> Note | None:
    """A note when the training rows of a column are all missing, or all the same (judged from two rows on)."""
    missing = column.missing()
    if missing[train].all():
        elsewhere = not missing.all()
        return Note(code="data.all_missing", parameters={"column": column.name, "elsewhere": elsewhere})
    if len(train) < 2 or missing[train].any():
        return None
    values = pl.Series(column.cells) if isinstance(column.cells, np.ndarray) else column.cells
    if values.gather(train).n_unique() > 1:
        return None
    told = {"column": column.name, "value": str(text_cells(values)[int(train[0])]), "elsewhere": values.n_unique() > 1}
    return Note(code="data.constant", parameters=told)
