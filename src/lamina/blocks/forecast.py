"""What lets a network forecast beyond the values that it was trained on: a level taken off, a linear part beside it.

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
    """

    def __init__(self, level: str, target_columns: Sequence[int], horizon: int) -> None:
        super().__init__()
        if level not in LEVELS[1:]:
            raise InputError(
                "networks.unknown_anchor", anchor=level, nearest=nearest(level, LEVELS), names=", ".join(LEVELS)
            )
        self.level, self.target_columns, self.horizon = level, tuple(target_columns), horizon

    def forward(self, window: Tensor) -> tuple[Tensor, Tensor]:
        """window: (B, T, F) -> the window without its level, and the level of each answer (B, Y)."""
        level = window[:, -1:] if self.level == "last" else window.mean(dim=1, keepdim=True)
        targets = torch.cat([level[:, 0, column : column + 1] for column in self.target_columns], dim=1)
        return window - level, targets.repeat_interleave(self.horizon, dim=1)

    def extra_repr(self) -> str:
        """Settings, for print(network)."""
        return f"{self.level}, columns {list(self.target_columns)}"


class Autoregression(nn.Module):
    """Linear in each target's own newest values, with the same weights for all targets; starts at 0.

    The autoregressive part of LSTNet (Lai et al. 2018, Modeling long- and short-term temporal patterns, section 3.5),
    with a weight for each step ahead, as all steps are forecast at once.
    """

    def __init__(self, num_lags: int, horizon: int, target_columns: Sequence[int]) -> None:
        super().__init__()
        self.num_lags, self.target_columns = num_lags, tuple(target_columns)
        self.weight = nn.Parameter(torch.zeros(horizon, num_lags))

    @torch.no_grad()
    def initialise_own(self, generator: torch.Generator | None) -> None:
        """0: the recurrent layers begin alone."""
        self.weight.zero_()

    def forward(self, window: Tensor) -> Tensor:
        """window: (B, T, F), T at least num_lags -> (B, Y)."""
        if window.shape[1] < self.num_lags:
            raise InputError("networks.short_window", steps=window.shape[1], lags=self.num_lags)
        lags = window[:, -self.num_lags :]
        return torch.cat([lags[:, :, column] @ self.weight.T for column in self.target_columns], dim=1)

    def extra_repr(self) -> str:
        """Sizes, for print(network)."""
        return f"lags {self.num_lags}, columns {list(self.target_columns)}"


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
