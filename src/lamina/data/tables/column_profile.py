"""One column as `lamina data` shows it: distribution, quantiles, skew, outliers, missing, most frequent values."""

from typing import Any

import numpy as np
import polars as pl

from lamina.core.records import ColumnProfile
from lamina.data.magnitude import safe_unit
from lamina.data.tables.fit_numbers import OCTILES, Floats, fences
from lamina.data.tables.values import number_cells, text_cells

BINS = 20
MOST_VALUES = 10


def profile_column(series: pl.Series, kind: str, role: str = "input", drift: float | None = None) -> ColumnProfile:
    """The profile of a typed column (n,). Dates are in seconds since 1970 (UTC), booleans 0 and 1."""
    common: dict[str, Any] = {
        "name": series.name,
        "type": kind,
        "role": role,
        "rows": series.len(),
        "missing": series.null_count(),
        "unique": series.drop_nulls().n_unique(),
        "drift": drift,
    }
    if series.dtype == pl.String or series.dtype == pl.Boolean or kind == "constant":
        return ColumnProfile(**common, top=_most_frequent(series))
    values = number_cells(series)
    return ColumnProfile(**common, **_distribution(values[~np.isnan(values)]))


def _most_frequent(series: pl.Series) -> dict[str, int]:
    texts = text_cells(series).drop_nulls().alias("value")
    counts = texts.value_counts(name="rows").sort(["rows", "value"], descending=[True, False]).head(MOST_VALUES)
    return dict(zip(counts["value"].to_list(), counts["rows"].to_list(), strict=True))


def _distribution(values: Floats) -> dict[str, Any]:
    """Quantiles at eighths, mean, standard deviation (1/n), skew (third standardised moment), histogram, outliers."""
    if not len(values):
        return {}
    low, high = fences(values)
    unit = safe_unit(values)
    scaled = values / unit
    mean, std = float(scaled.mean()), float(scaled.std())
    constant = values.min() == values.max()
    counts, edges = (
        np.histogram(scaled, bins=BINS) if not constant else (np.array([len(values)]), np.array([scaled[0]] * 2))
    )
    return {
        "quantiles": tuple(np.quantile(values, OCTILES).tolist()),
        "mean": mean * unit,
        "std": std * unit,
        "skew": None if constant else float((((scaled - mean) / std) ** 3).mean()),
        "outliers": int(((values < low) | (values > high)).sum()),
        "histogram": tuple(counts.tolist()),
        "edges": tuple((edges * unit).tolist()),
    }
