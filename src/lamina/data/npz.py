"""What an .npz (or .npy) file holds: features and answers, by the usual names (x_train, y_train, x_test ... or X, y)."""

import struct
import zipfile
import zlib
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from lamina.core.errors import InputError

PARTS = {"train": ("train",), "validation": ("validation", "valid", "val", "dev"), "test": ("test",)}
FEATURES = ("x", "images", "image", "data", "features", "inputs", "arr_0")
ANSWERS = ("y", "labels", "label", "target", "targets", "answers", "arr_1")
BROKEN = (OSError, ValueError, EOFError, KeyError, zipfile.BadZipFile, zlib.error, struct.error)
Pair = tuple[NDArray[Any], NDArray[Any] | None]


def npz_shapes(path: Path) -> dict[str, tuple[int, ...]]:
    """Names and shapes of the arrays, read from their headers alone (the one array of .npy is called x)."""
    try:
        with path.open("rb") as file:
            if path.suffix.lower() == ".npy":
                return {"x": _header_shape(file)}
            with zipfile.ZipFile(file) as archive:
                return {name.removesuffix(".npy"): _member_shape(archive, name) for name in archive.namelist()}
    except BROKEN as error:
        raise InputError("table.cannot_read", file=str(path), reason=str(error)) from None


def _member_shape(archive: zipfile.ZipFile, name: str) -> tuple[int, ...]:
    with archive.open(name) as file:
        return _header_shape(file)


def _header_shape(file: IO[bytes]) -> tuple[int, ...]:
    version = np.lib.format.read_magic(file)
    read = np.lib.format.read_array_header_1_0 if version == (1, 0) else np.lib.format.read_array_header_2_0
    return read(file)[0]


def npz_names(path: Path) -> dict[str, tuple[str, str | None]]:
    """Part -> (name of its features, name of its answers or None). Raises InputError when no name is a usual one."""
    names = {name.lower(): name for name in npz_shapes(path)}
    found: dict[str, tuple[str, str | None]] = {}
    for part, spellings in PARTS.items():
        for spelling in spellings:
            pairs = [f"{word}{mark}{spelling}" for mark in ("_", "") for word in FEATURES]
            pairs += [f"{spelling}_{word}" for word in FEATURES]
            answers = [f"{word}{mark}{spelling}" for mark in ("_", "") for word in ANSWERS]
            answers += [f"{spelling}_{word}" for word in ANSWERS]
            features = next((names[name] for name in pairs if name in names), None)
            if features is not None and part not in found:
                found[part] = features, next((names[name] for name in answers if name in names), None)
    if "train" not in found:
        features = next((names[name] for name in FEATURES if name in names), None)
        features = features or (next(iter(names.values())) if len(names) == 1 else None)
        if features is None:
            raise InputError("table.npz_names", file=str(path), names=sorted(names.values()))
        found = {"train": (features, next((names[name] for name in ANSWERS if name in names), None)), **found}
    return found


def npz_parts(path: Path) -> dict[str, Pair]:
    """Part ("train", and "validation" and "test" where the file has them) -> (features, answers or None)."""
    found = npz_names(path)
    try:
        with path.open("rb") as file:  # ours, so that it is closed when the reader fails
            arrays = np.load(file, allow_pickle=False)
            if path.suffix.lower() == ".npy":
                return {"train": (arrays, None)}
            return {part: (arrays[x], None if y is None else arrays[y]) for part, (x, y) in found.items()}
    except BROKEN as error:
        raise InputError("table.cannot_read", file=str(path), reason=str(error)) from None
