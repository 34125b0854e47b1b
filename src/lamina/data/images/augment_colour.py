"""Colours of whole batches: each row is put through one affine map of its channels, x -> M x + b, on the scale 0..255.

Two kinds of change are such maps, and so is one after the other:
  colour jitter: brightness, then contrast about the image's mean grey, then saturation (Howard 2013);
  PCA colour: a multiple of the training pixels' principal axes is added (Krizhevsky et al. 2012, section 4.1; there times
  the eigenvalue as printed, here times its root, which has the pixels' unit).
"""

from dataclasses import dataclass

import torch
from torch import Tensor

from lamina.core.rows import Values
from lamina.data.images.augment_cut import Cuts
from lamina.data.images.augment_draws import between

JITTER = 0.4  # brightness, contrast and saturation are multiplied by 1 - 0.4 ... 1 + 0.4
PCA_SPREAD = 0.1  # standard deviation of the multiples, in standard deviations of the training pixels
_LUMA = (0.299, 0.587, 0.114)  # ITU-R 601, as everywhere else here
PIECE_VALUES = 2**19  # pixels mapped at once on a processor: what stays in its cache
_CHUNK = 2**20  # pixels summed at once


@dataclass(frozen=True)
class Colours:
    """The training pixels' mean (C,) and principal axes (C, C), a column each, times their standard deviation."""

    mean: Tensor
    axes: Tensor


def fit_colours(images: Values) -> Colours:
    """images: (n, H, W, C) uint8, the training part -> mean and axes, float32 on the scale 0..255.

    Exact sums in float64; the sign of each axis is fixed (its largest entry is positive).
    """
    channels = images.shape[3]
    total, products, count = torch.zeros(channels).double(), torch.zeros(channels, channels).double(), 0
    step = max(1, _CHUNK // max(1, images[0][..., 0].numel()))
    for chunk in images.split(step):
        pixels = chunk.reshape(-1, channels).double()
        total += pixels.sum(dim=0)
        products += pixels.T @ pixels
        count += len(pixels)
    mean = total / count
    values, vectors = torch.linalg.eigh(products / count - torch.outer(mean, mean))
    signs = torch.sign(vectors.gather(0, vectors.abs().argmax(dim=0, keepdim=True)))
    axes = vectors * signs * values.clamp(min=0).sqrt()
    return Colours(mean.float(), axes.float())


def jitter_map(draws: Tensor, channels: int) -> tuple[Tensor, Tensor]:
    """draws: (B, 3): brightness, contrast, saturation -> M (B, C, C), and how much of the mean grey is added, (B,).

    Brightness: x f. Contrast: x f + (1 - f) mean grey. Saturation: x f + (1 - f) grey (colour images only).
    """
    brightness, contrast, saturation = between(draws, 1 - JITTER, 1 + JITTER).unbind(dim=1)
    mix, unit = saturation.view(-1, 1, 1), torch.eye(channels, device=draws.device)
    to_grey = _luma(channels, draws.device).expand(channels, channels)
    saturate = mix * unit + (1 - mix) * to_grey if channels > 1 else unit.expand(len(draws), 1, 1)
    return saturate * (brightness * contrast).view(-1, 1, 1), (1 - contrast) * brightness


def pca_shift(colours: Colours, draws: Tensor) -> Tensor:
    """draws: (B, C) of mean 0 and variance 1 -> what is added to every pixel of a row, (B, C)."""
    return PCA_SPREAD * draws @ colours.axes.to(draws.device).T


@dataclass(frozen=True)
class ColourMap:
    """One affine map a row: x -> matrix x + shift + pull mean grey, then clipped to the limits of its channel.

    matrix: (B, C, C); shift, pull: (B, C), pull None for nothing; limits: (low, high) of each channel, or none.
    """

    matrix: Tensor
    shift: Tensor
    pull: Tensor | None = None
    limits: tuple[tuple[float, float], ...] = ()

    def apply(self, images: Cuts) -> Tensor:
        """(B, C, H, W) bytes -> float32; on a processor a few rows at a time, which stay in its cache."""
        device = images.device
        rows = max(1, PIECE_VALUES // max(1, images.shape[1:].numel())) if device.type == "cpu" else images.shape[0]
        result, luma = torch.empty(images.shape, device=device), _luma(images.shape[1], device)
        floats = torch.empty(rows, *images.shape[1:], device=device)  # used again for each piece
        for first in range(0, images.shape[0], rows):
            piece = slice(first, first + rows)
            shift, some = self.shift[piece], floats[: len(result[piece])]
            images.write(first, some)
            pixels = some.flatten(2)
            if self.pull is not None:
                shift = shift + self.pull[piece] * (pixels.mean(dim=2) @ luma)[:, None]
            torch.baddbmm(shift[:, :, None], self.matrix[piece], pixels, out=result[piece].flatten(2))
            for channel, (low, high) in enumerate(self.limits):
                result[piece, channel].clamp_(low, high)
        return result


def _luma(channels: int, device: torch.device) -> Tensor:
    return torch.tensor(_LUMA if channels == 3 else [1 / channels] * channels, device=device)
