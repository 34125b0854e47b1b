"""IDX files, the format of MNIST (LeCun, Cortes, Burges): big-endian magic, sizes, then bytes; plain or .gz.

Magic 0x00000803: unsigned bytes in 3 dimensions (images, rows, columns); 0x00000801: in 1 dimension (labels).
"""

import gzip
import re
import struct
import zlib
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from lamina.core.errors import InputError
from lamina.core.files import missing
from lamina.data.images.found import FoundImages, Label
from lamina.data.suffixes import PART_FOLDERS, is_idx

_TYPES = {0x08: ">u1", 0x09: ">i1", 0x0B: ">i2", 0x0C: ">i4", 0x0D: ">f4", 0x0E: ">f8"}
_CHUNK = 2**24
_PARTS = {**PART_FOLDERS, "t10k": "test"}


def read_idx(path: Path) -> NDArray[np.generic]:
    """The array of an IDX file. Raises InputError with what was expected and found, also for a broken .gz."""
    try:
        with path.open("rb") as raw:
            packed = raw.read(2) == b"\x1f\x8b"
        with gzip.open(path, "rb") if packed else path.open("rb") as file:
            return _read(path, file)  # type: ignore[arg-type]
    except FileNotFoundError:
        raise missing(path) from None
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise InputError("images.idx_gzip", path=str(path), reason=str(error)) from None
    except OSError as error:
        raise InputError("images.unreadable", path=str(path), reason=error.strerror or str(error)) from None


def _read(path: Path, file: BinaryIO) -> NDArray[np.generic]:
    head = file.read(4)
    if not head:
        raise InputError("images.idx_empty", path=str(path))
    kind = _TYPES.get(head[2]) if len(head) == 4 and head[:2] == b"\0\0" and 1 <= head[3] <= 4 else None
    if kind is None:
        raise InputError("images.idx_magic", path=str(path), found="0x" + head.hex())
    sizes = file.read(4 * head[3])
    if len(sizes) < 4 * head[3]:
        raise InputError("images.idx_header", path=str(path), found=len(head) + len(sizes), expected=4 + 4 * head[3])
    shape = struct.unpack(f">{head[3]}I", sizes)
    dtype = np.dtype(kind)
    expected = int(np.prod(shape, dtype=object)) * dtype.itemsize
    content = bytearray()
    while chunk := file.read(min(_CHUNK, expected + 1 - len(content))):  # one more than promised, to see a surplus
        content += chunk
    if len(content) != expected:
        found = f"more than {expected}" if len(content) > expected else str(len(content))
        promised = "x".join(map(str, shape))
        raise InputError("images.idx_count", path=str(path), shape=promised, expected=expected, found=found)
    return np.frombuffer(content, dtype=dtype).reshape(shape)


def find_idx_file(path: Path, *, need_labels: bool) -> FoundImages:
    """Images of one IDX file, with the labels of the file beside it (images -> labels, idx3 -> idx1)."""
    labels = _labels_beside(path)
    if labels is None and need_labels:
        raise InputError("images.idx_no_labels", path=str(path), wanted=_labels_name(path.name))
    return _pair(path, labels, None)


def find_idx_folder(folder: Path, *, need_labels: bool) -> list[FoundImages]:
    """Images of a folder as MNIST comes: train-* and t10k-* give the parts; or one images file with its labels."""
    by_stem: dict[str, Path] = {}
    for path in sorted(folder.iterdir()):  # where both are there, the plain file comes first and is taken
        if path.is_file() and is_idx(path.name):
            by_stem.setdefault(re.sub(r"\.gz$", "", path.name, flags=re.IGNORECASE), path)
    images = [path for path in by_stem.values() if not _is_labels(path)]
    if not images:
        raise InputError("images.idx_no_images", path=str(folder), files=", ".join(sorted(by_stem)))
    parts = [_part(path.name) for path in images]
    if len(set(parts)) < len(parts):
        raise InputError("images.idx_many", path=str(folder), files=", ".join(path.name for path in images))
    found = []
    for path in sorted(images, key=lambda path: (_part(path.name) == "test", path.name)):
        labels = _labels_beside(path)
        if labels is None and need_labels:
            raise InputError("images.idx_no_labels", path=str(path), wanted=_labels_name(path.name))
        found.append(_pair(path, labels, _part(path.name) if len(images) > 1 else None))
    return found


def _pair(images_path: Path, labels_path: Path | None, part: str | None) -> FoundImages:
    images = read_idx(images_path)
    if images.ndim not in (3, 4) or images.dtype != np.dtype(">u1"):
        shape = "x".join(map(str, images.shape))
        raise InputError("images.idx_not_images", path=str(images_path), shape=shape)
    pixels = images.view(np.uint8)
    if pixels.ndim == 3:
        pixels = pixels[..., None]
    prefix = part or re.split(r"[-_.]", images_path.name)[0]
    names = [f"{prefix}/{position}" for position in range(len(pixels))]
    values: list[Label] | None = None
    if labels_path is not None:
        labels = read_idx(labels_path)
        if labels.ndim != 1 or labels.dtype.kind not in "iu":
            shape = "x".join(map(str, labels.shape))
            raise InputError("images.idx_not_labels", path=str(labels_path), shape=shape)
        if len(labels) != len(pixels):
            raise InputError(
                "images.idx_labels_count",
                path=str(labels_path), labels=len(labels), images_path=str(images_path), images=len(pixels),
            )  # fmt: skip
        values = labels.tolist()
    paths = [images_path] if labels_path is None else [images_path, labels_path]
    parts = None if part is None else [part] * len(pixels)
    return FoundImages(pixels, names, labels=values, part=parts, named=True, paths=paths)


def _is_labels(path: Path) -> bool:
    return "labels" in path.name.lower() or "idx1" in path.name.lower()


def _labels_name(name: str) -> str:
    return re.sub("idx3", "idx1", re.sub("images", "labels", name, flags=re.IGNORECASE), flags=re.IGNORECASE)


def _labels_beside(path: Path) -> Path | None:
    """The labels of an images file: its name with images -> labels and idx3 -> idx1, plain or .gz."""
    stem = re.sub(r"\.gz$", "", _labels_name(path.name), flags=re.IGNORECASE)
    for name in (stem, f"{stem}.gz", f"{stem}.GZ"):
        if (path.parent / name).is_file() and (path.parent / name) != path:
            return path.parent / name
    return None


def _part(name: str) -> str | None:
    """The part that a file's name gives: train-images... -> train, t10k-images... -> test."""
    words = re.split(r"[-_.]", name.lower())
    return next((_PARTS[word] for word in words if word in _PARTS), None)
