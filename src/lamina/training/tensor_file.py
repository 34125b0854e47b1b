"""Tensors in one safetensors file named by its content: written whole or not at all, checked before use."""

import contextlib
import hashlib
import os
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file
from torch import Tensor

from lamina.core.errors import InputError

HEADER_LIMIT = 16 * 2**20  # bytes; a header of ten thousand tensors needs about one


def write_tensors(folder: Path, prefix: str, tensors: dict[str, Tensor]) -> dict[str, Any]:
    """Write `<prefix>-<hash>.safetensors`, durable on return; gives {"file", "sha256", "bytes"}.

    A full disk or another failure of the system leaves nothing behind and is told as InputError.
    """
    temporary = folder / f".{prefix}.{os.getpid()}.tmp"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        save_file(_apart(tensors), temporary)
        with open(temporary, "rb+") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            os.fsync(file.fileno())
        name = f"{prefix}-{digest[:16]}.safetensors"
        size = temporary.stat().st_size
        os.replace(temporary, folder / name)
    except (OSError, SafetensorError) as error:
        with contextlib.suppress(OSError):
            temporary.unlink()
        reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
        raise InputError("files.cannot_write", path=str(folder), reason=reason) from error
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise
    return {"file": name, "sha256": digest, "bytes": size}


def read_tensors(
    folder: Path, record: dict[str, Any], expected: dict[str, tuple[list[int], torch.dtype]]
) -> dict[str, Tensor]:
    """Read the file that a record names, after checking size, hash, names, shapes and types against `expected`.

    Nothing is allocated from the file's own numbers: its length must be the record's, and no more than the
    expected tensors take. Raises InputError "training.checkpoint_damaged" with the file and what disagrees.
    """
    path = _path(folder, record)
    needed = sum(dtype.itemsize * _product(shape) for shape, dtype in expected.values())
    size = path.stat().st_size
    if size != record.get("bytes") or size > needed + HEADER_LIMIT:
        raise damaged(path, f"{size:,} bytes instead of {record.get('bytes')!r} (tensors: {needed:,})")
    with open(path, "rb") as file:
        header = int.from_bytes(file.read(8), "little")
        if header > min(HEADER_LIMIT, size - 8):
            raise damaged(path, f"header of {header:,} bytes")
        file.seek(0)
        if hashlib.file_digest(file, "sha256").hexdigest() != record.get("sha256"):
            raise damaged(path, "content hash")
    try:
        with safe_open(path, framework="pt") as source:
            names = set(source.keys())
            if names != set(expected):
                raise damaged(path, f"tensors {sorted(names ^ set(expected))[:3]}")
            return {name: _checked(path, name, source, *expected[name]) for name in expected}
    except (SafetensorError, ValueError) as error:
        if isinstance(error, InputError):
            raise
        raise damaged(path, str(error)) from error


def remove_others(folder: Path, keep: set[str]) -> None:
    """Remove tensor files that no record names any more, and what an interrupted write left."""
    for path in [*folder.glob("*.safetensors"), *folder.glob(".*.tmp")]:
        if path.name not in keep:
            with contextlib.suppress(OSError):
                path.unlink()


def damaged(path: Path, detail: str) -> InputError:
    """The error for a checkpoint that cannot be trusted."""
    return InputError("training.checkpoint_damaged", path=str(path), detail=detail)


def _apart(tensors: dict[str, Tensor]) -> dict[str, Tensor]:
    """Dense tensors on the CPU; those that share memory (tied weights) are copied, as the format asks."""
    seen: set[int] = set()
    result: dict[str, Tensor] = {}
    for name, tensor in tensors.items():
        dense = tensor.detach().cpu().contiguous()
        place = dense.untyped_storage().data_ptr()
        result[name] = dense.clone() if place in seen else dense
        seen.add(place)
    return result


def _checked(path: Path, name: str, source: Any, shape: list[int], dtype: torch.dtype) -> Tensor:
    found = source.get_slice(name).get_shape()
    if list(found) != list(shape):
        raise damaged(path, f"{name}: shape {list(found)} instead of {list(shape)}")
    tensor = source.get_tensor(name)
    if tensor.dtype != dtype:
        raise damaged(path, f"{name}: {tensor.dtype} instead of {dtype}")
    return tensor


def _path(folder: Path, record: dict[str, Any]) -> Path:
    name = record.get("file")
    if not isinstance(name, str) or Path(name).name != name or not name.endswith(".safetensors"):
        raise damaged(folder, f"file name {name!r}")
    if not (folder / name).is_file():
        raise damaged(folder / name, "the file is missing")
    return folder / name


def _product(shape: list[int]) -> int:
    total = 1
    for length in shape:
        total *= length
    return total
