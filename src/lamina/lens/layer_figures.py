"""Figures of one layer for a reading: of what it gives, of its weights, and of a batch norm or a table of vectors."""

import math
from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.modules.batchnorm import _BatchNorm
from torch.nn.modules.conv import _ConvNd, _ConvTransposeNd

from lamina.core.health import EmbeddingHealth, NormHealth
from lamina.lens.moments import (
    NEAR,
    Shape,
    bounds_by_unit,
    likeness,
    moments_by_unit,
    row_std,
    share_of_zeros,
    some_rows,
    spread,
    unit_axis,
)

Named = Sequence[tuple[str, Tensor]]


def output_figures(output: Tensor, shape: Shape, convolved: bool, taken: Tensor | None, rows: int) -> dict[str, Any]:
    """What a layer gave, (B, ...), by the names of LayerHealth. shape: of an activation. taken: its first input."""
    if not output.numel() or not output.dim():
        return {}
    sample = some_rows(output).float()
    axis = unit_axis(output, convolved)
    figures: dict[str, Any] = {"output": spread(sample), "units": output.shape[axis], "activation": shape.name}
    if taken is not None and taken.is_floating_point() and taken.numel():
        figures["input"] = spread(some_rows(taken))
    if len(output) == rows > 1:
        figures["row_std"] = row_std(sample)
    if not shape.name:
        return figures
    figures["zeros"] = share_of_zeros(sample)
    least, most = bounds_by_unit(output, axis)
    if shape.can_die:
        dead = int((most == 0).sum())
        figures |= {"dead_units": dead, "dead_share": dead / len(most)}
    return figures | _at_bounds(sample, least, most, shape)


def _at_bounds(sample: Tensor, least: Tensor, most: Tensor, shape: Shape) -> dict[str, float]:
    """Shares of the numbers near the bounds, and of the units that never leave one; () without a bound.

    The zeros of a rectifier are no bound: they are what it is for.
    """
    low = None if shape.can_die else shape.low
    if low is None and shape.high is None:
        return {}
    both = low is not None and shape.high is not None
    near = NEAR * (shape.high - low if both else abs(shape.high if low is None else low))  # type: ignore[operator]
    stuck = torch.zeros_like(least, dtype=torch.bool)
    figures = {}
    if low is not None:
        figures["low"] = float((sample <= low + near).float().mean())
        stuck |= most <= low + near
    if shape.high is not None:
        figures["high"] = float((sample >= shape.high - near).float().mean())
        stuck |= least >= shape.high - near
    return {**figures, "stuck_share": float(stuck.float().mean())}


def weight_figures(module: nn.Module | None, parameters: Named, gradients: dict[int, float]) -> dict[str, Any]:
    """Sizes of a layer's own parameters and of their gradients, whose norms come by id of the parameter."""
    if not parameters:
        return {}
    weights = [value for name, value in parameters if not is_bias(name)]
    biases = [value for name, value in parameters if is_bias(name)]
    figures: dict[str, Any] = {
        "parameters": sum(value.numel() for _, value in parameters),
        "frozen": not any(value.requires_grad for _, value in parameters),
        "finite_weights": all(math.isfinite(float(value.detach().float().sum())) for _, value in parameters),
        "weight_gradient_norm": _together([gradients[id(one)] for one in weights if id(one) in gradients]),
        "bias_gradient_norm": _together([gradients[id(one)] for one in biases if id(one) in gradients]),
    }
    if not weights:
        return figures
    norm = _together([float(one.detach().float().norm()) for one in weights]) or 0.0
    figures |= {"weight_norm": norm, "weight_rms": norm / math.sqrt(sum(one.numel() for one in weights))}
    main = next((one.detach() for one in weights if one.dim() > 1), None)
    if main is None or isinstance(module, nn.Embedding | nn.EmbeddingBag):
        return figures
    units = main.transpose(0, 1) if isinstance(module, _ConvTransposeNd) else main
    figures["weight_likeness"] = likeness(units.flatten(1))
    if isinstance(module, nn.Linear | nn.Bilinear | _ConvNd):
        fan_in = units[0].numel()
        away = (main.float() - main.float().mean()).norm()  # several times as fast as torch.std
        figures |= {"fan_in": fan_in, "gain": float(away) * math.sqrt(fan_in / main.numel())}
    return figures


def is_bias(name: str) -> bool:
    """Whether a parameter is a bias, by the last part of its name."""
    return "bias" in name.rpartition(".")[2]


def _together(norms: Sequence[float]) -> float | None:
    """Length of all together; None of none."""
    return math.hypot(*norms) if norms else None


def norm_health(module: _BatchNorm, taken: Tensor, batch_size: int, rows: int) -> NormHealth | None:
    """Running statistics beside those of these rows; taken: (n, C, ...), before the running ones move."""
    if taken.dim() < 2:
        return None
    mean, variance = moments_by_unit(taken.float(), 1)
    count = taken.numel() // max(1, taken.shape[1])
    std = variance.clamp(min=1e-12).sqrt()
    running, varied = module.running_mean, module.running_var
    gaps = (0.0, 0.0)
    if running is not None and varied is not None:
        away = (running.float() - mean).abs() / std
        ratio = (varied.float().clamp(min=1e-12) / variance.clamp(min=1e-12)).log().abs()
        gaps = (float(away.median()), float(ratio.median()))
    tracked = None if module.num_batches_tracked is None else int(module.num_batches_tracked)
    return NormHealth(
        batch_size=batch_size, values=round(count * batch_size / max(rows, 1)), mean_gap=gaps[0],
        variance_gap=gaps[1], smallest_std=float(std.min()), batches_tracked=tracked,
    )  # fmt: skip


def embedding_health(module: nn.Embedding | nn.EmbeddingBag, ids: Tensor) -> EmbeddingHealth | None:
    """Rows that these ids touch; ids: int64, any shape."""
    if ids.is_floating_point() or not ids.numel():
        return None
    padding = module.padding_idx
    share = 0.0 if padding is None else float((ids == padding).float().mean())
    same = likeness(module.weight)
    return EmbeddingHealth(
        rows=module.num_embeddings, touched=int(ids.unique().numel()), padding_share=share,
        likeness=0.0 if same is None else same,
    )  # fmt: skip
