"""Decoded images on disk, so that the next run decodes nothing: a file of pixels, mapped into memory, and its record.

Kept under $LAMINA_CACHE, else ~/.cache/lamina, in images/KEY: the key is a hash of the files' names and contents and
of all that decides their pixels. The record names its file of pixels and is written last: what no record names is
no cache, and is removed when the process that wrote it has gone; what no run has used for a month is removed too, and
where the disk is full, what was used longest ago. The folder may be deleted at any time.
"""

import contextlib
import hashlib
import json
import math
import os
import shutil
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import PIL
import torch
from torch import Tensor

from lamina.core.errors import InputError
from lamina.core.files import fingerprint, held_by_another, read_json
from lamina.data.images.found import FoundImages, PackedImage

FORMAT = 2  # changes whenever decoding does
FEWEST = 500  # fewer files are decoded in a moment
HASHED = 2**31  # bytes of files of which the contents are hashed; beyond them paths, sizes and times of change
RECORD = "record.json"
PIXELS = "pixels-"
_LARGEST_RECORD = 2**31
KEPT = 30 * 86_400.0  # seconds after its last use that a cache is kept
_YOUNG = 30.0  # seconds in which a file may have been made but not locked yet


def cache_folder() -> Path:
    """Where decoded images lie."""
    given = os.environ.get("LAMINA_CACHE", "")
    if given:
        return Path(given).expanduser() / "images"
    try:
        return Path.home() / ".cache" / "lamina" / "images"
    except RuntimeError:  # a user without a home
        return Path(tempfile.gettempdir()) / "lamina" / "images"


def cache_key(found: Sequence[FoundImages], settings: dict[str, Any]) -> str:
    """A name for these files decoded with these settings; "" for what is not worth it: arrays, opened or few images."""
    files = [file for block in found if isinstance(block.pixels, list) for file in block.pixels]
    if len(files) < FEWEST or any(not isinstance(block.pixels, list) for block in found):
        return ""
    names = [name for block in found for name in block.names]
    settings = {**settings, "blocks": [len(block) for block in found]}
    digest = hashlib.sha256(json.dumps([FORMAT, PIL.__version__, settings], sort_keys=True, default=str).encode())
    paths: set[Path] = set()
    for file, name in zip(files, names, strict=True):
        if not isinstance(file, Path | PackedImage):
            return ""
        path, place = (file.archive, (file.offset, file.size)) if isinstance(file, PackedImage) else (file, ())
        paths.add(path)
        digest.update(f"{name}\0{place}\n".encode("utf-8", "surrogateescape"))
    try:
        digest.update(_contents(sorted(paths)).encode("utf-8", "surrogateescape"))
    except OSError:
        return ""
    return digest.hexdigest()[:32]


def _contents(paths: list[Path]) -> str:
    """A hash of the contents; of very much data with paths and times of change, as not all of it is read."""
    states = [(path, path.stat()) for path in paths]
    content = fingerprint(paths, HASHED)
    if sum(state.st_size for _, state in states) <= HASHED:
        return content
    return content + "".join(f"{os.path.abspath(path)}\0{state.st_mtime_ns}\n" for path, state in states)


def read_cache(key: str) -> tuple[Tensor, dict[str, Any]] | None:
    """(images (n, H, W, C) uint8 mapped from the file, what was recorded of them), or None where there is no whole one.

    Writing to the images changes memory only, never the file.
    """
    folder = cache_folder() / key
    try:
        content = read_json(folder / RECORD, _LARGEST_RECORD)
        found = map_pixels(folder / Path(content["file"]).name, content["shape"]), content["record"]
    except (InputError, OSError, KeyError, TypeError, ValueError):
        return None
    with contextlib.suppress(OSError):
        os.utime(folder / RECORD)  # when it was last used
    return found


def map_pixels(path: Path, shape: Sequence[int]) -> Tensor:
    """The images (n, H, W, C) of a file, read when they are looked at. Raises ValueError where sizes do not agree."""
    sides = tuple(int(side) for side in shape)
    if len(sides) != 4 or path.stat().st_size != math.prod(sides):
        raise ValueError("not the size that was recorded")
    return torch.from_numpy(np.memmap(path, dtype=np.uint8, mode="c", shape=sides))


def sweep(folder: Path) -> None:
    """Remove what killed runs left in the folders of all keys, and files of pixels that no record names any more."""
    for path in (*folder.glob(f"*/{PIXELS}*"), *folder.glob(f"*/.{RECORD}.*")):
        with contextlib.suppress(OSError, InputError, KeyError, TypeError):
            if time.time() - path.stat().st_mtime < _YOUNG or held_by_another(path):
                continue
            record = path.parent / RECORD
            if not record.exists() or read_json(record, _LARGEST_RECORD)["file"] != path.name:
                path.unlink()


def evict(folder: Path, need: int) -> None:
    """Remove caches that no run has used for KEPT seconds; and, until `need` bytes are free, those used longest ago.

    A run that has mapped one keeps its pixels; where the system does not allow that, the file stays.
    """
    for record in sorted(folder.glob(f"*/{RECORD}"), key=_last_use):
        old = time.time() - _last_use(record) > KEPT
        with contextlib.suppress(OSError):
            if old or shutil.disk_usage(folder).free < need:
                record.unlink()
                for pixels in record.parent.glob(f"{PIXELS}*"):
                    if not held_by_another(pixels):
                        pixels.unlink()


def _last_use(record: Path) -> float:
    try:
        return record.stat().st_mtime
    except OSError:  # another process removed it
        return time.time()
