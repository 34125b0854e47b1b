"""Convolution with a connection table: each output map sees only the input maps that the table names.

LeCun et al. 1998, table I: it breaks the symmetry of the maps and keeps the number of connections within bounds.
"""

import math
from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from lamina.blocks.init import draw_uniform


class PartialConv2d(nn.Module):
    """`table[o]` lists the input channels of output channel o; one kernel per pair in the table, one bias per map.

    Only the kernels of the table are parameters, (num_pairs, k, k). For the arithmetic they are laid out in a full
    (out, in, k, k) kernel with zeros elsewhere: same numbers, one fast convolution.
    """

    places: Tensor

    def __init__(self, in_channels: int, table: Sequence[Sequence[int]], kernel_size: int) -> None:
        super().__init__()
        self.in_channels, self.out_channels, self.kernel_size = in_channels, len(table), kernel_size
        self.table = tuple(tuple(row) for row in table)
        num_pairs = sum(len(row) for row in self.table)
        self.weight = nn.Parameter(torch.empty(num_pairs, kernel_size, kernel_size))
        self.bias = nn.Parameter(torch.zeros(len(table)))
        places, pair = [num_pairs] * (len(table) * in_channels), 0  # num_pairs: the kernel of zeros
        for output, row in enumerate(self.table):
            for channel in row:
                places[output * in_channels + channel] = pair
                pair += 1
        self.register_buffer("places", torch.tensor(places), persistent=False)
        self.initialise_own(None)

    @torch.no_grad()
    def initialise_own(self, generator: torch.Generator | None) -> None:
        """Uniform in +-2.4 / fan_in, the fan-in of each output map its own (LeCun et al. 1998, section B); bias 0."""
        first = 0
        for row in self.table:
            draw_uniform(self.weight[first : first + len(row)], 2.4 / (len(row) * self.kernel_size**2), generator)
            first += len(row)
        self.bias.zero_()

    def full_weight(self) -> Tensor:
        """The kernel with zeros where the table has no connection, (out, in, k, k)."""
        padded = torch.cat([self.weight, self.weight.new_zeros(1, self.kernel_size, self.kernel_size)])
        shape = (self.out_channels, self.in_channels, self.kernel_size, self.kernel_size)
        return padded.index_select(0, self.places).view(shape)

    def forward(self, x: Tensor) -> Tensor:
        """x: (B, in, H, W) -> (B, out, H - k + 1, W - k + 1)."""
        return F.conv2d(x, self.full_weight(), self.bias)

    def num_connections(self, height: int, width: int) -> int:
        """Connections of a layer whose maps are height x width, biases counted, as the paper counts."""
        return (math.prod(self.weight.shape) + self.out_channels) * height * width
