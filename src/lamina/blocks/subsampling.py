"""Trainable subsampling: LeCun et al. 1998, section B. Four neighbours are added, times a coefficient, plus a bias.

One coefficient and one bias per map. Average pooling is the case coefficient 1/4, bias 0, both fixed.
"""

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from lamina.blocks.init import draw_uniform


class Subsampling(nn.Module):
    """coefficient * (sum of each 2x2 window) + bias, per map; windows do not overlap, sizes round down."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.coefficient = nn.Parameter(torch.empty(channels))
        self.bias = nn.Parameter(torch.zeros(channels))
        self.initialise_own(None)

    @torch.no_grad()
    def initialise_own(self, generator: torch.Generator | None) -> None:
        """Uniform in +-2.4 / 4, for a unit has four inputs; bias 0."""
        draw_uniform(self.coefficient, 2.4 / 4, generator)
        self.bias.zero_()

    def forward(self, x: Tensor) -> Tensor:
        """x: (B, C, H, W) -> (B, C, H // 2, W // 2)."""
        sums = 4 * F.avg_pool2d(x, 2)
        return sums * self.coefficient.view(-1, 1, 1) + self.bias.view(-1, 1, 1)

    def num_connections(self, height: int, width: int) -> int:
        """Connections for maps of this size: four inputs and a bias per unit, as the paper counts."""
        return self.bias.numel() * (4 + 1) * height * width
