"""Pooling: a window slides over each channel and keeps its largest value or its mean. Channels stay what they are.

Size of the output: (size + 2 padding - kernel_size) / stride + 1, rounded down here; the networks whose paper's
table needs rounding up (GoogLeNet, ZFNet) say so with `ceil=True`.
"""

from typing import Literal

from torch import nn

from lamina.core.errors import InputError

PoolKind = Literal["max", "average"]


def pool_layer(
    kind: str, kernel_size: int = 2, stride: int | None = None, padding: int = 0, *, ceil: bool = False
) -> nn.Module:
    """Max or average pooling, (B, C, H, W) -> (B, C, H', W'); stride: the window's size unless given; sizes round down."""
    if kind == "max":
        return nn.MaxPool2d(kernel_size, stride, padding, ceil_mode=ceil)
    if kind == "average":
        return nn.AvgPool2d(kernel_size, stride, padding, ceil_mode=ceil)
    raise InputError("networks.unknown_pooling", pooling=kind, names="max, average")
