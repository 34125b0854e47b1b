"""Where decoded images go, block by block: a file of the cache, or memory where there is no cache or no room in it."""

import contextlib
import errno
import json
import math
import os
import shutil
import tempfile
from io import FileIO
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from lamina.core.errors import InputError
from lamina.core.files import try_lock, write_atomically
from lamina.core.spec import ImageSpec
from lamina.data.images.cache import PIXELS, RECORD, cache_folder, evict, map_pixels, read_cache, sweep

BLOCK = 2**25  # bytes decoded before they are written
_SHARE = 0.7  # of the machine's memory that images may fill


class PixelStore:
    """Takes the images of one source in order: `room(m)` to decode into, then `keep(which)` of them.

    `reason` says why they are not kept on disk, "" where they are or were not to be. A full disk half way costs
    nothing but memory: what was written is read back. Raises InputError where neither disk nor memory takes them.
    """

    def __init__(self, key: str, count: int, spec: ImageSpec) -> None:
        self.reason = ""
        self._key, self._count, self._spec = key, count, spec
        self._row = (spec.height, spec.width, spec.channels)
        self._rows = 0  # kept so far
        self._memory: NDArray[np.uint8] | None = None
        self._file: FileIO | None = None
        self._block = np.empty((0, *self._row), dtype=np.uint8)
        if key:
            try:
                self._file = _open(cache_folder(), key, count * spec.height * spec.width * spec.channels)
            except OSError as error:
                self.reason = error.strerror or str(error)
        if self._file is None:
            self._to_memory()

    @property
    def rows_at_once(self) -> int:
        """Images of a block."""
        return max(1, BLOCK // max(1, math.prod(self._row)))

    def room(self, rows: int) -> NDArray[np.uint8]:
        """(rows, H, W, C) to write images into."""
        if self._memory is not None:
            self._block = self._memory[self._rows : self._rows + rows]
        else:
            self._block = np.empty((rows, *self._row), dtype=np.uint8)
        return self._block

    def keep(self, which: list[bool]) -> None:
        """Take those of the last room's images that are true, in order."""
        block = self._block if all(which) else self._block[which]
        if self._file is not None:
            try:
                _write(self._file, block)
            except OSError as error:
                self._fall_back(error)
        if self._memory is not None and not np.may_share_memory(block, self._memory):
            self._memory[self._rows : self._rows + len(block)] = block
        self._rows += len(block)

    def one_channel(self) -> None:
        """Keep the first channel only."""
        if self._memory is not None:
            self._memory = np.ascontiguousarray(self._memory[: self._rows, ..., :1])
            self._row = (*self._row[:2], 1)
            return
        assert self._file is not None
        coloured = map_pixels(Path(self._file.name), (self._rows, *self._row))
        old, self._file = self._file, None
        try:
            store = PixelStore(self._key, self._rows, self._spec.model_copy(update={"channels": 1}))
            for piece in coloured.split(self.rows_at_once):
                store.room(len(piece))[:] = piece[..., :1].numpy()
                store.keep([True] * len(piece))
        finally:
            _remove(old)
        self.__dict__.update(store.__dict__)

    def finish(self, record: dict[str, Any]) -> Tensor:
        """The images (n, H, W, C) uint8, mapped from the cache's file or in memory; `record` is kept with them."""
        if self._file is not None:
            try:
                images = self._finish_file(self._file, record)
            except (OSError, InputError) as error:
                self._fall_back(error)
            else:
                self._file = None
                return images
        assert self._memory is not None
        return torch.from_numpy(self._memory[: self._rows])

    def discard(self) -> None:
        """Remove the file, if there is one."""
        if self._file is not None:
            _remove(self._file)
            self._file = None

    def _finish_file(self, file: FileIO, record: dict[str, Any]) -> Tensor:
        path, shape = Path(file.name), [self._rows, *self._row]
        os.fsync(file.fileno())
        known = read_cache(self._key)
        if known is not None and list(known[0].shape) == shape:  # another process was faster
            _remove(file)
            return known[0]
        images = map_pixels(path, shape)
        write_atomically(path.parent / RECORD, json.dumps({"shape": shape, "file": path.name, "record": record}))
        file.close()
        return images

    def _fall_back(self, error: OSError | InputError) -> None:
        """What the file holds goes into memory, and the file away."""
        why = error.parameters.get("reason") if isinstance(error, InputError) else error.strerror
        self.reason = str(why or error)
        self._to_memory()
        self.discard()

    def _to_memory(self) -> None:
        """Memory for all images. Raises InputError where that is too small."""
        need = self._count * math.prod(self._row)
        have = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") if hasattr(os, "sysconf") else 2**63
        if need > _SHARE * have:
            self.discard()
            told = {"images": self._count, "size": f"{self._spec.width}x{self._spec.height}",
                    "need": round(need / 2**30, 1), "have": round(have / 2**30, 1)}  # fmt: skip
            if self.reason:
                raise InputError("images.no_room", folder=str(cache_folder()), reason=self.reason, **told)
            raise InputError("images.memory", **told)
        self._memory = np.empty((self._count, *self._row), dtype=np.uint8)
        if self._file is not None and self._rows:
            self._memory[: self._rows] = np.memmap(self._file.name, np.uint8, "r", shape=(self._rows, *self._row))


def _open(folder: Path, key: str, size: int) -> FileIO:
    """A new file for `size` bytes of pixels, locked for as long as it is open. Raises OSError, also for want of room."""
    place = folder / key
    place.mkdir(parents=True, exist_ok=True)
    sweep(folder)
    evict(folder, size)
    if shutil.disk_usage(place).free < size:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    handle, name = tempfile.mkstemp(dir=place, prefix=PIXELS, suffix=".bin")
    os.close(handle)
    file = open(name, "wb", buffering=0)  # noqa: SIM115 - held until the pixels are whole
    try_lock(file)
    return file


def _write(file: FileIO, pixels: NDArray[np.uint8]) -> None:
    """All of it: one call to the system may write a part."""
    left = pixels.reshape(-1).data
    while len(left):
        left = left[file.write(left) :]


def _remove(file: FileIO) -> None:
    with contextlib.suppress(OSError):
        file.close()
    with contextlib.suppress(OSError):
        os.unlink(file.name)
