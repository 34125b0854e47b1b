"""What tests ask of a picture."""

import io

import numpy as np
from PIL import Image

WIDE = 192  # pixels of a picture of 4.8 inches at the tests' resolution


def size(content: bytes) -> tuple[int, int]:
    """Width and height in pixels."""
    return Image.open(io.BytesIO(content)).size


def colours(content: bytes) -> int:
    """How many different colours a picture has: an empty one has few."""
    return len(np.unique(np.asarray(Image.open(io.BytesIO(content)).convert("RGB")).reshape(-1, 3), axis=0))


def warm(content: bytes) -> int:
    """How many pixels are rather orange."""
    pixels = np.asarray(Image.open(io.BytesIO(content)).convert("RGB")).astype(int)
    return int((pixels[:, :, 0] - pixels[:, :, 2] > 40).sum())


def has(content: bytes, colour: tuple[int, int, int], near: int = 6) -> int:
    """How many pixels have about this colour."""
    pixels = np.asarray(Image.open(io.BytesIO(content)).convert("RGB")).astype(int)
    return int((np.abs(pixels - np.array(colour)).max(axis=2) <= near).sum())
