"""Simple forecasts that a network has to beat: the last value, the value a season before, a ridge regression on lags.

They see the raw windows (n, L, V) that the network's preparation sees, float64.
"""

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from lamina.core.errors import sentence
from lamina.core.later import Later
from lamina.core.rows import Values
from lamina.core.spec import SeriesSpec
from lamina.evaluation.baselines import Fitted

linear_model = Later("sklearn.linear_model")


ALPHAS = np.logspace(-3, 5, 17)
MOST_CELLS = 16_000_000  # windows x lags that the ridge is fitted on: 128 MB
MOST_ROWS_OF_WIDE = 2_000  # windows where there are more lags than windows


@dataclass(frozen=True)
class Repeats:
    """Each step ahead is the value `season` steps before it, or of the newest season in the window; 1: the last value."""

    name: str
    description: str
    series: SeriesSpec
    season: int

    def answers(self, features: Tensor) -> Tensor:
        """Windows (n, L, V) -> (n, Y * H) float64."""
        ahead = torch.arange(self.series.horizon)
        places = self.series.window - self.season + ahead % self.season
        columns = [self.series.variables.index(name) for name in self.series.targets]
        return torch.cat([features[:, places, column] for column in columns], dim=1).double()


@dataclass(frozen=True)
class RidgeOnLags:
    """Linear in all values of the window, standardised; weights (L * V, Y * H), float64."""

    description: str
    shift: Tensor
    scale: Tensor
    weights: Tensor
    bias: Tensor
    name: str = "linear"

    def answers(self, features: Tensor) -> Tensor:
        """Windows (n, L, V) -> (n, Y * H) float64."""
        return ((features.flatten(1).double() - self.shift) / self.scale) @ self.weights + self.bias


def fit_forecasters(windows: Values, target: Tensor, series: SeriesSpec) -> list[Fitted]:
    """All that exist for windows (n, L, V) and targets (n, Y * H) of the training part."""
    found: list[Fitted] = [*naive_forecasters(series)]
    ridge = fit_ridge(windows, target, series)
    return found if ridge is None else [*found, ridge]


def naive_forecasters(series: SeriesSpec) -> list[Repeats]:
    """The last value; and the value a season before, where there is a season and the window holds it."""
    found = [Repeats("naive", sentence("series.naive", {}), series, 1)]
    if 1 < series.season <= series.window:
        told = sentence("series.seasonal_naive", {"season": series.season})
        found.append(Repeats("seasonal-naive", told, series, series.season))
    return found


def fit_ridge(windows: Values, target: Tensor, series: SeriesSpec) -> RidgeOnLags | None:
    """Ridge regression on the lags of all variables; alpha by leave-one-out over the training windows alone.

    Of very many windows an even choice. None for fewer than three.
    """
    rows, lags = len(windows), series.window * len(series.variables)
    most = max(3, MOST_CELLS // lags)
    if rows < 3:
        return None
    every = -(-rows // (most if lags < most else MOST_ROWS_OF_WIDE))
    chosen = torch.arange(0, rows, every)
    features = windows[chosen].flatten(1).double()
    lags_seen = features.numpy()  # NumPy's sums: the same bits at any number of threads
    shift, deviation = torch.from_numpy(lags_seen.mean(axis=0)), torch.from_numpy(lags_seen.std(axis=0))
    scale = torch.where(deviation > 0, deviation, torch.ones_like(deviation))
    model = linear_model.RidgeCV(alphas=ALPHAS).fit(((features - shift) / scale).numpy(), target[chosen].numpy())
    told = {
        "lags": series.window,
        "variables": len(series.variables),
        "rows": len(chosen),
        "all_rows": rows,
        "alpha": f"{model.alpha_:.3g}",
    }
    outputs = target.shape[1]
    return RidgeOnLags(
        sentence("series.ridge", told), shift, scale, torch.from_numpy(np.asarray(model.coef_).reshape(outputs, -1).T.copy()),
        torch.from_numpy(np.broadcast_to(model.intercept_, (outputs,)).copy()),
    )  # fmt: skip
