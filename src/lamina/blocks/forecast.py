"""What lets a network forecast beyond the values that it was trained on: a level taken off, a linear part beside it,

and a start as the naive forecast, from which it learns what to change.

A forecast has Y = targets * horizon numbers, step after step within a target: v1 +1, v1 +2, ... v2 +1, ...
All of them are in the units of the window's columns: target and window are scaled alike.
"""

from collections.abc import Sequence

import torch
from torch import Tensor, nn

from lamina.core.errors import InputError, nearest

LEVELS = ("none", "last", "mean")


class Anchor(nn.Module):
    """The level of each window, taken off all its columns and given back to the answers.

    level: "last", the newest value (NLinear: Zeng et al. 2023, Are transformers effective for time series
    forecasting?), or "mean", the window's mean (half of RevIN, Kim et al. 2022, which divides by the deviation too).
    Differs from both: for each step ahead it is learned how much of the level stays, 1 + drift, with drift 0 at first.
    A growing series keeps its level; one that returns to its mean (0, when scaled) gives it up, the further the more.
    """

    def __init__(self, level: str, target_columns: Sequence[int], horizon: int) -> None:
        super().__init__()
        if level not in LEVELS[1:]:
            raise InputError(
                "networks.unknown_anchor", anchor=level, nearest=nearest(level, LEVELS), names=", ".join(LEVELS)
            )
        self.level, self.target_columns, self.horizon = level, tuple(target_columns), horizon
        self.drift = nn.Parameter(torch.zeros(horizon))

    @torch.no_grad()
    def initialise_own(self, generator: torch.Generator | None) -> None:
        """0: all of the level is given back."""
        self.drift.zero_()

    def forward(self, window: Tensor) -> tuple[Tensor, Tensor]:
        """window: (B, T, F) -> the window without its level, and what of the level is in each answer (B, Y)."""
        level = window[:, -1:] if self.level == "last" else window.mean(dim=1, keepdim=True)
        kept = [level[:, 0, column : column + 1] * (1 + self.drift) for column in self.target_columns]
        return window - level, torch.cat(kept, dim=1)

    def extra_repr(self) -> str:
        """Settings, for print(network)."""
        return f"{self.level}, columns {list(self.target_columns)}"


class Autoregression(nn.Module):
    """Linear in each target's own newest values, with the same weights for all targets.

    The autoregressive part of LSTNet (Lai et al. 2018, Modeling long- and short-term temporal patterns, section 3.5),
    with a weight for each step ahead, as all steps are forecast at once. With a season within the lags it starts as
    the forecast that repeats the newest season, step k ahead the value `season` steps before it; else at 0.
    """

    def __init__(self, num_lags: int, horizon: int, target_columns: Sequence[int], season: int = 1) -> None:
        super().__init__()
        self.num_lags, self.target_columns, self.season = num_lags, tuple(target_columns), season
        self.weight = nn.Parameter(torch.zeros(horizon, num_lags))

    @torch.no_grad()
    def initialise_own(self, generator: torch.Generator | None) -> None:
        """The seasonal naive forecast, or 0: nothing is drawn."""
        self.weight.zero_()
        if 1 < self.season <= self.num_lags:
            ahead = torch.arange(len(self.weight))
            self.weight[ahead, self.num_lags - self.season + ahead % self.season] = 1.0

    def forward(self, window: Tensor) -> Tensor:
        """window: (B, T, F), T at least num_lags -> (B, Y)."""
        if window.shape[1] < self.num_lags:
            raise InputError("networks.short_window", steps=window.shape[1], lags=self.num_lags)
        lags = window[:, -self.num_lags :]
        return torch.cat([lags[:, :, column] @ self.weight.T for column in self.target_columns], dim=1)

    def extra_repr(self) -> str:
        """Sizes, for print(network)."""
        season = f", season {self.season}" if self.season > 1 else ""
        return f"lags {self.num_lags}{season}, columns {list(self.target_columns)}"


class Correction(nn.Linear):
    """A dense layer that starts at 0: the network begins as the forecast to which this adds.

    As the last layer of a residual branch that begins as the identity (Goyal et al. 2017, Accurate, large minibatch
    SGD, section 5.1): what is learned is the difference from a forecast that is there already.
    """

    @torch.no_grad()
    def initialise_own(self, generator: torch.Generator | None) -> None:
        """Weights and bias 0."""
        self.weight.zero_()
        self.bias.zero_()


def horizon_of(network: str, num_outputs: int, target_columns: Sequence[int], in_features: int) -> int:
    """Steps ahead for each target; columns that the window does not have and uneven numbers of outputs are refused."""
    wrong = [column for column in target_columns if not 0 <= column < in_features]
    if wrong:
        raise InputError("networks.bad_target_column", network=network, column=wrong[0], columns=in_features)
    if num_outputs % len(target_columns):
        raise InputError(
            "networks.uneven_horizon", network=network, outputs=num_outputs, targets=len(target_columns)
        )  # fmt: skip
    return num_outputs // len(target_columns)
