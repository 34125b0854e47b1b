"""Inception: Szegedy et al. 2014, Going deeper with convolutions, section 4. Windows of several sizes side by side.

Four branches see the same maps and keep their height and width (padding 1 for 3x3, 2 for 5x5, 1 for the pooling);
their channels are concatenated (not added), in the order 1x1, 3x3, 5x5, pooling. Every convolution has a ReLU.
"""

from collections import OrderedDict
from typing import NamedTuple

import torch
from torch import Tensor, nn

from lamina.blocks.conv import conv_layer
from lamina.blocks.pool import pool_layer


class InceptionChannels(NamedTuple):
    """Channels of the convolutions of one block, as a row of the paper's table 1."""

    conv1: int
    reduce3: int
    conv3: int
    reduce5: int
    conv5: int
    pool: int

    @property
    def out_channels(self) -> int:
        """Channels of the concatenation."""
        return self.conv1 + self.conv3 + self.conv5 + self.pool


class Inception(nn.Module):
    """The block with reductions (figure 2b): 1x1 convolutions make the maps thin before 3x3 and 5x5, and after pooling."""

    def __init__(self, in_channels: int, channels: InceptionChannels) -> None:
        super().__init__()
        self.out_channels = channels.out_channels
        self.branch1 = conv_layer(in_channels, channels.conv1, 1, "relu")
        self.branch3 = _reduced(in_channels, channels.reduce3, channels.conv3, 3)
        self.branch5 = _reduced(in_channels, channels.reduce5, channels.conv5, 5)
        self.branch_pool = nn.Sequential(
            OrderedDict(
                pool=pool_layer("max", 3, 1, padding=1), project=conv_layer(in_channels, channels.pool, 1, "relu")
            )
        )

    def forward(self, x: Tensor) -> Tensor:
        """x: (B, C, H, W) -> (B, out_channels, H, W)."""
        return torch.cat((self.branch1(x), self.branch3(x), self.branch5(x), self.branch_pool(x)), dim=1)


class NaiveInception(nn.Module):
    """The block without reductions (figure 2a): the pooling branch keeps all channels, so that each block is wider."""

    def __init__(self, in_channels: int, conv1: int, conv3: int, conv5: int) -> None:
        super().__init__()
        self.out_channels = conv1 + conv3 + conv5 + in_channels
        self.branch1 = conv_layer(in_channels, conv1, 1, "relu")
        self.branch3 = conv_layer(in_channels, conv3, 3, "relu", padding=1)
        self.branch5 = conv_layer(in_channels, conv5, 5, "relu", padding=2)
        self.branch_pool = pool_layer("max", 3, 1, padding=1)

    def forward(self, x: Tensor) -> Tensor:
        """x: (B, C, H, W) -> (B, out_channels, H, W)."""
        return torch.cat((self.branch1(x), self.branch3(x), self.branch5(x), self.branch_pool(x)), dim=1)


def _reduced(in_channels: int, reduced: int, out_channels: int, kernel_size: int) -> nn.Sequential:
    return nn.Sequential(
        OrderedDict(
            reduce=conv_layer(in_channels, reduced, 1, "relu"),
            convolve=conv_layer(reduced, out_channels, kernel_size, "relu", padding=kernel_size // 2),
        )
    )
