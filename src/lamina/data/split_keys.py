"""What the rule of the split looks at in a table: the given parts, or the column of the group, the time or the part."""

from typing import Any

import numpy as np
import polars as pl

from lamina.core.config import DataConfig
from lamina.core.errors import InputError
from lamina.data.tables.table import Table
from lamina.data.tables.values import number_cells, text_cells

PART_NAMES = {
    "train": "train", "training": "train", "validation": "validation", "valid": "validation", "val": "validation",
    "dev": "validation", "test": "test", "testing": "test",
}  # fmt: skip


def split_keys(table: Table, config: DataConfig) -> dict[str, Any]:
    """Arguments `groups`, `times` or `given` of `split_rows`, (n,) each. A column of "auto" is the given part when
    it holds nothing but names of parts, the time when it holds dates, else the group.

    Raises InputError when the rule needs a column that is not named, or a cell of it names no part.
    """
    keys: dict[str, Any] = {} if table.given_part is None else {"given": table.given_part.tolist()}
    if not config.split_column:
        return keys
    if config.split_column not in table.frame.columns:
        raise InputError("data.split_column_empty", column=config.split_column)
    series = table.frame[config.split_column]
    how = _how(series, config)
    if how == "time":
        keys["times"] = number_cells(series, "date" if series.dtype == pl.String else "number")
    elif how == "group":
        rows = [f"\0{row}" for row in range(len(series))]  # a row without a group is a group of its own
        keys["groups"] = text_cells(series).fill_null(pl.Series(rows)).to_numpy().astype(str)
    elif how == "given":
        keys["given"] = _parts(series, table)
    return keys


def _how(series: pl.Series, config: DataConfig) -> str:
    if config.split in ("group", "time", "given"):
        return config.split
    if config.split in ("random", "stratified"):
        return ""
    if isinstance(series.dtype, pl.Datetime | pl.Date):
        return "time"
    texts = text_cells(series).drop_nulls().str.strip_chars().str.to_lowercase()
    return "given" if texts.len() and texts.is_in(list(PART_NAMES)).all() else "group"


def _parts(series: pl.Series, table: Table) -> list[str]:
    texts = text_cells(series).str.strip_chars().str.to_lowercase()
    parts = texts.replace_strict(PART_NAMES, default=None, return_dtype=pl.String)
    wrong = np.flatnonzero((parts.is_null() & texts.is_not_null()).to_numpy())
    if len(wrong):
        value = series[int(wrong[0])]
        raise InputError("data.unknown_part", column=series.name, value=str(value), **table.places(wrong))
    return parts.fill_null("train").to_list()
