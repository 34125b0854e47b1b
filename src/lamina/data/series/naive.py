"""How well the naive forecasts do within the training span: the unit of MASE, and where a network may start."""

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from lamina.core.batch import Part
from lamina.data.series.reading import Series
from lamina.data.series.windows import target_places

ROWS_AT_ONCE = 4096


def naive_errors(series: Series, inside: NDArray[np.bool_], season: int) -> tuple[float, ...]:
    """Mean absolute error, per target, of repeating the value of a season before, over the training span.

    The unit of MASE (Hyndman, Koehler: Another look at measures of forecast accuracy, 2006, eq. 2). Where no step of
    the span has one a season before, that of the step before; 0 where it never errs.
    """
    pieces = [
        values[known] for values, known in zip(
            np.split(series.values[:, target_places(series)], series.starts[1:-1]),
            np.split(inside, series.starts[1:-1]), strict=True,
        )
    ]  # fmt: skip
    lag = season if any(len(piece) > season for piece in pieces) else 1
    errors = np.concatenate([np.abs(piece[lag:] - piece[:-lag]) for piece in pieces if len(piece) > lag])
    return tuple(errors.mean(axis=0).tolist())


def better_season(train: Part, season: int, window: int, horizon: int, targets: Sequence[int]) -> int:
    """The season, or 1 where repeating the last value errs less (mean square) over the training windows, all targets.

    targets: their columns of the window. 1 where the window does not hold a season. Each target counts by its own
    variance, so that one in large units does not decide for all.
    """
    if not 1 < season <= window:
        return 1
    last, seasonal = (_square_errors(train, repeat, window, horizon, targets) for repeat in (1, season))
    variance = train.target.unflatten(1, (len(targets), horizon)).var(dim=(0, 2), correction=0)
    weight = torch.where(variance > 0, 1 / variance, torch.zeros_like(variance))
    return season if float((weight * seasonal).sum()) < float((weight * last).sum()) else 1


def _square_errors(train: Part, repeat: int, window: int, horizon: int, targets: Sequence[int]) -> Tensor:
    """(Y,) sum of the squares, step k ahead forecast by the value `repeat` steps before it, in the newest season."""
    places = window - repeat + torch.arange(horizon) % repeat
    total = torch.zeros(len(targets), dtype=torch.float64)
    for rows in torch.arange(len(train)).split(ROWS_AT_ONCE):
        seen = train.inputs["window"][rows]
        truth = train.target[rows].unflatten(1, (len(targets), horizon))
        answers = torch.stack([seen[:, places, column] for column in targets], dim=1)
        total += (answers - truth).square().sum(dim=(0, 2))
    return total
