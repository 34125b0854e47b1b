"""One window of a pooling layer, worked out: forward, and back to its input."""

import torch
from torch import Tensor

from lamina.core.backpropagation import Windowed
from lamina.report.worked.equation import Equation, Step, digits, matrix
from lamina.report.worked.window_notation import (
    Parts,
    Place,
    input_gradient_map,
    input_maps,
    unit,
    where,
    whole_map,
)
from lamina.words import say


def pooled(seen: Windowed, channel: int, place: Place, under: Tensor) -> Step:
    """The largest value under the window, or their mean."""
    values = under[channel]
    marked = [_best(seen, channel, place, values)] if seen.kind == "max-pooling" else []
    name = "max" if seen.kind == "max-pooling" else say("explain.window.mean")
    parts: Parts = [where(seen, place), *input_maps(seen, place, channel)]
    parts.append(Equation((unit("z", seen, channel, place),), (
        (name, matrix(values, marked=marked, bracketed=False)), (digits(seen.z[channel][place].item()),),
    )))  # fmt: skip
    parts += whole_map("z", seen.z, channel, place)
    return Step(say("explain.window.forward"), tuple(parts))


def shared(seen: Windowed, channel: int, place: Place, under: Tensor) -> Step:
    """The error goes to the largest value alone, or in equal shares to all."""
    delta = seen.delta[channel][place].item()
    shares = torch.full_like(under[channel], delta / under[channel].numel())
    largest = seen.kind == "max-pooling"
    if largest:
        shares = torch.zeros_like(shares)
        shares[_best(seen, channel, place, under[channel])] = delta
    parts: Parts = [say("explain.window.largest_says" if largest else "explain.window.average_says")]
    parts += whole_map("δ", seen.delta, channel, place)
    marked = [_best(seen, channel, place, under[channel])] if largest else []
    parts.append(Equation(
        (say("explain.window.part"),), ((digits(delta), "→", matrix(shares, marked=marked, bracketed=False)),)
    ))  # fmt: skip
    parts += input_gradient_map(seen, channel)
    return Step(say("explain.window.input"), tuple(parts))


def _best(seen: Windowed, channel: int, place: Place, values: Tensor) -> Place:
    """Where in the window its largest value stands, the first of equal ones; padding does not count."""
    hits = (values == seen.z[channel][place]).nonzero()
    return int(hits[0, 0]), int(hits[0, 1])
