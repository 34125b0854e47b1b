"""The top of a stacked or two-way recurrent layer of torch as a layer of its own, and what the layers below give it."""

from typing import Any

import torch
from torch import Tensor, nn

PARTS = ("weight_ih", "weight_hh", "bias_ih", "bias_hh")


def top_layer(layer: nn.RNNBase) -> nn.RNNBase:
    """The last sub-layer, forward in time, with weights of its own."""
    ways = 2 if layer.bidirectional else 1
    width = layer.input_size if layer.num_layers == 1 else ways * layer.hidden_size
    top = _like(layer, width, 1, both=False)
    _take_weights(top, layer, {"_l0": f"_l{layer.num_layers - 1}"})
    return top


def below_top(layer: nn.RNNBase, x: Tensor) -> Tensor:
    """What the last sub-layer takes at each step, (T, in), from what the whole layer takes, x (T, in)."""
    if layer.num_layers == 1:
        return x
    below = _like(layer, layer.input_size, layer.num_layers - 1, both=layer.bidirectional)
    ends = [
        f"_l{number}{way}" for number in range(below.num_layers) for way in ("", "_reverse")[: 1 + layer.bidirectional]
    ]
    _take_weights(below, layer, dict(zip(ends, ends, strict=True)))
    with torch.no_grad():
        return below(x)[0]


def _like(layer: nn.RNNBase, width: int, depth: int, both: bool) -> nn.RNNBase:
    more = {"nonlinearity": layer.nonlinearity} if isinstance(layer, nn.RNN) else {}
    kind: Any = type(layer)
    made = kind(width, layer.hidden_size, depth, bias=layer.bias, batch_first=True, bidirectional=both, **more)
    return made.to(next(layer.parameters()))


def _take_weights(made: nn.RNNBase, layer: nn.RNNBase, ends: dict[str, str]) -> None:
    """Copy weights by the ends of their names, those of the new layer to those of the old."""
    with torch.no_grad():
        for new, old in ends.items():
            for part in PARTS if layer.bias else PARTS[:2]:
                getattr(made, part + new).copy_(getattr(layer, part + old))
