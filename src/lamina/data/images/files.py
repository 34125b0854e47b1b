"""Files of images: their headers, then their pixels, each file decoded once; a broken one is named, not fatal.

Decoding is the verification: Pillow reads the whole file and reports one that ends early. Threads decode in
parallel (Pillow frees the interpreter lock) and write straight into the one array, so memory stays bounded by it.
"""

import os
import warnings
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray
from PIL import Image, UnidentifiedImageError

from lamina.core.spec import ImageSpec
from lamina.data.images.fit import DEEP_MODES, GREY_MODES, decode_plain, fit_image, is_grey, resize_plain
from lamina.data.images.found import ImageFile, PackedImage

_THREADS = min(8, os.cpu_count() or 1)
_TURNED = (5, 6, 7, 8)  # EXIF orientations that swap height and width
Item = TypeVar("Item")
Result = TypeVar("Result")


@dataclass(frozen=True)
class Header:
    """What a file says before its pixels are decoded. reason: "" or why the file is unusable."""

    height: int = 0
    width: int = 0
    mode: str = ""
    grey: bool = False
    deep: bool = False
    transparent: bool = False
    animated: bool = False
    turned: bool = False
    reason: str = ""


class Decoded(NamedTuple):
    """Of files: reason or "" by file; whether every image is grey in three channels (watched); colour made grey by file."""

    reasons: list[str]
    grey: bool
    colour_lost: list[bool]


def read_headers(paths: Sequence[ImageFile]) -> list[Header]:
    """Header of each file, in order; unreadable ones have a reason: empty, not_image, bomb, tiny, missing ..."""
    with _quiet(), ThreadPoolExecutor(_THREADS) as pool:
        return list(pool.map(_header, paths))


def decode_files(
    paths: Sequence[ImageFile], spec: ImageSpec, out: NDArray[np.uint8], *, watch_grey: bool = False
) -> Decoded:
    """Decode into out (n, H, W, C). Pixels are looked at as decoded, before any resizing.

    `watch_grey` looks for colour in an image of three channels until the first coloured one.
    """
    grey = [watch_grey]
    colour_lost = [False] * len(paths)

    def decode(position: int) -> str:
        try:
            with _opened(paths[position]) as image:
                if spec.channels == 1 and image.mode not in GREY_MODES:
                    whole = decode_plain(image, spec.model_copy(update={"channels": 3}))
                    colour_lost[position] = not is_grey(whole)
                    out[position] = resize_plain(whole.convert("L"), spec)
                elif not grey[0]:
                    out[position] = fit_image(image, spec)
                else:
                    whole = decode_plain(image, spec)
                    grey[0] = grey[0] and is_grey(whole)
                    out[position] = resize_plain(whole, spec)
        except Exception as error:  # Pillow's decoders raise whatever a broken file makes them raise
            return _reason(error, paths[position])
        return ""

    with _quiet(), ThreadPoolExecutor(_THREADS) as pool:
        reasons = list(pool.map(decode, range(len(paths))))
    return Decoded(reasons, grey[0], colour_lost)


def in_threads(function: Callable[[Item], Result], items: Sequence[Item]) -> Iterator[Result]:
    """Results in order, computed by the pool of threads."""
    with _quiet(), ThreadPoolExecutor(_THREADS) as pool:
        yield from pool.map(function, items)


def describe_image(image: Image.Image) -> Header:
    """The header of an opened image, without decoding it."""
    width, height = image.size
    turned = _orientation(image) != 1
    if turned and image.format != "TIFF" and _orientation(image) in _TURNED:  # Pillow has turned a TIFF already
        width, height = height, width
    return Header(
        height, width, image.mode,
        grey=image.mode in GREY_MODES, deep=image.mode in DEEP_MODES, transparent=image.has_transparency_data,
        animated=bool(getattr(image, "is_animated", False)) and image.format != "MPO", turned=turned,
        reason="tiny" if min(width, height) < 2 else "",
    )  # fmt: skip


def _opened(source: ImageFile) -> Image.Image:
    """The file opened; of an image that the user has opened, a copy."""
    if isinstance(source, Image.Image):
        return source.copy()
    return Image.open(source.open() if isinstance(source, PackedImage) else source)


def _header(path: ImageFile) -> Header:
    try:
        with _opened(path) as image:
            return describe_image(image)
    except Exception as error:
        return Header(reason=_reason(error, path))


def _orientation(image: Image.Image) -> int:
    """EXIF orientation; a PNG's is read only where it stands before the pixels (asking for it would decode)."""
    if image.format == "PNG" and "exif" not in image.info:
        return 1
    return int(image.getexif().get(0x0112, 1) or 1)


def _reason(error: Exception, path: ImageFile) -> str:
    """Why a file is unusable, as a word that the sentences translate."""
    if isinstance(error, (Image.DecompressionBombError, Image.DecompressionBombWarning)):
        return "bomb"
    if isinstance(error, FileNotFoundError):
        return "missing"
    if isinstance(error, PermissionError):
        return "forbidden"
    try:
        size = path.stat().st_size if isinstance(path, Path) else path.size if isinstance(path, PackedImage) else 1
        if size == 0:
            return "empty"
    except OSError:
        return "missing"
    if isinstance(error, UnidentifiedImageError):
        return "not_image"
    return "truncated" if "truncated" in str(error).lower() else "broken"


@contextmanager
def _quiet() -> Iterator[None]:
    """Pillow's remarks on odd files are silenced; its warning of a decompression bomb becomes an error."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", category=UserWarning, module=r"PIL\.")
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        yield
