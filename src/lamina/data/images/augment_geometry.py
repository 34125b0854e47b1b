"""Flips, crops and erasing of whole batches, each row by its own draw. Images are (B, C, H, W), uint8 or float32."""

import math

import torch
from torch import Tensor
from torch.nn import functional as F

from lamina.data.images.augment_draws import between, whole

PADDING = 8  # a padded crop pads by 1/8 of each side: 4 pixels on 32 (He et al. 2015, section 4.2)
WINDOW = 7 / 8  # side of AlexNet's crop: 224 of 256
_AREA = (0.08, 1.0)  # share of the image that a resized crop shows, and its proportions (Szegedy et al. 2014)
_RATIO = (3 / 4, 4 / 3)
_ERASED = (0.02, 1 / 3)  # share of the image that is erased, its proportions, and how often (Zhong et al. 2017)
_ERASED_RATIO = (0.3, 1 / 0.3)
_ERASE_RATE = 0.5


def flip(images: Tensor, draws: Tensor) -> Tensor:
    """Left and right exchanged in rows whose draw is under one half. draws: (B, 1)."""
    images = images.contiguous()
    return _choose((draws < 0.5).view(-1, 1, 1, 1), images.flip(-1), images)


def padding(height: int, width: int) -> tuple[int, int]:
    """Pixels that a padded crop adds to each side, (y, x)."""
    return max(1, height // PADDING), max(1, width // PADDING)


def padded_crop(images: Tensor, draws: Tensor, fill: Tensor) -> Tensor:
    """Images padded by an eighth with `fill` (C,), and a window of the old size cut out. draws: (B, 2): y, x."""
    rows, channels, height, width = images.shape
    high, wide = padding(height, width)
    tall, line = height + 2 * high, (width + 2 * wide) * channels
    canvas = fill.to(images).repeat(width + 2 * wide, 1).expand(rows, tall, -1, -1).contiguous()
    canvas[:, high : high + height, wide : wide + width] = images.permute(0, 2, 3, 1)
    top, left = whole(draws[:, 0], 2 * high + 1), whole(draws[:, 1], 2 * wide + 1)
    # Every line of a window is a run of values in the flat canvas: all runs are a view, and are gathered at once.
    lines = (torch.arange(rows, device=images.device) * tall + top)[:, None] + torch.arange(
        height, device=images.device
    )
    run = width * channels
    runs = canvas.as_strided((canvas.numel() - run + 1, run), (1, 1))
    taken = runs.index_select(0, (lines * line + left[:, None] * channels).view(-1))
    return taken.view(rows, height, width, channels).permute(0, 3, 1, 2)


def window_crop(images: Tensor, draws: Tensor) -> Tensor:
    """A window of 7/8 of both sides, anywhere, enlarged to the whole: AlexNet's 224 of 256. draws: (B, 2): y, x."""
    return _windows(images, torch.full_like(draws, WINDOW), draws)


def resized_crop(images: Tensor, draws: Tensor) -> Tensor:
    """A window of 8 to 100 % of the area and proportions 3/4 to 4/3, enlarged to the whole. draws: (B, 4).

    A window that is longer than the image is cut to it. draws: area, proportion (log-uniform), y, x.
    """
    area = between(draws[:, 0], *_AREA)
    ratio = torch.exp(between(draws[:, 1], math.log(_RATIO[0]), math.log(_RATIO[1])))
    sides = torch.stack(((area / ratio).sqrt(), (area * ratio).sqrt()), dim=1).clamp_(max=1.0)
    return _windows(images, sides, draws[:, 2:])


def erase(images: Tensor, draws: Tensor, fill: Tensor) -> Tensor:
    """In half of the rows a rectangle is filled with `fill` (C,). draws: (B, 5): whether, area, proportion, y, x."""
    height, width = images.shape[2:]
    area = between(draws[:, 1], *_ERASED)
    ratio = torch.exp(between(draws[:, 2], math.log(_ERASED_RATIO[0]), math.log(_ERASED_RATIO[1])))
    high, wide = (area / ratio).sqrt().clamp_(max=1.0), (area * ratio).sqrt().clamp_(max=1.0)
    inside_y = between_edges(height, draws[:, 3] * (1 - high), high, images.device)
    inside_x = between_edges(width, draws[:, 4] * (1 - wide), wide, images.device)
    chosen = (draws[:, 0] < _ERASE_RATE)[:, None, None] & inside_y[:, :, None] & inside_x[:, None, :]
    return _choose(chosen[:, None], fill.to(images).view(1, -1, 1, 1).expand_as(images), images)


def _choose(mask: Tensor, chosen: Tensor, other: Tensor) -> Tensor:
    """torch.where of finite images, ten times faster on a processor where the mask is broadcast."""
    if chosen.is_floating_point():
        return torch.lerp(other, chosen, mask.to(other.dtype).expand_as(other))  # exact where the weight is 0 or 1
    return (other ^ chosen).bitwise_and_(mask.to(torch.uint8) * 255).bitwise_xor_(other)


def between_edges(length: int, start: Tensor, share: Tensor, device: torch.device) -> Tensor:
    """(B, length): whether the middle of a pixel lies in [start, start + share) of the side."""
    middles = (torch.arange(length, device=device, dtype=torch.float32) + 0.5) / length
    return (middles >= start[:, None]) & (middles < (start + share)[:, None])


def _windows(images: Tensor, sides: Tensor, places: Tensor) -> Tensor:
    """Windows of whole pixels enlarged to the whole, bilinear, uint8. sides: (B, 2), y and x, as shares of the image;

    places: (B, 2) uniforms, where in the room that is left. Row by row: each is another window.
    """
    size = torch.tensor(images.shape[2:], device=images.device)
    spans = (sides * size).round().to(torch.int64).clamp_(min=1)
    starts = torch.minimum((places * (size - spans + 1)).to(torch.int64), size - spans)
    bytes_in = images if images.is_cpu else images.to(torch.float32)  # bytes are enlarged on a processor only
    result = torch.empty_like(images)  # with the pixels as they lie in the images: by line, the fast way
    boxes = torch.cat((starts, starts + spans), dim=1).tolist()
    for row, (top, left, bottom, right) in enumerate(boxes):
        window = bytes_in[row : row + 1, :, top:bottom, left:right]
        enlarged = F.interpolate(window, size=images.shape[2:], mode="bilinear", align_corners=False)
        result[row] = enlarged[0] if images.is_cpu else enlarged[0].round_()
    return result
