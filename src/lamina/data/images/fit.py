"""One image of any mode and size -> uint8 (H, W, C) as an ImageSpec says: the only way in, in training and later.

Rules, in this order:
  first frame of an animation; turned as its EXIF orientation says; transparent pixels over white;
  16-bit grey divided by 257; then grey (ITU-R 601 luma) or RGB by the number of channels;
  "resize": bilinear with area averaging to exactly (height, width); the whole image is kept, so an oblong one is
  squashed (a centre crop could cut the object off);
  "pad": the same to the inner size (nothing to do where it fits already), then centred on zeros.
"""

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from lamina.core.spec import ImageSpec

GREY_MODES = frozenset({"1", "L", "LA", "La", "I", "I;16", "I;16L", "I;16B", "I;16N", "F"})
DEEP_MODES = frozenset({"I", "I;16", "I;16L", "I;16B", "I;16N"})
_GAP = 2.0  # reduce by whole factors first, down to twice the wanted size: fast, and as good to the eye


def inner_size(spec: ImageSpec) -> tuple[int, int]:
    """(height, width) that an image is brought to, before any padding."""
    return (spec.inner_height, spec.inner_width) if spec.fit == "pad" else (spec.height, spec.width)


def fit_image(image: Image.Image, spec: ImageSpec) -> NDArray[np.uint8]:
    """An opened image -> uint8 (height, width, channels). Raises what Pillow raises for a broken file."""
    return resize_plain(decode_plain(image, spec), spec)


def decode_plain(image: Image.Image, spec: ImageSpec) -> Image.Image:
    """An opened image -> L or RGB, upright; a JPEG at 1/2, 1/4 or 1/8 of its size, never below twice what is wanted."""
    if image.format in ("JPEG", "MPO"):
        side = 2 * max(inner_size(spec))
        image.draft(None, (side, side))
    return plain(image, spec.channels)


def resize_plain(image: Image.Image, spec: ImageSpec) -> NDArray[np.uint8]:
    """An L or RGB image -> uint8 (height, width, channels), resized and padded."""
    height, width = inner_size(spec)
    if image.size != (width, height):
        image = image.resize((width, height), Image.Resampling.BILINEAR, reducing_gap=_GAP)
    pixels = np.asarray(image, dtype=np.uint8).reshape(height, width, spec.channels)
    return pad(pixels[None], spec)[0] if spec.fit == "pad" else pixels


def pad(pixels: NDArray[np.uint8], spec: ImageSpec) -> NDArray[np.uint8]:
    """(n, inner height, inner width, C) -> (n, height, width, C), centred on zeros; an odd pixel goes below, right."""
    n, height, width, channels = pixels.shape
    canvas = np.zeros((n, spec.height, spec.width, channels), dtype=np.uint8)
    middle(canvas, height, width)[:] = pixels
    return canvas


def middle(canvas: NDArray[np.uint8], height: int, width: int) -> NDArray[np.uint8]:
    """(n, H, W, C) -> (n, height, width, C), a view of where `pad` puts the picture."""
    top, left = (canvas.shape[1] - height) // 2, (canvas.shape[2] - width) // 2
    return canvas[:, top : top + height, left : left + width]


def plain(image: Image.Image, channels: int) -> Image.Image:
    """Any mode -> L (channels 1) or RGB (channels 3), first frame, upright, over white. Decodes the file."""
    if image.tell():
        image.seek(0)
    image.load()
    if image.getexif().get(0x0112, 1) != 1:
        image = ImageOps.exif_transpose(image)
    if image.mode in DEEP_MODES:
        deep = np.asarray(image).astype(np.int64)
        image = Image.fromarray(((np.clip(deep, 0, 65535) * 255 + 32767) // 65535).astype(np.uint8))
    elif image.mode == "F":
        numbers = np.nan_to_num(np.asarray(image, dtype=np.float64))
        scale = 255.0 if numbers.max(initial=0.0) <= 1.0 else 1.0
        image = Image.fromarray(np.clip(np.floor(numbers * scale + 0.5), 0, 255).astype(np.uint8))
    elif image.has_transparency_data:
        ink = image.convert("RGBA")
        paper = Image.new("RGBA", ink.size, (255, 255, 255, 255))
        image = Image.alpha_composite(paper, ink).convert("RGB")
    if image.mode in ("1", "L"):
        return image.convert("L" if channels == 1 else "RGB")
    rgb = image.convert("RGB")
    return rgb.convert("L") if channels == 1 else rgb


def is_grey(image: Image.Image) -> bool:
    """Whether an RGB image has the same value in its three channels everywhere."""
    pixels = np.asarray(image)
    return bool((pixels[..., 0] == pixels[..., 1]).all() and (pixels[..., 1] == pixels[..., 2]).all())
