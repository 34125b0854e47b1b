"""Pixels as the network takes them: per channel (x / 255 - mean) / std, fitted on the training images."""

from typing import Any

import torch
from torch import Tensor, nn

from lamina.core.rows import Values

_CHUNK = 2**21  # bytes looked at in one go


class ImagePreparation(nn.Module):
    """images: (B, H, W, C) uint8 -> images: (B, C, H, W) float32, (x / 255 - mean) / std per channel.

    mean and std are float64 buffers on the scale 0..1. The arithmetic is x * a + b with a = 1 / (255 std) and
    b = -mean / std made in float64 and rounded once.
    """

    mean: Tensor
    std: Tensor

    def __init__(self, num_channels: int) -> None:
        super().__init__()
        self.arguments: dict[str, Any] = {"num_channels": num_channels}
        self.output_names: tuple[str, ...] = ("images",)
        self.register_buffer("mean", torch.zeros(num_channels, dtype=torch.float64))
        self.register_buffer("std", torch.ones(num_channels, dtype=torch.float64))

    def affine(self) -> tuple[Tensor, Tensor]:
        """(a, b), float32 (C,): a pixel x of 0..255 becomes x a + b."""
        return (1.0 / (255.0 * self.std)).to(torch.float32), (-self.mean / self.std).to(torch.float32)

    def forward(self, images: Tensor) -> tuple[Tensor]:
        factor, shift = self.affine()
        pixels = images.permute(0, 3, 1, 2).contiguous().to(torch.float32)  # bytes are moved, not floats: faster
        return (pixels.mul_(factor.view(-1, 1, 1)).add_(shift.view(-1, 1, 1)),)


def fit_pixels(images: Values) -> ImagePreparation:
    """Mean and standard deviation (1/n) per channel of training images (n, H, W, C) uint8; a constant one has std 1.

    Exact: pixels are counted by value (256 counters a channel), then summed in float64.
    """
    num_channels = images.shape[3]
    counts = torch.zeros(num_channels, 256, dtype=torch.int64)
    step = max(1, _CHUNK // max(1, images[0].numel()))
    for chunk in images.split(step):
        for channel in range(num_channels):
            counts[channel] += torch.bincount(chunk[..., channel].reshape(-1), minlength=256)
    module = ImagePreparation(num_channels)
    values = torch.arange(256, dtype=torch.float64) / 255.0
    shares = counts.to(torch.float64) / counts.sum(dim=1, keepdim=True)
    mean = (shares * values).sum(dim=1)
    std = (shares * (values - mean[:, None]).square()).sum(dim=1).sqrt()
    module.mean.copy_(mean)
    module.std.copy_(torch.where(std > 0, std, torch.ones_like(std)))
    return module
