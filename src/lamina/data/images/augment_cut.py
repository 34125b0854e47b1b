"""Crops and flips of a batch of bytes, (B, H, W, C) -> (B, C, H, W), in as few passes over the pixels as there can be.

On a processor a padded crop, a flip and the change of layout are one copy a row, by slices; on another device, where
each row would wait for its kernel, they are the functions of `augment_geometry`. The bytes are the same.
"""

import numpy as np
import torch
from torch import Tensor

from lamina.data.images.augment_draws import whole
from lamina.data.images.augment_geometry import flip, padded_crop, padding, resized_crop, window_crop


class Cuts:
    """The images of a batch as they will be after their crops and flips; `write` makes some of them.

    images: (B, H, W, C) uint8; drawn: of each crop and flip that is wanted its draws (B, count), by name; fill: (C,)
    the colour of padding, 0..255.
    """

    def __init__(self, images: Tensor, drawn: dict[str, Tensor], fill: Tensor) -> None:
        rows, height, width, channels = images.shape
        planes, first = images.permute(0, 3, 1, 2), drawn.get("padded-crop")
        if first is not None and (drawn.keys() & {"resized-crop", "crop"} or not images.is_cpu):
            planes, first = padded_crop(planes, first, fill), None
        if "resized-crop" in drawn:
            planes = resized_crop(planes, drawn["resized-crop"])
        if "crop" in drawn:
            planes = window_crop(planes, drawn["crop"])
        if "flip" in drawn and not images.is_cpu:
            planes = flip(planes, drawn["flip"])
        self.shape, self.device = torch.Size((rows, channels, height, width)), images.device
        self._planes, self._colour = planes, fill.to(torch.uint8).view(-1, 1, 1).numpy()
        self._down, self._right = [0] * rows, [0] * rows  # where a window begins; negative: in the padding
        if first is not None:
            high, wide = padding(height, width)
            self._down = (whole(first[:, 0], 2 * high + 1) - high).tolist()
            self._right = (whole(first[:, 1], 2 * wide + 1) - wide).tolist()
        self._mirrored = (drawn["flip"][:, 0] < 0.5).tolist() if "flip" in drawn else [False] * rows

    def whole(self) -> Tensor:
        """All images, (B, C, H, W) uint8."""
        if self.device.type != "cpu":
            return self._planes
        result = torch.empty(self.shape, dtype=torch.uint8)
        self.write(0, result)
        return result

    def write(self, first: int, out: Tensor) -> None:
        """Images `first`, `first + 1` ... into out (n, C, H, W) of any type."""
        planes = self._planes[first : first + len(out)]
        if self.device.type != "cpu":
            out.copy_(planes)
            return
        result = out if out.dtype == torch.uint8 else torch.empty(out.shape, dtype=torch.uint8)
        for row, (image, target) in enumerate(zip(planes.numpy(), result.numpy(), strict=True), first):
            self._write_row(image, target, self._down[row], self._right[row], mirrored=self._mirrored[row])
        if result is not out:
            out.copy_(result)  # bytes change their places faster than floats

    def _write_row(self, image: np.ndarray, target: np.ndarray, y: int, x: int, *, mirrored: bool) -> None:
        """The window (C, H, W) of an image that begins at (y, x), perhaps mirrored; what lies outside is filled."""
        height, width = image.shape[1:]
        above, below, before, after = max(0, -y), max(0, y), max(0, -x), max(0, x)
        inside = image[:, below : height - above, after : width - before]
        if mirrored:
            inside, before, after = inside[:, :, ::-1], after, before
        target[:, above : height - below, before : width - after] = inside
        if y or x:
            edges = (
                target[:, :above],
                target[:, height - below :],
                target[:, :, :before],
                target[:, :, width - after :],
            )
            for edge in edges:
                if edge.size:
                    edge[:] = self._colour
