"""From images found to one uint8 array at the network's size: headers, choice of the image, pixels, broken ones out."""

import os
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor

from lamina.core.config import DataConfig
from lamina.core.errors import InputError
from lamina.core.records import Note
from lamina.core.spec import ImageSpec
from lamina.data.image_choice import choose_image, header_notes
from lamina.data.image_files import Header, decode_files, in_threads, read_headers
from lamina.data.image_fit import fit_image, inner_size, pad
from lamina.data.image_found import FoundImages


@dataclass(frozen=True)
class LoadedImages:
    """images: (n, H, W, C) uint8; kept: by block, the positions of its usable images, ascending; n = their sum."""

    images: Tensor
    image: ImageSpec
    kept: list[list[int]]
    headers: list[Header]  # of the usable images
    notes: tuple[Note, ...]
    quarantined: tuple[tuple[str, str], ...]


def load_pixels(
    found: Sequence[FoundImages],
    config: DataConfig,
    *,
    size: tuple[int, int] | None = None,
    channels: int | None = None,
    spec: ImageSpec | None = None,
) -> LoadedImages:
    """Decode every image once, as `spec` says or, without it, as the images themselves suggest.

    Raises InputError when no image is usable or the pixels would not fit into memory.
    """
    headers = [_headers(block) for block in found]
    kept = [[row for row, header in enumerate(block) if not header.reason] for block in headers]
    bad = [
        (found[b].names[r], header.reason)
        for b, block in enumerate(headers)
        for r, header in enumerate(block)
        if header.reason
    ]
    good = [headers[b][row] for b, rows in enumerate(kept) for row in rows]
    if not good:
        raise _nothing_usable(bad)
    notes: list[Note] = []
    chosen = spec
    if chosen is None:
        chosen, notes = choose_image(good, config, size, channels)
    watch = spec is None and channels is None and chosen.channels == 3
    images = np.empty(_checked_shape(len(good), chosen), dtype=np.uint8)
    reasons, grey = _fill(found, kept, chosen, images, watch)
    usable = np.array([not reason for reason in reasons])
    if not usable.all():
        names = [found[b].names[row] for b, rows in enumerate(kept) for row in rows]
        bad += [(name, reason) for name, reason in zip(names, reasons, strict=True) if reason]
        if not usable.any():
            raise _nothing_usable(bad)
        images, good = images[usable], [header for header, well in zip(good, usable, strict=True) if well]
        flags = iter(usable.tolist())
        kept = [[row for row in rows if next(flags)] for rows in kept]
    if watch and grey:  # colour files with grey pixels: one channel says it all
        chosen, images = chosen.model_copy(update={"channels": 1}), np.ascontiguousarray(images[..., :1])
        good = [replace(header, grey=True) for header in good]
    notes += header_notes(good, chosen)
    if bad:
        told = {"count": len(bad), "files": [list(one) for one in bad], "images": len(good)}
        notes.append(Note(code="images.quarantined", parameters=told))
    return LoadedImages(torch.from_numpy(images), chosen, kept, good, tuple(notes), tuple(bad))


def size_counts(headers: Sequence[Header]) -> dict[str, int]:
    """Sizes as "width x height" -> images, most frequent first."""
    return dict(Counter(f"{header.width}x{header.height}" for header in headers).most_common())


def mode_counts(headers: Sequence[Header]) -> dict[str, int]:
    """Pillow's mode -> images, most frequent first."""
    return dict(Counter(header.mode for header in headers).most_common())


def _headers(block: FoundImages) -> list[Header]:
    if isinstance(block.pixels, list):
        return read_headers(block.pixels)
    _, height, width, channels = block.pixels.shape
    grey = channels == 1 or (channels == 3 and _equal_channels(block.pixels))
    mode = {1: "L", 3: "RGB", 4: "RGBA"}[channels]
    return [Header(height, width, mode, grey=grey, transparent=channels == 4)] * len(block)


def _equal_channels(pixels: NDArray[np.uint8]) -> bool:
    return all(
        bool((image[..., 0] == image[..., 1]).all() and (image[..., 1] == image[..., 2]).all()) for image in pixels
    )


def _fill(
    found: Sequence[FoundImages], kept: list[list[int]], spec: ImageSpec, images: NDArray[np.uint8], watch: bool
) -> tuple[list[str], bool]:
    """Write every usable image into `images`; -> (reason or "" by image, whether all are grey)."""
    reasons: list[str] = []
    all_grey = True
    for block, rows in zip(found, kept, strict=True):
        out = images[len(reasons) : len(reasons) + len(rows)]
        if isinstance(block.pixels, list):
            said, grey = decode_files([block.pixels[row] for row in rows], spec, out, watch_grey=watch and all_grey)
            reasons += said
            all_grey = all_grey and grey
        else:
            _fill_from_array(block.pixels, spec, out)
            reasons += [""] * len(rows)
            all_grey = all_grey and (
                block.pixels.shape[3] == 1 or (block.pixels.shape[3] == 3 and _equal_channels(block.pixels))
            )
    return reasons, all_grey


def _fill_from_array(pixels: NDArray[np.uint8], spec: ImageSpec, out: NDArray[np.uint8]) -> None:
    if pixels.shape[1:3] == inner_size(spec) and pixels.shape[3] == spec.channels:
        out[:] = pad(pixels, spec) if spec.fit == "pad" else pixels
        return
    for row, image in enumerate(in_threads(partial(_fit_array, spec=spec), pixels)):  # type: ignore[arg-type]
        out[row] = image


def _fit_array(pixels: NDArray[np.uint8], spec: ImageSpec) -> NDArray[np.uint8]:
    return fit_image(Image.fromarray(np.ascontiguousarray(pixels if pixels.shape[2] > 1 else pixels[..., 0])), spec)


def _checked_shape(count: int, spec: ImageSpec) -> tuple[int, int, int, int]:
    """(n, H, W, C), refused when it would fill more than 70 % of the machine's memory."""
    need = count * spec.height * spec.width * spec.channels
    have = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") if hasattr(os, "sysconf") else 2**63
    if need > 0.7 * have:
        size = f"{spec.width}x{spec.height}"
        raise InputError(
            "images.memory", images=count, size=size, need=round(need / 2**30, 1), have=round(have / 2**30, 1)
        )
    return count, spec.height, spec.width, spec.channels


def _nothing_usable(bad: list[tuple[str, str]]) -> InputError:
    return InputError("images.all_broken", count=len(bad), files=[list(one) for one in bad[:1000]])
