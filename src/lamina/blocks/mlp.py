"""The layers of a multi-layer perceptron: a^l = h(W^l a^(l-1) + b^l), a^0 = x, l = 1 .. L."""

from collections import OrderedDict
from collections.abc import Sequence

from torch import nn

from lamina.blocks.activations import activation as activation_layer
from lamina.blocks.dropout import dropout_layer
from lamina.blocks.norm import batch_norm as batch_norm_layer
from lamina.core.errors import InputError


def dense_layer(
    in_features: int, out_features: int, activation: str, *, dropout: float = 0.0, batch_norm: bool = False
) -> nn.Sequential:
    """Linear, batch norm if asked, activation, then dropout if asked: (B, in) -> (B, out).

    The bias is left out before batch norm, whose own bias does its work. Dropout after the activation sets neurons
    to 0; before it, an activation with h(0) != 0 (sigmoid) would bring them back.
    """
    layers: OrderedDict[str, nn.Module] = OrderedDict()
    layers["linear"] = nn.Linear(in_features, out_features, bias=not batch_norm)
    if batch_norm:
        layers["norm"] = batch_norm_layer(out_features, dims=1)
    layers["activation"] = activation_layer(activation)
    if dropout:
        layers["dropout"] = dropout_layer(dropout)
    return nn.Sequential(layers)


def dense_stack(
    in_features: int, dims: Sequence[int], activations: Sequence[str], *, dropout: float = 0.0, batch_norm: bool = False
) -> nn.Sequential:
    """Dense layers of these widths, one after the other: (B, in) -> (B, dims[-1])."""
    widths = [in_features, *dims]
    return nn.Sequential(
        OrderedDict(
            (f"layer{number}", dense_layer(widths[number - 1], width, name, dropout=dropout, batch_norm=batch_norm))
            for number, (width, name) in enumerate(zip(dims, activations, strict=True), start=1)
        )
    )


def one_per_layer(activation: str | Sequence[str], num_layers: int) -> list[str]:
    """The activation of each layer: one name for all, or as many names as layers."""
    if isinstance(activation, str):
        return [activation] * num_layers
    if len(activation) != num_layers:
        raise InputError("networks.activations_count", given=len(activation), layers=num_layers)
    return list(activation)
