"""What is learned from the training rows about numbers: fill, fences, mean and scale, quantiles.

Order of the pipeline, as in `TablePreparation`: impute, clip, scale; mean and scale are those of the imputed and
clipped rows. Outliers are beyond Tukey's outer fences (1977): 3 interquartile ranges below the lower or above the
upper quartile of the training rows; a column whose interquartile range is 0 has no fences.
"""

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from lamina.core.config import DataConfig
from lamina.core.records import Statistic
from lamina.core.spec import NumberColumn
from lamina.data.magnitude import safe_unit
from lamina.data.prepare import TablePreparation

Floats = NDArray[np.float64]
OCTILES = np.arange(9) / 8
FENCE = 3.0


@dataclass(frozen=True)
class FittedNumbers:
    """All (N,) but `indicated`, the positions of columns with a missing indicator (M,)."""

    columns: tuple[NumberColumn, ...]
    fill: Floats
    low: Floats
    high: Floats
    mean: Floats
    scale: Floats
    indicated: NDArray[np.int64]
    statistics: tuple[Statistic, ...]


def fences(values: Floats) -> tuple[float, float]:
    """(low, high) of one column's values, NaN ignored: quartiles -+ 3 x IQR; infinite where IQR is 0."""
    present = values[~np.isnan(values)]
    if not len(present):
        return -np.inf, np.inf
    lower, upper = np.quantile(present, (0.25, 0.75))
    spread = upper - lower
    return (lower - FENCE * spread, upper + FENCE * spread) if spread > 0 else (-np.inf, np.inf)


def fit_numbers(values: Floats, names: list[str], sources: list[str], config: DataConfig) -> FittedNumbers:
    """Fit on the training rows. values: (n, N) with NaN; sources: number, date or boolean by column.

    Missing: "auto" and "category" fill the median and add an indicator where training rows had missing values;
    "median", "mean" and "most-frequent" only fill; so does "drop" (rows met later must still be answered).
    """
    rules = [config.missing_columns.get(name, config.missing) for name in names]
    columns = [values[:, i] for i in range(len(names))]
    fill = np.array([_fill(column, rule) for column, rule in zip(columns, rules, strict=True)], dtype=np.float64)
    clipped = config.outliers == "clip"
    limits = [
        fences(column) if clipped and source != "boolean" else (-np.inf, np.inf)
        for column, source in zip(columns, sources, strict=True)
    ]
    low, high = np.array(limits, dtype=np.float64).reshape(-1, 2).T
    ready = np.clip(np.where(np.isnan(values), fill, values), low, high)
    scales = [_mean_and_scale(ready[:, i], config.scale) for i in range(len(names))]
    mean, scale = np.array(scales, dtype=np.float64).reshape(-1, 2).T
    missing = np.isnan(values).mean(axis=0) if len(values) else np.zeros(len(names))
    indicated = [i for i, rule in enumerate(rules) if missing[i] > 0 and rule in ("auto", "category")]
    described = tuple(map(describe_numbers, columns, names, sources))
    fitted = FittedNumbers(described, fill, low, high, mean, scale, np.array(indicated, dtype=np.int64), ())
    return FittedNumbers(**{**vars(fitted), "statistics": _statistics(fitted, rules, config, len(values))})


def describe_numbers(values: Floats, name: str, source: str) -> NumberColumn:
    """The column as the spec keeps it: octiles, share missing, whether all values are whole."""
    present = values[~np.isnan(values)]
    return NumberColumn(
        name=name,
        source=source,  # type: ignore[arg-type]
        quantiles=tuple(np.quantile(present, OCTILES).tolist()) if len(present) else (),
        missing=float(np.isnan(values).mean()) if len(values) else 0.0,
        integer=bool(len(present)) and bool((present == np.floor(present)).all()),
    )


def load_numbers(prepare: TablePreparation, fitted: FittedNumbers) -> None:
    """Put what was fitted into the module's buffers."""
    prepare.impute.fill.copy_(torch.from_numpy(fitted.fill))
    prepare.clip.low.copy_(torch.from_numpy(fitted.low))
    prepare.clip.high.copy_(torch.from_numpy(fitted.high))
    prepare.scale.mean.copy_(torch.from_numpy(fitted.mean))
    prepare.scale.scale.copy_(torch.from_numpy(fitted.scale))
    prepare.indicate.columns.copy_(torch.from_numpy(fitted.indicated))


def _fill(values: Floats, rule: str) -> float:
    present = values[~np.isnan(values)]
    if not len(present):
        return 0.0
    if rule == "mean":
        return _mean_and_scale(present, "standard")[0]
    if rule == "most-frequent":
        kinds, counts = np.unique(present, return_counts=True)
        return float(kinds[np.argmax(counts)])
    return float(np.median(present))


def _mean_and_scale(values: Floats, how: str) -> tuple[float, float]:
    """(mean, scale) of one column without NaN; constant: scale 1."""
    if how == "none" or not len(values):
        return 0.0, 1.0
    unit = safe_unit(values)
    scaled = values / unit
    low, high = float(scaled.min()), float(scaled.max())
    mean, scale = (low, high - low) if how == "minmax" else (float(scaled.mean()), float(scaled.std()))
    return mean * unit, (scale * unit if high > low and scale > 0 else 1.0)


def _statistics(fitted: FittedNumbers, rules: list[str], config: DataConfig, rows: int) -> tuple[Statistic, ...]:
    found: list[Statistic] = []
    for i, column in enumerate(fitted.columns):
        said = {"mean": fitted.mean[i], "scale": fitted.scale[i]} if config.scale == "standard" else {}
        if config.scale == "minmax":
            said = {"minimum": fitted.mean[i], "range": fitted.scale[i]}
        if column.missing > 0:
            what = "median" if rules[i] in ("auto", "category", "drop") else rules[i]
            said[f"fill ({what})"] = fitted.fill[i]
        found += [
            Statistic(name=column.name, what=what, values=[float(value)], rows=rows) for what, value in said.items()
        ]
        if np.isfinite(fitted.low[i]):
            limits = [float(fitted.low[i]), float(fitted.high[i])]
            found.append(Statistic(name=column.name, what=f"clip ({FENCE:g} x IQR)", values=limits, rows=rows))
    return tuple(found)
