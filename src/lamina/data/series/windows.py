"""Windows of a series and their targets, by part: split by time, no target step in two parts, nothing copied of windows.

A row is an origin: `window` steps of all variables up to it, and the `horizon` steps of the targets after it. Every
origin of a part whose target steps all lie in the part is a row; its window may reach back into the part before,
because past values are known when a forecast is made.
"""

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from lamina.core.batch import Part
from lamina.core.config import DataConfig
from lamina.core.errors import InputError
from lamina.core.rows import Rows
from lamina.data.series.reading import Series

Index = NDArray[np.int64]


@dataclass(frozen=True)
class Borders:
    """Steps of the grid where the parts begin and end: part -> (first, one past the last), in order of time."""

    parts: dict[str, tuple[int, int]]

    def training(self, series: Series) -> NDArray[np.bool_]:
        """(T,) the steps of the training span: all that anything may be fitted on."""
        first, end = self.parts["train"]
        return (series.steps >= first) & (series.steps < end)


def find_borders(series: Series, config: DataConfig, horizon: int, fold: int | None = None) -> Borders:
    """The last `test_fraction` of the span is test, before it validation; each holds at least one whole horizon.

    fold: of config.folds; the span's last half is cut into so many blocks, fold k is tested on block k and learns from
    all before it (validation from the end of that). Raises InputError when nothing is left to train on.
    """
    if config.validation_fraction + config.test_fraction >= 1.0:
        raise InputError("data.split_fractions", validation=config.validation_fraction, test=config.test_fraction)
    first, end = int(series.steps.min()), int(series.steps.max()) + 1
    count = end - first
    if fold is not None:
        edges = np.linspace(first + count // 2, end, config.folds + 1).round().astype(int).tolist()
        test, end = edges[fold], edges[fold + 1]
        if min(np.diff(edges)) < horizon:
            raise InputError("series.short_folds", folds=config.folds, steps=count, horizon=horizon)
        count = test - first
    else:
        test = end - _steps(count, config.test_fraction, horizon)
    validation = test - _steps(count, config.validation_fraction, horizon)
    if validation - first <= horizon:
        raise InputError(
            "series.too_short", steps=end - first, training=max(0, validation - first), window=1, horizon=horizon,
            several=len(series.names) > 1,
        )  # fmt: skip
    spans = {"train": (first, validation), "validation": (validation, test), "test": (test, end)}
    return Borders({name: span for name, span in spans.items() if span[1] > span[0]})


def cut_parts(series: Series, borders: Borders, window: int, horizon: int) -> tuple[dict[str, Part], int]:
    """Parts with the raw input "window" (n, L, V) and targets (n, Y * H) float64, by target and then by step ahead;

    and how many origins were left out because a value of their next steps was filled in. row_ids: the file's row of
    the first step that is forecast. Parts without an origin are absent.
    """
    origins = whole_origins(series, window, horizon)
    kept = origins[~filled_targets(series, origins, window, horizon)]
    ahead = series.steps[kept + window]
    parts = {}
    for name, (first, end) in borders.parts.items():
        inside = kept[(ahead >= first) & (ahead + horizon <= end)]
        if len(inside):
            parts[name] = Part(
                name, {"window": windows(series, inside, window)}, targets(series, inside, window, horizon),
                None, torch.from_numpy(series.rows[inside + window]),
            )  # fmt: skip
    return parts, len(origins) - len(kept)


def whole_origins(series: Series, window: int, horizon: int) -> Index:
    """First step (a place in series.values) of each window that has its `horizon` next steps in the same series."""
    found = [
        np.arange(begin, end - window - horizon + 1)
        for begin, end in zip(series.starts[:-1].tolist(), series.starts[1:].tolist(), strict=True)
    ]
    return np.concatenate(found).astype(np.int64)


def filled_targets(series: Series, origins: Index, window: int, horizon: int) -> NDArray[np.bool_]:
    """(n,) whether one of the next steps' targets was filled in: no truth to learn from or to be scored against."""
    filled = series.filled[:, target_places(series)].any(axis=1)
    before = np.concatenate([[0], np.cumsum(filled)])
    return before[origins + window + horizon] > before[origins + window]


def windows(series: Series, origins: Index, window: int) -> Rows:
    """(n, L, V) float64, views of the series' own values until rows are asked for."""
    views = torch.from_numpy(series.values).unfold(0, window, 1).transpose(1, 2)
    return Rows(views, torch.from_numpy(origins))


def targets(series: Series, origins: Index, window: int, horizon: int) -> Tensor:
    """(n, Y * H) float64: the steps ahead of the first target, then those of the next."""
    values = torch.from_numpy(series.values[:, target_places(series)])
    return values.unfold(0, horizon, 1)[torch.from_numpy(origins + window)].flatten(1)


def target_places(series: Series) -> list[int]:
    """Positions of the targets among the variables."""
    return [series.columns.variables.index(name) for name in series.columns.targets]


def _steps(count: int, share: float, horizon: int) -> int:
    """Steps of a held-out part: its share, at least a horizon; 0 where none is asked for."""
    return max(round(count * share), horizon) if share > 0 else 0
