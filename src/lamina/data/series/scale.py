"""The scaling of a series' windows as a module: fitted on the training span, run at training, prediction and export."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from lamina.data.finish import TargetScale
from lamina.data.magnitude import safe_unit
from lamina.data.stages import to_float32


class SeriesScale(nn.Module):
    """(x - mean) / scale of each variable: standard, min-max (mean = minimum, scale = range) or none (0 and 1).

    window: (B, L, V) float64 -> (window,): (B, L, V) float32.
    """

    mean: Tensor
    scale: Tensor

    def __init__(self, num_variables: int) -> None:
        super().__init__()
        self.arguments: dict[str, Any] = {"num_variables": num_variables}
        self.output_names: tuple[str, ...] = ("window",)
        self.register_buffer("mean", torch.zeros(num_variables, dtype=torch.float64))
        self.register_buffer("scale", torch.ones(num_variables, dtype=torch.float64))

    def forward(self, window: Tensor) -> tuple[Tensor]:
        return (to_float32((window - self.mean) / self.scale),)


def fit_series_scale(values: NDArray[np.float64], how: str) -> SeriesScale:
    """Fitted on the steps of the training span, (T, V); a variable that is constant there keeps the scale 1."""
    module = SeriesScale(values.shape[1])
    if how == "none":
        return module
    unit = np.array([safe_unit(column) for column in values.T])
    scaled = values / unit
    low, high = scaled.min(axis=0), scaled.max(axis=0)
    mean, scale = (low, high - low) if how == "minmax" else (scaled.mean(axis=0), scaled.std(axis=0))
    module.mean.copy_(torch.from_numpy(mean * unit))
    module.scale.copy_(torch.from_numpy(np.where((high > low) & (scale > 0), scale * unit, 1.0)))
    return module


def step_scale(prepare: SeriesScale, targets: Sequence[int], horizon: int) -> TargetScale:
    """The scale of the targets' columns of the window, the same for each of `horizon` steps.

    Window and answers are in the same units, so that a network may add to its answers what it saw.
    """
    module = TargetScale(len(targets) * horizon)
    places = torch.tensor(targets)
    module.mean.copy_(prepare.mean[places].repeat_interleave(horizon))
    module.scale.copy_(prepare.scale[places].repeat_interleave(horizon))
    return module
