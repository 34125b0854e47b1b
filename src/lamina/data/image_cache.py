"""Decoded images on disk, so that the next run decodes nothing: a file of pixels, mapped into memory, and its record.

Kept under $LAMINA_CACHE, else ~/.cache/lamina, in images/KEY: the key is a hash of the files' names, sizes and times
of change and of all that decides their pixels. The record is written last, so that a killed run leaves no half cache.
The folder may be deleted at any time.
"""

import contextlib
import hashlib
import json
import os
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
from lamina.core.files import read_json, write_atomically
from lamina.data.image_found import FoundImages, PackedImage

FORMAT = 1  # changes whenever decoding does
FEWEST = 500  # fewer files are decoded in a moment
_PIXELS, _RECORD = "pixels.bin", "record.json"
_CHUNK = 2**26
_ABANDONED = 3600.0  # seconds after which a half-written file is nobody's


def cache_folder() -> Path:
    """Where decoded images lie."""
    given = os.environ.get("LAMINA_CACHE", "")
    return (Path(given).expanduser() if given else Path.home() / ".cache" / "lamina") / "images"


def cache_key(found: Sequence[FoundImages], settings: dict[str, Any]) -> str:
    """A name for these files decoded with these settings; "" for what is not worth it: arrays, opened or few images."""
    files = [file for block in found if isinstance(block.pixels, list) for file in block.pixels]
    if len(files) < FEWEST or any(not isinstance(block.pixels, list) for block in found):
        return ""
    digest = hashlib.sha256(json.dumps([FORMAT, PIL.__version__, settings], sort_keys=True, default=str).encode())
    known: dict[Path, tuple[int, int]] = {}
    for file in files:
        if not isinstance(file, Path | PackedImage):
            return ""
        path, place = (file.archive, (file.offset, file.size)) if isinstance(file, PackedImage) else (file, ())
        if path not in known:
            try:
                status = path.stat()
            except OSError:
                return ""
            known[path] = (status.st_size, status.st_mtime_ns)
        digest.update(f"{os.path.abspath(path)}\0{place}\0{known[path]}\n".encode("utf-8", "surrogateescape"))
    return digest.hexdigest()[:32]


def read_cache(key: str) -> tuple[Tensor, dict[str, Any]] | None:
    """(images (n, H, W, C) uint8 mapped from the file, what was recorded of them), or None where there is no whole one.

    Writing to the images changes memory only, never the file.
    """
    folder = cache_folder() / key
    try:
        content = read_json(folder / _RECORD)
        shape = tuple(int(side) for side in content["shape"])
        if len(shape) != 4 or (folder / _PIXELS).stat().st_size != int(np.prod(shape)):
            return None
        pixels = np.memmap(folder / _PIXELS, dtype=np.uint8, mode="c", shape=shape)
        return torch.from_numpy(pixels), content["record"]
    except (InputError, OSError, KeyError, TypeError, ValueError):
        return None


def write_cache(key: str, images: Tensor, record: dict[str, Any]) -> str:
    """Write pixels, then their record, each whole or not at all; -> "" or why it could not be (disk full, read-only)."""
    folder = cache_folder() / key
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _sweep(folder)
        handle, name = tempfile.mkstemp(dir=folder, prefix=f".{_PIXELS}.")
        try:
            with os.fdopen(handle, "wb") as file:
                flat = images.numpy().reshape(-1).data
                for start in range(0, len(flat), _CHUNK):
                    file.write(flat[start : start + _CHUNK])
                file.flush()
                os.fsync(file.fileno())
            os.replace(name, folder / _PIXELS)
        except BaseException:
            with contextlib.suppress(OSError):
                os.unlink(name)
            raise
        write_atomically(folder / _RECORD, json.dumps({"shape": list(images.shape), "record": record}))
    except OSError as error:
        return error.strerror or str(error)
    except InputError as error:
        return str(error.parameters.get("reason", error))
    return ""


def _sweep(folder: Path) -> None:
    """Remove what killed runs left half written."""
    for path in folder.glob(f".{_PIXELS}.*"):
        with contextlib.suppress(OSError):
            if time.time() - path.stat().st_mtime > _ABANDONED:
                path.unlink()
