"""What is learned from the training rows about categories: which there are, in which order, and their codes' places."""

from dataclasses import dataclass

import numpy as np
import polars as pl
import torch
from numpy.typing import NDArray

from lamina.core.config import DataConfig
from lamina.core.errors import InputError
from lamina.core.records import Statistic
from lamina.core.spec import CategoryColumn
from lamina.data.prepare import TablePreparation
from lamina.data.tables.values import code_cells

Integers = NDArray[np.int64]


@dataclass(frozen=True)
class FittedCategories:
    """columns: as the spec keeps them; missing, for_missing, for_unseen: (K,) codes; slots: (F, 2) column and code."""

    columns: tuple[CategoryColumn, ...]
    missing: Integers
    for_missing: Integers
    for_unseen: Integers
    slots: Integers
    statistics: tuple[Statistic, ...]


def fit_categories(columns: list[pl.Series], config: DataConfig) -> FittedCategories:
    """Fit on the training rows: K text columns. The most frequent `max_categories` are kept, the rest is "other".

    Missing is a category of its own, or with "most-frequent" becomes the most frequent one. A missing or unseen
    value of a column whose training rows had none: zeros in one-hot; the most frequent category in an embedding,
    because its own vector would be untrained.
    """
    described, codes = [], []
    for series in columns:
        column = describe_categories(series, config.max_categories)
        described.append(column)
        codes.append(_standing(column, series, config))
    missing, for_missing, for_unseen = np.array([item[:3] for item in codes], dtype=np.int64).reshape(-1, 3).T
    slots = np.array([(i, code) for i, item in enumerate(codes) for code in item[3]], dtype=np.int64).reshape(-1, 2)
    statistics = tuple(_statistic(column, series) for column, series in zip(described, columns, strict=True))
    return FittedCategories(tuple(described), missing, for_missing, for_unseen, slots, statistics)


def describe_categories(series: pl.Series, most: int) -> CategoryColumn:
    """The categories of a text column by frequency (ties by text), at most `most`; shares of all rows."""
    counts = series.drop_nulls().value_counts(name="rows").sort(["rows", series.name], descending=[True, False])
    kept = counts.head(most)
    n = max(1, series.len())
    return CategoryColumn(
        name=series.name,
        categories=tuple(kept[series.name].to_list()),
        frequencies=tuple(rows / n for rows in kept["rows"].to_list()),
        missing=series.null_count() / n,
    )


def load_categories(prepare: TablePreparation, fitted: FittedCategories) -> None:
    """Put what was fitted into the module's buffers."""
    prepare.replace.missing.copy_(torch.from_numpy(fitted.missing))
    prepare.replace.for_missing.copy_(torch.from_numpy(fitted.for_missing))
    prepare.replace.for_unseen.copy_(torch.from_numpy(fitted.for_unseen))
    if prepare.arguments["num_onehot"]:
        prepare.onehot.column.copy_(torch.from_numpy(fitted.slots[:, 0].copy()))
        prepare.onehot.code.copy_(torch.from_numpy(fitted.slots[:, 1].copy()))


def _standing(column: CategoryColumn, series: pl.Series, config: DataConfig) -> tuple[int, int, int, list[int]]:
    """(code of missing, what missing becomes, what unseen becomes, codes that have a one-hot place)."""
    rule = config.missing_columns.get(column.name, config.missing)
    if config.missing_columns.get(column.name) in ("median", "mean"):
        raise InputError("data.rule_needs_numbers", column=column.name, rule=rule)
    missing, other = len(column.categories), len(column.categories) + 1
    seen = np.unique(code_cells(series, column.categories)).tolist()
    embedding = config.categories == "embedding"
    for_missing, for_unseen = missing, other
    if missing and (rule == "most-frequent" or (embedding and missing not in seen)):
        for_missing = 0
    if missing and embedding and other not in seen:
        for_unseen = 0
    slots = [code for code in seen if code != missing or for_missing == missing]
    return missing, for_missing, for_unseen, slots


def _statistic(column: CategoryColumn, series: pl.Series) -> Statistic:
    kept = sum(column.frequencies) + column.missing < 1 - 1e-9
    what = f"categories (of {series.drop_nulls().n_unique()}, rest other)" if kept else "categories"
    return Statistic(name=column.name, what=what, values=list(column.categories), rows=series.len())
