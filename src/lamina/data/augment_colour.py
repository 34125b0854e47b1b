"""Colours of whole batches: each row is put through one affine map of its channels, x -> M x + b, on the scale 0..255.

Two kinds of change are such maps, and so is one after the other:
  colour jitter: brightness, then contrast about the image's mean grey, then saturation (Howard 2013);
  PCA colour: a multiple of the training pixels' principal axes is added (Krizhevsky et al. 2012, section 4.1).
"""

from dataclasses import dataclass

import torch
from torch import Tensor

from lamina.core.rows import Values
from lamina.data.augment_draws import between

JITTER = 0.4  # brightness, contrast and saturation are multiplied by 1 - 0.4 ... 1 + 0.4
PCA_SPREAD = 0.1  # standard deviation of the multiples, in standard deviations of the training pixels
_LUMA = (0.299, 0.587, 0.114)  # ITU-R 601, as everywhere else here
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


def jitter_map(images: Tensor, draws: Tensor) -> tuple[Tensor, Tensor]:
    """images: (B, C, H, W) float32, draws: (B, 3): brightness, contrast, saturation -> M (B, C, C), b (B, C).

    Brightness: x f. Contrast: x f + (1 - f) mean grey. Saturation: x f + (1 - f) grey (colour images only).
    """
    channels = images.shape[1]
    brightness, contrast, saturation = between(draws, 1 - JITTER, 1 + JITTER).unbind(dim=1)
    grey = torch.tensor(_LUMA if channels == 3 else [1 / channels] * channels, device=images.device)
    means = images.flatten(2).mean(dim=2)
    mean_grey = (means * grey).sum(dim=1)
    to_grey = grey.expand(channels, channels)
    mix = saturation.view(-1, 1, 1)
    unit = torch.eye(channels, device=images.device)
    saturate = mix * unit + (1 - mix) * to_grey if channels > 1 else unit.expand(len(images), 1, 1)
    matrix = saturate * (brightness * contrast).view(-1, 1, 1)
    shift = ((1 - contrast) * brightness * mean_grey)[:, None].expand(-1, channels)
    return matrix, shift


def pca_shift(colours: Colours, draws: Tensor) -> Tensor:
    """draws: (B, C) of mean 0 and variance 1 -> what is added to every pixel of a row, (B, C)."""
    return PCA_SPREAD * draws @ colours.axes.to(draws.device).T


def apply_map(images: Tensor, matrix: Tensor | None, shift: Tensor) -> Tensor:
    """images: (B, C, H, W) float32; M (B, C, C) or None for no change, b (B, C) -> (B, C, H, W), not clipped."""
    flat = images.flatten(2)
    mixed = flat.clone() if matrix is None else torch.bmm(matrix, flat)
    return mixed.add_(shift[:, :, None]).view(images.shape)  # in place: fresh memory costs more than the sum
