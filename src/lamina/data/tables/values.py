"""A column's cells as float64 or as texts: the same conversion when fitting and when predicting."""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lamina.core.errors import InputError

Floats = NDArray[np.float64]
TRUE = ("true", "yes", "1")
FALSE = ("false", "no", "0")


def number_cells(series: pl.Series, source: str = "number") -> Floats:
    """A number, boolean or date column as (n,) float64: dates in seconds since 1970, booleans 0 and 1, NaN missing.

    Infinite numbers count as missing. Texts are read as numbers (dates, booleans by `source`); a text that is none
    raises InputError with column, row (counted from 0) and value.
    """
    if series.dtype == pl.Null or series.len() == 0:
        return np.full(series.len(), np.nan)
    if series.dtype == pl.Date or isinstance(series.dtype, pl.Datetime):
        return _floats(series.cast(pl.Datetime("us")).dt.epoch("us").cast(pl.Float64) / 1e6)
    if series.dtype.is_numeric() or series.dtype == pl.Boolean:
        return _floats(series.cast(pl.Float64))
    return _floats(_read_texts(series.cast(pl.String), source))


def text_cells(series: pl.Series) -> pl.Series:
    """Any column as texts, null where missing: 3.0 is "3", true is "true"."""
    if series.dtype.is_float():
        whole = series.cast(pl.Int64, strict=False)
        same = (whole.cast(series.dtype) == series).fill_null(False)
        texts = pl.select(pl.when(same).then(whole.cast(pl.String)).otherwise(series.cast(pl.String))).to_series()
        return texts.set(series.is_nan().fill_null(False), None).alias(series.name)
    return series.cast(pl.String)


def code_cells(texts: pl.Series, categories: tuple[str, ...]) -> NDArray[np.int64]:
    """(n,) int64: the index of the category; len(categories) where missing, one more where unknown."""
    unseen = len(categories) + 1
    if not categories:
        return np.where(texts.is_null().to_numpy(), 0, unseen)
    codes = texts.replace_strict(list(categories), list(range(len(categories))), default=unseen, return_dtype=pl.Int64)
    return np.where(texts.is_null().to_numpy(), len(categories), codes.to_numpy()).astype(np.int64)


def _read_texts(texts: pl.Series, source: str) -> pl.Series:
    texts = texts.str.strip_chars()
    texts = texts.set((texts == "").fill_null(False), None)
    if source == "date":
        numbers = texts.str.to_datetime(strict=False, time_unit="us").dt.epoch("us").cast(pl.Float64) / 1e6
    elif source == "boolean":
        known = dict.fromkeys(TRUE, 1.0) | dict.fromkeys(FALSE, 0.0)
        numbers = texts.str.to_lowercase().replace_strict(known, default=None, return_dtype=pl.Float64)
    else:
        numbers = texts.cast(pl.Float64, strict=False)
    wrong = (numbers.is_null() & texts.is_not_null()).arg_true()
    if len(wrong):
        row = int(wrong[0])
        raise InputError(
            "data.not_a_number", column=texts.name, row=row, value=texts[row], expected=source, count=len(wrong)
        )
    return numbers


def _floats(series: pl.Series) -> Floats:
    values = series.to_numpy(allow_copy=True).astype(np.float64)
    return np.where(np.isfinite(values), values, np.nan)
