"""Convolution with what follows it, and the dense layer as the convolution that it also is."""

from collections import OrderedDict

import torch
from torch import nn

from lamina.blocks.activations import activation as activation_layer
from lamina.blocks.norm import batch_norm as batch_norm_layer
from lamina.core.errors import InputError

Size = int | tuple[int, int]  # one number for height and width, or (height, width)


def conv_layer(
    in_channels: int,
    out_channels: int,
    kernel_size: Size,
    activation: str,
    *,
    stride: Size = 1,
    padding: Size = 0,
    groups: int = 1,
    batch_norm: bool = False,
) -> nn.Sequential:
    """Convolution, batch norm if asked, activation: (B, in, H, W) -> (B, out, H', W').

    H' = (H + 2 padding - kernel_size) / stride + 1, rounded down. Each of the `out` kernels has one bias (none before
    batch norm, whose own bias does its work) and sees in / groups channels: with groups the channels are cut into so
    many parts, inputs and kernels alike, and a kernel sees its part only. kernel_size 1 mixes channels, pixel by pixel.
    """
    if groups < 1 or in_channels % groups or out_channels % groups:
        raise InputError("networks.bad_groups", groups=groups, in_channels=in_channels, out_channels=out_channels)
    layers: OrderedDict[str, nn.Module] = OrderedDict()
    layers["convolution"] = nn.Conv2d(
        in_channels, out_channels, kernel_size, stride, padding, groups=groups, bias=not batch_norm
    )
    if batch_norm:
        layers["norm"] = batch_norm_layer(out_channels, dims=2)
    layers["activation"] = activation_layer(activation)
    return nn.Sequential(layers)


def dense_as_convolution(dense: nn.Linear, channels: int, height: int, width: int) -> nn.Conv2d:
    """The convolution, as large as its input, that equals a dense layer on flattened (channels, height, width) maps."""
    convolution = nn.Conv2d(channels, dense.out_features, (height, width), bias=dense.bias is not None)
    with torch.no_grad():
        convolution.weight.copy_(dense.weight.view(-1, channels, height, width))
        if convolution.bias is not None:
            convolution.bias.copy_(dense.bias)
    return convolution
