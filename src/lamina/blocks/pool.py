"""Pooling: a window slides over each channel and keeps its largest value or its mean. Channels stay what they are.

Size of the output: (size + 2 padding - kernel_size) / stride + 1. Each pooling says whether it rounds down or up
(`ceil=True`): GoogLeNet and ZFNet round up with padding 0, ResNet rounds down with padding 1. Rounded up, the last
window may hang over the edge, where there is nothing to see; one that would start beyond the input is dropped.
"""

from collections import OrderedDict
from typing import Literal, NamedTuple

from torch import Tensor, nn
from torch.nn import functional as F

from lamina.core.errors import InputError

PoolKind = Literal["max", "average"]


def pool_layer(
    kind: str, kernel_size: int = 2, stride: int | None = None, padding: int = 0, *, ceil: bool = False
) -> nn.Module:
    """Max or average pooling, (B, C, H, W) -> (B, C, H', W'); stride: the window's size unless given.

    Sizes round down, or up with `ceil`. padding: at most half of kernel_size.
    """
    if kind == "max":
        return nn.MaxPool2d(kernel_size, stride, padding, ceil_mode=ceil)
    if kind == "average":
        return nn.AvgPool2d(kernel_size, stride, padding, ceil_mode=ceil)
    raise InputError("networks.unknown_pooling", pooling=kind, names="max, average")


def global_average_layer() -> nn.Sequential:
    """Global average pooling, (B, C, H, W) -> (B, C) for any H and W (Lin et al. 2013, Network in Network)."""
    return nn.Sequential(OrderedDict(pool=nn.AdaptiveAvgPool2d(1), flatten=nn.Flatten()))


class Pooled(NamedTuple):
    """What max pooling kept, and where it stood: switches are places in the flattened H x W input of each channel."""

    values: Tensor  # (B, C, H', W')
    switches: Tensor  # (B, C, H', W') int64
    size: tuple[int, int]  # (H, W) of the input


class SwitchPool(nn.MaxPool2d):
    """Max pooling that can keep its switches, the places of the maxima, for the way back (Zeiler & Fergus 2014, 2.1).

    In a network it is max pooling and keeps nothing; `with_switches` gives the places beside the values.
    """

    def with_switches(self, x: Tensor) -> Pooled:
        """x: (B, C, H, W) -> values as forward gives them, and their places."""
        values, switches = F.max_pool2d(
            x, self.kernel_size, self.stride, self.padding, ceil_mode=self.ceil_mode, return_indices=True
        )
        return Pooled(values, switches, (x.shape[2], x.shape[3]))

    @staticmethod
    def unpool(values: Tensor, pooled: Pooled) -> Tensor:
        """values: (B, C, H', W') -> (B, C, H, W): each value at its switch, 0 elsewhere.

        Where overlapping windows had the same maximum, their values are added (the way back of a gradient).
        """
        rows, channels = values.shape[:2]
        flat = values.new_zeros(rows, channels, pooled.size[0] * pooled.size[1])
        flat.scatter_add_(2, pooled.switches.flatten(2), values.flatten(2))
        return flat.view(rows, channels, *pooled.size)
