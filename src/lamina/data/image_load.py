"""From images found to one uint8 array at the network's size: headers, choice of the image, pixels, broken ones out."""

import os
from collections import Counter
from collections.abc import Sequence
from dataclasses import astuple, dataclass, replace
from functools import partial
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor

from lamina.core.config import DataConfig
from lamina.core.errors import InputError
from lamina.core.records import Note
from lamina.core.spec import ImageSpec
from lamina.data.image_cache import cache_folder, cache_key, read_cache, write_cache
from lamina.data.image_choice import choose_image, header_notes
from lamina.data.image_files import Header, decode_files, in_threads, read_headers
from lamina.data.image_fit import fit_image, inner_size, pad
from lamina.data.image_found import FoundImages


@dataclass(frozen=True)
class LoadedImages:
    """images: (n, H, W, C) uint8. places: (block, row in the block) of each, block after block."""

    images: Tensor
    image: ImageSpec
    places: list[tuple[int, int]]
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
    """Every image once, as `spec` says or, without it, as the images themselves suggest; decoded, or from the cache.

    Raises InputError when no image is usable or the pixels would not fit into memory.
    """
    settings = {
        "size": size, "channels": channels, "asked": config.image_size, "spec": spec and spec.model_dump(mode="json"),
        "blocks": [len(block) for block in found],
    }  # fmt: skip
    key = cache_key(found, settings)
    known = read_cache(key) if key else None
    if known is not None:
        return _restored(*known)
    loaded = _decode(found, config, size=size, channels=channels, spec=spec)
    reason = write_cache(key, loaded.images, _record(loaded)) if key else ""
    if not reason:
        return loaded
    told = Note(code="images.no_cache", parameters={"folder": str(cache_folder()), "reason": reason})
    return replace(loaded, notes=(*loaded.notes, told))


def _record(loaded: LoadedImages) -> dict[str, Any]:
    return {
        "image": loaded.image.model_dump(mode="json"), "places": loaded.places,
        "headers": [astuple(header) for header in loaded.headers],
        "notes": [note.model_dump(mode="json") for note in loaded.notes], "quarantined": loaded.quarantined,
    }  # fmt: skip


def _restored(images: Tensor, record: dict[str, Any]) -> LoadedImages:
    return LoadedImages(
        images, ImageSpec.model_validate(record["image"]), [(b, row) for b, row in record["places"]],
        [Header(*values) for values in record["headers"]],
        tuple(Note.model_validate(note) for note in record["notes"]),
        tuple((name, reason) for name, reason in record["quarantined"]),
    )  # fmt: skip


def _decode(
    found: Sequence[FoundImages],
    config: DataConfig,
    *,
    size: tuple[int, int] | None,
    channels: int | None,
    spec: ImageSpec | None,
) -> LoadedImages:
    """Headers, the choice of the image, pixels; broken files are left out by name."""
    headers = [_headers(block) for block in found]
    places = [(b, row) for b, block in enumerate(headers) for row in range(len(block))]
    bad = [(found[b].names[row], headers[b][row].reason) for b, row in places if headers[b][row].reason]
    places = [(b, row) for b, row in places if not headers[b][row].reason]
    if not places:
        raise _nothing_usable(bad)
    notes: list[Note] = []
    chosen = spec
    if chosen is None:
        chosen, notes = choose_image([headers[b][row] for b, row in places], config, size, channels)
    watch = spec is None and channels is None and chosen.channels == 3
    images = np.empty(_checked_shape(len(places), chosen), dtype=np.uint8)
    reasons, grey = _fill(found, places, chosen, images, watch)
    if any(reasons):
        bad += [(found[b].names[row], reason) for (b, row), reason in zip(places, reasons, strict=True) if reason]
        places = [place for place, reason in zip(places, reasons, strict=True) if not reason]
        if not places:
            raise _nothing_usable(bad)
        images = images[[not reason for reason in reasons]]
    good = [headers[b][row] for b, row in places]
    if grey:  # colour files with grey pixels: one channel says it all
        chosen, images = chosen.model_copy(update={"channels": 1}), np.ascontiguousarray(images[..., :1])
        good = [replace(header, grey=True) for header in good]
    notes += header_notes(good, chosen)
    if bad:
        told = {"count": len(bad), "files": [list(one) for one in bad], "images": len(good)}
        notes.append(Note(code="images.quarantined", parameters=told))
    return LoadedImages(torch.from_numpy(images), chosen, places, good, tuple(notes), tuple(bad))


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
    mode = {1: "L", 3: "RGB", 4: "RGBA"}[channels]
    grey = _is_grey(block.pixels)
    return [Header(height, width, mode, grey=grey, transparent=channels == 4)] * len(block)


def _is_grey(pixels: NDArray[np.uint8]) -> bool:
    """Whether an array (n, H, W, C) has one channel, or three that are equal everywhere."""
    if pixels.shape[3] != 3:
        return pixels.shape[3] == 1
    return all((image[..., :1] == image).all() for image in pixels)


def _fill(
    found: Sequence[FoundImages], places: list[tuple[int, int]], spec: ImageSpec, images: NDArray[np.uint8], watch: bool
) -> tuple[list[str], bool]:
    """Write every usable image into `images`; -> (reason or "" by image, whether all are grey, if watched)."""
    reasons: list[str] = []
    all_grey = watch
    for number, block in enumerate(found):
        rows = [row for b, row in places if b == number]
        out = images[len(reasons) : len(reasons) + len(rows)]
        if isinstance(block.pixels, list):
            said, grey = decode_files([block.pixels[row] for row in rows], spec, out, watch_grey=all_grey)
            reasons += said
        else:
            _fill_from_array(block.pixels, spec, out)
            reasons += [""] * len(rows)
            grey = all_grey and _is_grey(block.pixels)
        all_grey = all_grey and grey
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
