"""From the network's output to answers a person reads, and from raw targets to what the network learns.

Answers are float64: probabilities, or numbers in raw units.
"""

from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from lamina.data.magnitude import safe_unit
from lamina.data.stages import to_float32


class Probabilities(nn.Module):
    """softmax(logits / temperature). logits: (B, Y), or (B, L, Y) of each step -> the same shape, float64.

    `temperature` is fitted on validation rows (Guo et al. 2017, "On calibration of modern neural networks", eq. 9);
    it changes no answer, only how sure it is.
    """

    temperature: Tensor

    def __init__(self) -> None:
        super().__init__()
        self.arguments: dict[str, Any] = {}
        self.register_buffer("temperature", torch.ones((), dtype=torch.float64))

    def forward(self, logits: Tensor) -> Tensor:
        return torch.softmax(logits.to(torch.float64) / self.temperature, dim=-1)


class LabelProbabilities(nn.Module):
    """sigmoid(logits / temperature), each label on its own. logits: (B, Y) -> (B, Y) float64."""

    temperature: Tensor

    def __init__(self) -> None:
        super().__init__()
        self.arguments: dict[str, Any] = {}
        self.register_buffer("temperature", torch.ones((), dtype=torch.float64))

    def forward(self, logits: Tensor) -> Tensor:
        return torch.sigmoid(logits.to(torch.float64) / self.temperature)


class NextToken(nn.Module):
    """softmax of the last step's logits: what comes after the text. logits: (B, L, V) -> (B, V) float64.

    For rows of one length: behind padding there is no last step.
    """

    def __init__(self) -> None:
        super().__init__()
        self.arguments: dict[str, Any] = {}

    def forward(self, logits: Tensor) -> Tensor:
        return torch.softmax(logits[:, -1].to(torch.float64), dim=1)


class _Standardised(nn.Module):
    """Mean and scale of the outputs, (Y,) float64, fitted on training rows."""

    mean: Tensor
    scale: Tensor

    def __init__(self, num_outputs: int) -> None:
        super().__init__()
        self.arguments: dict[str, Any] = {"num_outputs": num_outputs}
        self.register_buffer("mean", torch.zeros(num_outputs, dtype=torch.float64))
        self.register_buffer("scale", torch.ones(num_outputs, dtype=torch.float64))

    def inverse(self, x: Tensor) -> Tensor:
        """Back to raw units. x: (B, Y) -> (B, Y) float64."""
        return x.to(torch.float64) * self.scale + self.mean


class RawUnits(_Standardised):
    """Back to raw units: x * scale + mean. x: (B, Y) -> (B, Y) float64."""

    def forward(self, x: Tensor) -> Tensor:
        return self.inverse(x)


class TargetScale(_Standardised):
    """What the network learns of a numeric target: (y - mean) / scale. y: (B, Y) float64 -> (B, Y) float32."""

    def forward(self, y: Tensor) -> Tensor:
        return to_float32((y - self.mean) / self.scale)

    def raw_units(self) -> RawUnits:
        """The `finish` that undoes this."""
        finish = RawUnits(len(self.mean))
        finish.mean.copy_(self.mean)
        finish.scale.copy_(self.scale)
        return finish


def fit_target_scale(target: Tensor) -> TargetScale:
    """Mean and standard deviation (1/n) of the training targets, (n, Y) float64; a constant one has scale 1.

    NumPy's sums, whose bits do not depend on the number of threads: a resumed run may have settled on another one.
    """
    module = TargetScale(target.shape[1])
    values = target.numpy()
    unit = np.array([safe_unit(column) for column in values.T])
    deviation = (values / unit).std(axis=0) * unit
    module.mean.copy_(torch.from_numpy((values / unit).mean(axis=0) * unit))
    module.scale.copy_(torch.from_numpy(np.where(deviation > 0, deviation, 1.0)))
    return module
