"""A picture of augmentation: each row an image as it came, then as it is varied in one epoch after another."""

import io
from collections.abc import Sequence
from pathlib import Path

import torch
from PIL import Image
from torch import Tensor

from lamina.core.files import write_atomically

_GAP, _MARGIN = 2, 8
_LEAST_SIDE = 96  # small images are enlarged by whole factors


def draw_preview(path: Path, originals: Tensor, varied: Sequence[Tensor]) -> Path:
    """Write a PNG: originals (n, H, W, C) on the left, then varied, a column each, on the scale 0..255."""
    columns = [_plain(images) for images in (originals, *varied)]
    count, height, width, _ = columns[0].shape
    factor = max(1, -(-_LEAST_SIDE // max(height, width)))
    high, wide = height * factor, width * factor
    canvas = torch.full((count * (high + _GAP) - _GAP, len(columns) * (wide + _GAP) - _GAP + _MARGIN, 3), 255)
    for place, images in enumerate(columns):
        left = place * (wide + _GAP) + (_MARGIN if place else 0)
        large = images.repeat_interleave(factor, dim=1).repeat_interleave(factor, dim=2)
        for row, image in enumerate(large):
            top = row * (high + _GAP)
            canvas[top : top + high, left : left + wide] = image.to(canvas.dtype)
    buffer = io.BytesIO()
    Image.fromarray(canvas.to(torch.uint8).numpy()).save(buffer, format="PNG")
    write_atomically(path, buffer.getvalue())
    return path


def _plain(images: Tensor) -> Tensor:
    """(n, H, W, 1 or 3), any numbers -> (n, H, W, 3) uint8, clipped."""
    pixels = images.float().round().clamp(0, 255).to(torch.uint8)
    return pixels.expand(-1, -1, -1, 3) if pixels.shape[3] == 1 else pixels
