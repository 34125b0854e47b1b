"""How bright images are: the range that training showed, and new images beyond it, such as black on white for white on black."""

import torch
from torch import Tensor

from lamina.core.records import Note
from lamina.core.rows import Values
from lamina.core.spec import ImageSpec
from lamina.data.images.fit import inner_size

_CHUNK = 2**21  # pixels in float32 at once


def brightness(images: Values, image: ImageSpec) -> Tensor:
    """Mean of an image's pixels in 0..1, without the border of zeros where `pad` puts one.

    images: (n, H, W, C) uint8 as `image` has them -> (n,) float64.
    """
    (height, width), (rows, columns) = images.shape[1:3], inner_size(image)
    top, left = (height - rows) // 2, (width - columns) // 2
    step = max(1, _CHUNK // max(1, images[0].numel())) if len(images) else 1
    means = [
        chunk[:, top : top + rows, left : left + columns].flatten(1).to(torch.float32).mean(dim=1)
        for chunk in images.split(step)
    ]
    return torch.cat(means).to(torch.float64) / 255.0


def brightness_range(images: Values, image: ImageSpec) -> tuple[float, float]:
    """(least, most) brightness of the training images."""
    values = brightness(images, image)
    return float(values.min()), float(values.max())


def brightness_flags(images: Values, image: ImageSpec, known: tuple[float, ...]) -> dict[int, list[Note]]:
    """Row -> a note where the image is darker or brighter than any in training, and whether it looks inverted.

    known: (least, most) of training; () of a model of before, which flags nothing.
    """
    if not known or not len(images):
        return {}
    low, high = known
    slack = 0.5 / 255.0  # another decoder's rounding is no other image
    flags = {}
    for row, value in enumerate(brightness(images, image).tolist()):
        if not low - slack <= value <= high + slack:
            told = {"value": value, "low": low, "high": high, "inverted": low <= 1.0 - value <= high}
            flags[row] = [Note(code="images.outside_brightness", parameters=told)]
    return flags
