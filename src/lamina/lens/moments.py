"""Moments of activations and weights, cheap enough for a look in the middle of a training; and what an activation is.

A unit is what one weight vector gives: a channel of a convolution's maps, else a place of the last axis.
"""

import math
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from lamina.core.health import Spread

ENOUGH = 2**16  # numbers from which moments are taken: of larger tensors some of the rows are left out
NEAR = 0.05  # of a bounded activation's range: that near to a bound counts as at it
SAMPLE = 64  # units whose weight vectors are compared
_PROBES = (-1e6, -1.0, -0.1, 0.1, 1.0, 1e6)
_LARGE = 1e3  # what stays below this for inputs of +-1e6 is bounded


@dataclass(frozen=True)
class Shape:
    """What an activation does: name ("" no activation), bounds where it has them, whether it gives zero below zero."""

    name: str = ""
    low: float | None = None
    high: float | None = None
    can_die: bool = False


NO_ACTIVATION = Shape()
FUNCTIONS = {  # as functions in a forward
    "relu": Shape("relu", 0.0, None, True),
    "relu_": Shape("relu", 0.0, None, True),
    "relu6": Shape("relu6", 0.0, 6.0, True),
    "tanh": Shape("tanh", -1.0, 1.0),
    "tanh_": Shape("tanh", -1.0, 1.0),
    "sigmoid": Shape("sigmoid", 0.0, 1.0),
    "sigmoid_": Shape("sigmoid", 0.0, 1.0),
    "hardtanh": Shape("hardtanh", -1.0, 1.0),
    "hardsigmoid": Shape("hard-sigmoid", 0.0, 1.0),
    "softsign": Shape("softsign", -1.0, 1.0),
    "leaky_relu": Shape("leaky-relu"),
    "elu": Shape("elu"),
    "selu": Shape("selu"),
    "gelu": Shape("gelu"),
    "silu": Shape("silu"),
    "mish": Shape("mish"),
    "softplus": Shape("softplus"),
}
_SPELT = {"ReLU": "relu", "LeakyReLU": "leaky-relu", "ReLU6": "relu6", "Hardsigmoid": "hard-sigmoid", "ELU": "elu",
          "ScaledTanh": "scaled-tanh", "Hardswish": "hard-swish", "SELU": "selu", "GELU": "gelu", "SiLU": "silu"}  # fmt: skip


def activation_of(module: nn.Module) -> Shape:
    """What a module without weights does to single numbers, found by asking it; NO_ACTIVATION of any other module."""
    if any(True for _ in module.children()) or any(True for _ in module.parameters()):
        return NO_ACTIVATION
    if isinstance(module, nn.Identity | nn.Flatten | nn.Unflatten | nn.modules.dropout._DropoutNd):
        return NO_ACTIVATION
    key = f"{type(module).__module__}.{module!r}" if type(module).__module__.startswith("torch.nn.") else ""
    if key not in _KNOWN:
        _KNOWN[key] = _asked(module)
    return _KNOWN[key] if key else _KNOWN.pop(key)


_KNOWN: dict[str, Shape] = {}  # of torch's own modules, by how they are set


def _asked(module: nn.Module) -> Shape:
    asked = torch.tensor(_PROBES)
    try:
        together = module(asked.clone())
        apart = torch.cat([module(asked[place : place + 1].clone()) for place in range(len(_PROBES))])
    except Exception:  # it takes images, tokens ...
        return NO_ACTIVATION
    if not isinstance(together, Tensor) or together.shape != asked.shape or not torch.equal(together, apart):
        return NO_ACTIVATION  # numbers are mixed: softmax, a norm
    if torch.equal(together, asked) or not bool(torch.isfinite(together).all()):
        return NO_ACTIVATION
    values = together.tolist()
    low, high = (value if abs(value) < _LARGE else None for value in (values[0], values[-1]))
    dies = values[0] == values[1] == values[2] == 0.0 and values[4] > 0.0
    name = _SPELT.get(type(module).__name__, type(module).__name__.lower())
    smooth_zero = low == 0.0 and high is None and not dies  # gelu, silu: 0 only far below
    return Shape(name, None if smooth_zero else low, high, dies)


def some_rows(values: Tensor) -> Tensor:
    """Rows enough for moments, evenly taken; at least 8 where there are."""
    if values.numel() <= ENOUGH or values.dim() == 0 or len(values) <= 8:
        return values
    kept = max(8, ENOUGH * len(values) // values.numel())
    return values[:: max(1, len(values) // kept)]


def spread(values: Tensor) -> Spread:
    """Moments of all numbers, in float32 (0 of none); where some are not finite, of the others."""
    numbers = values.detach().float().reshape(-1)
    if not numbers.numel():
        return Spread(mean=0.0, std=0.0, max_abs=0.0)
    least, most = torch.aminmax(numbers)
    mean = numbers.mean()
    std = (numbers - mean).norm() / math.sqrt(numbers.numel())  # several times as fast as torch.std_mean
    figures = torch.stack((mean, std, least, most)).tolist()
    if all(math.isfinite(figure) for figure in figures):
        return Spread(mean=figures[0], std=figures[1], max_abs=max(-figures[2], figures[3]))
    fine = numbers[torch.isfinite(numbers)]
    share = fine.numel() / numbers.numel()
    if share == 1.0:  # so large that their squares are not finite
        return Spread(mean=figures[0], std=math.inf, max_abs=max(-figures[2], figures[3]))
    return spread(fine).model_copy(update={"finite": share})


def row_std(values: Tensor) -> float:
    """Standard deviation over the rows of (B, ...), mean over all else."""
    flat = values.flatten(1)
    away = flat - flat.mean(dim=0)
    return float(away.square_().mean(dim=0).sqrt_().mean())  # many times as fast as torch.std, or a norm over rows


def share_of_zeros(values: Tensor) -> float:
    """Share of exact zeros."""
    return 1.0 - int(values.count_nonzero()) / values.numel()


def bounds_by_unit(values: Tensor, axis: int) -> tuple[Tensor, Tensor]:
    """Smallest and largest number of each unit; the units lie along `axis`."""
    others = [place for place in range(values.dim()) if place != axis]
    return (values.amin(dim=others), values.amax(dim=others)) if others else (values, values)


def unit_axis(values: Tensor, convolved: bool) -> int:
    """Where the units lie: axis 1 of maps (B, C, ...), else the last."""
    return 1 if values.dim() > 2 and (convolved or values.dim() >= 4) else values.dim() - 1


def moments_by_unit(values: Tensor, axis: int) -> tuple[Tensor, Tensor]:
    """Mean and variance of each unit's numbers, (units,) each; many times as fast as torch.var_mean over that axis."""
    shape = [1] * values.dim()
    shape[axis] = -1
    others = [place for place in range(values.dim()) if place != axis]
    mean = values.mean(dim=others)
    return mean, (values - mean.reshape(shape)).square_().mean(dim=others)


def by_unit(values: Tensor, axis: int) -> Tensor:
    """(numbers, units)."""
    return values.movedim(axis, -1).reshape(-1, values.shape[axis])


def likeness(vectors: Tensor) -> float | None:
    """Mean cosine between two of the vectors (n, d), of a sample of at most 64; None of fewer than two."""
    count = len(vectors)
    if count < 2:
        return None
    if count > SAMPLE:
        vectors = vectors[torch.linspace(0, count - 1, SAMPLE, device=vectors.device).long()]
        count = SAMPLE
    vectors = vectors.detach().float().flatten(1)
    norms = vectors.norm(dim=1, keepdim=True)
    if bool((norms == 0).any()):
        alike = bool((vectors == vectors[:1]).all())
        if alike:
            return 1.0
    together = (vectors / norms.clamp(min=1e-30)).sum(dim=0).square().sum()
    return float((together - count) / (count * (count - 1)))
