"""From images found to one uint8 array at the network's size: headers, choice of the image, pixels, broken ones out."""

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
from lamina.data.images.cache import cache_folder, cache_key, read_cache
from lamina.data.images.choice import choose_image, header_notes
from lamina.data.images.files import Decoded, Header, decode_files, in_threads, read_headers
from lamina.data.images.fit import fit_image, inner_size, middle
from lamina.data.images.found import FoundImages
from lamina.data.images.store import PixelStore


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
    }  # fmt: skip
    key = cache_key(found, settings)
    known = read_cache(key) if key else None
    if known is not None:
        return _restored(*known)
    return _decode(found, config, key, size=size, channels=channels, spec=spec)


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
    key: str,
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
    store = PixelStore(key, len(places), chosen)
    try:
        reasons, grey, colour_lost = _fill(found, places, chosen, store, watch)
        bad += [(found[b].names[row], reason) for (b, row), reason in zip(places, reasons, strict=True) if reason]
        places = [place for place, reason in zip(places, reasons, strict=True) if not reason]
        if not places:
            raise _nothing_usable(bad)
        lost = [one for one, reason in zip(colour_lost, reasons, strict=True) if not reason]
        good = [_as_seen(headers[b][row], chosen, one) for (b, row), one in zip(places, lost, strict=True)]
        if grey:  # colour files with grey pixels: one channel says it all
            store.one_channel()
            chosen, good = chosen.model_copy(update={"channels": 1}), [replace(header, grey=True) for header in good]
        named = dict(zip((found[b].names[row] for b, row in places), good, strict=True))
        notes += [*header_notes(named, chosen), *_quarantined(bad, len(good))]
        return _kept(store, LoadedImages(torch.empty(0), chosen, places, good, tuple(notes), tuple(bad)))
    finally:
        store.discard()


def _as_seen(header: Header, spec: ImageSpec, colour_lost: bool) -> Header:
    """The header, with what the pixels told: a colour file for a grey network may hold nothing but grey."""
    return header if spec.channels == 3 else replace(header, grey=not colour_lost)


def _kept(store: PixelStore, loaded: LoadedImages) -> LoadedImages:
    """With its images, kept for the next run; said where they could not be."""
    loaded = replace(loaded, images=store.finish(_record(loaded)))
    if not store.reason:
        return loaded
    told = Note(code="images.no_cache", parameters={"folder": str(cache_folder()), "reason": store.reason})
    return replace(loaded, notes=(*loaded.notes, told))


def _quarantined(bad: list[tuple[str, str]], images: int) -> list[Note]:
    told = {"count": len(bad), "files": [list(one) for one in bad], "images": images}
    return [Note(code="images.quarantined", parameters=told)] if bad else []


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
    found: Sequence[FoundImages], places: list[tuple[int, int]], spec: ImageSpec, store: PixelStore, watch: bool
) -> Decoded:
    """Write every usable image into the store."""
    reasons: list[str] = []
    colour_lost: list[bool] = []
    all_grey = watch
    for number, block in enumerate(found):
        rows = [row for b, row in places if b == number]
        for first in range(0, len(rows), store.rows_at_once):
            some = rows[first : first + store.rows_at_once]
            out = store.room(len(some))
            if isinstance(block.pixels, list):
                said, grey, lost = decode_files([block.pixels[row] for row in some], spec, out, watch_grey=all_grey)
            else:
                pixels = block.pixels[some[0] : some[-1] + 1]  # of an array every image is usable
                _fill_from_array(pixels, spec, out)
                said, grey = [""] * len(some), all_grey and _is_grey(pixels)
                lost = [spec.channels == 1 and not _is_grey(image[None]) for image in pixels]
            store.keep([not reason for reason in said])
            reasons += said
            colour_lost += lost
            all_grey = all_grey and grey
    return Decoded(reasons, all_grey, colour_lost)


def _fill_from_array(pixels: NDArray[np.uint8], spec: ImageSpec, out: NDArray[np.uint8]) -> None:
    if pixels.shape[1:3] == inner_size(spec) and pixels.shape[3] == spec.channels:
        out[:] = 0
        middle(out, *inner_size(spec))[:] = pixels
        return
    for row, image in enumerate(in_threads(partial(_fit_array, spec=spec), pixels)):  # type: ignore[arg-type]
        out[row] = image


def _fit_array(pixels: NDArray[np.uint8], spec: ImageSpec) -> NDArray[np.uint8]:
    return fit_image(Image.fromarray(np.ascontiguousarray(pixels if pixels.shape[2] > 1 else pixels[..., 0])), spec)


def _nothing_usable(bad: list[tuple[str, str]]) -> InputError:
    return InputError("images.all_broken", count=len(bad), files=[list(one) for one in bad[:1000]])
