"""Tensors in a safetensors file: written, and read only after every size in its header was checked."""

import hashlib
import json
import math
from pathlib import Path
from typing import Any, NamedTuple

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save
from torch import Tensor

from lamina.core.errors import InputError

HEADER_BYTES = 16 * 2**20
MOST_TENSORS = 100_000
MOST_AXES = 8
DTYPES = {
    "BOOL": torch.bool, "U8": torch.uint8, "I8": torch.int8, "I16": torch.int16, "I32": torch.int32, "I64": torch.int64,
    "F16": torch.float16, "BF16": torch.bfloat16, "F32": torch.float32, "F64": torch.float64,
}  # fmt: skip
PICKLES = (b"\x80", b"PK\x03\x04", b"(", b"]", b"c")  # pickle protocols, torch.save's zip, old text pickles


class Entry(NamedTuple):
    """Type and shape of a tensor."""

    dtype: torch.dtype
    shape: tuple[int, ...]


def pack(tensors: dict[str, Tensor]) -> bytes:
    """A safetensors file of the tensors; each is copied, so shared or strided memory is no matter."""
    return save({name: tensor.detach().cpu().contiguous().clone() for name, tensor in tensors.items()})


def entries(tensors: dict[str, Tensor]) -> dict[str, Entry]:
    """Types and shapes of tensors (of modules on the meta device, too)."""
    return {name: Entry(tensor.dtype, tuple(tensor.shape)) for name, tensor in tensors.items()}


def sha256(path: Path) -> str:
    """sha256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def check_regular(path: Path, limit: int) -> None:
    """Refuse what is missing, not a plain file (a link, a pipe, a folder), or larger than `limit` bytes."""
    if path.is_symlink() or (path.exists() and not path.is_file()):
        raise InputError("bundle.not_a_file", path=str(path))
    if not path.exists():
        raise InputError("bundle.missing_file", path=str(path), file=path.name)
    if path.stat().st_size > limit:
        raise InputError("files.too_large", path=str(path), bytes=path.stat().st_size, limit=limit)


def read_header(path: Path) -> dict[str, Entry]:
    """Types and shapes that the file says it holds, after checking that they add up to the file's size.

    Reads the header alone. A pickle, a header larger than 16 MiB or than the file, unknown types,
    negative or absurd sizes, overlaps and gaps are refused.
    """
    size = path.stat().st_size
    with path.open("rb") as file:
        start = file.read(8)
        length = int.from_bytes(start, "little")
        if start.startswith(PICKLES) and length > HEADER_BYTES:
            raise InputError("bundle.pickle", path=str(path))
        if len(start) < 8 or length > min(HEADER_BYTES, size - 8):
            raise InputError(
                "bundle.bad_header", path=str(path), reason=f"a header of {length:,} bytes in a file of {size:,}"
            )
        text = file.read(length)
    try:
        content = json.loads(text)
    except (ValueError, RecursionError):
        raise InputError("bundle.bad_header", path=str(path), reason="the header is not JSON") from None
    return _checked(path, content, size - 8 - length)


def _checked(path: Path, content: Any, data_bytes: int) -> dict[str, Entry]:
    if not isinstance(content, dict) or len(content) > MOST_TENSORS:
        raise InputError("bundle.bad_header", path=str(path), reason="the header is not a table of tensors")
    content.pop("__metadata__", None)
    found: dict[str, Entry] = {}
    spans: list[tuple[int, int]] = []
    for name, item in content.items():
        shape, dtype, span = _fields(item)
        if shape is None or dtype is None or span is None:
            raise InputError("bundle.bad_header", path=str(path), reason=f'the entry "{name}" is malformed')
        begin, end = span
        if end > data_bytes or end - begin != math.prod(shape) * dtype.itemsize:
            raise InputError("bundle.absurd_size", path=str(path), tensor=name, shape=list(shape), bytes=data_bytes)
        found[name] = Entry(dtype, shape)
        spans.append(span)
    spans.sort()
    ends = [0, *(end for _, end in spans)]
    if [begin for begin, _ in spans] != ends[:-1] or ends[-1] != data_bytes:
        raise InputError("bundle.bad_header", path=str(path), reason="the tensors overlap or leave gaps")
    return found


def _fields(item: Any) -> tuple[tuple[int, ...] | None, torch.dtype | None, tuple[int, int] | None]:
    """Shape, type and span of a header entry; None for what is not as it should be."""
    if not isinstance(item, dict) or set(item) != {"dtype", "shape", "data_offsets"}:
        return None, None, None
    shape, span = _counts(item["shape"], MOST_AXES), _counts(item["data_offsets"], 2)
    dtype = DTYPES.get(item["dtype"]) if isinstance(item["dtype"], str) else None
    return shape, dtype, (span[0], span[1]) if span is not None and len(span) == 2 else None


def _counts(values: Any, most: int) -> tuple[int, ...] | None:
    if not isinstance(values, list) or len(values) > most:
        return None
    return tuple(values) if all(type(value) is int and 0 <= value < 2**63 for value in values) else None


def read_tensors(path: Path) -> dict[str, Tensor]:
    """The tensors of a file whose header was checked by `read_header`."""
    try:
        return load_file(path)
    except (SafetensorError, OSError, ValueError) as error:
        raise InputError("bundle.bad_header", path=str(path), reason=str(error)) from None
