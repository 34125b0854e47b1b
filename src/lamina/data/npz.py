"""What an .npz (or .npy) file holds: features and answers, by the usual names (x_train, y_train, x_test ... or X, y)."""

import zipfile
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lamina.core.errors import InputError

PARTS = {"train": ("train",), "validation": ("validation", "valid", "val", "dev"), "test": ("test",)}
FEATURES = ("x", "images", "image", "data", "features", "inputs", "arr_0")
ANSWERS = ("y", "labels", "label", "target", "targets", "answers", "arr_1")
Pair = tuple[NDArray[Any], NDArray[Any] | None]


def npz_shapes(path: Path) -> dict[str, tuple[int, ...]]:
    """Names and shapes of the arrays, read from their headers alone."""
    shapes = {}
    try:
        if path.suffix.lower() == ".npy":
            return {"x": np.load(path, mmap_mode="r", allow_pickle=False).shape}
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                with archive.open(name) as file:
                    version = np.lib.format.read_magic(file)
                    read = (
                        np.lib.format.read_array_header_1_0
                        if version == (1, 0)
                        else np.lib.format.read_array_header_2_0
                    )
                    shapes[name.removesuffix(".npy")] = read(file)[0]
    except (OSError, ValueError, zipfile.BadZipFile, EOFError, KeyError) as error:
        raise InputError("table.cannot_read", file=str(path), reason=str(error)) from None
    return shapes


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
        if path.suffix.lower() == ".npy":
            return {"train": (np.load(path, allow_pickle=False), None)}
        with np.load(path, allow_pickle=False) as arrays:
            return {part: (arrays[x], None if y is None else arrays[y]) for part, (x, y) in found.items()}
    except (OSError, ValueError, zipfile.BadZipFile, EOFError) as error:
        raise InputError("table.cannot_read", file=str(path), reason=str(error)) from None
