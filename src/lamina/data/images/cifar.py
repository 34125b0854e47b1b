"""CIFAR-10's binary files: records of one label and three planes of 32 x 32 (Krizhevsky 2009).

data_batch_1.bin ... data_batch_5.bin are the training part, test_batch.bin the test; batches.meta.txt names the classes.
"""

import re
from pathlib import Path

import numpy as np

from lamina.core.errors import InputError
from lamina.data.images.found import FoundImages, Label

SIDE, CHANNELS = 32, 3
RECORD = 1 + CHANNELS * SIDE * SIDE
META = "batches.meta.txt"


def cifar_part(name: str) -> str:
    """ "train" for data_batch_N.bin, "test" for test_batch.bin, else ""."""
    name = name.lower()
    return "train" if re.fullmatch(r"data_batch_\d+\.bin", name) else "test" if name == "test_batch.bin" else ""


def is_cifar(name: str) -> bool:
    """Whether a file's name is one of CIFAR-10's binary distribution."""
    return bool(cifar_part(name)) or name.lower() == META


def find_cifar_path(path: Path) -> list[FoundImages]:
    """The binary files of a folder, or one of them with the names beside it."""
    folder = path if path.is_dir() else path.parent
    paths = sorted(file for file in folder.iterdir() if is_cifar(file.name)) if path.is_dir() else [path]
    meta = folder / META
    try:
        content = {file.name: file.read_bytes() for file in paths}
        if meta.is_file():
            content[META] = meta.read_bytes()
    except OSError as error:
        raise InputError("images.unreadable", path=str(path), reason=error.strerror or str(error)) from None
    return find_cifar(content, paths)


def find_cifar(content: dict[str, bytes], paths: list[Path]) -> list[FoundImages]:
    """Name of file -> bytes; a block of images a file, in its part (one part alone: no part is given)."""
    names = content.get(META, b"").decode("utf-8", "replace").split()
    files = sorted(name for name in content if cifar_part(name))
    blocks = [_block(name, content[name], names) for name in files]
    if len({cifar_part(name) for name in files}) > 1:
        blocks = [block.in_part(cifar_part(name)) for name, block in zip(files, blocks, strict=True)]
    blocks[0] = FoundImages(**{**vars(blocks[0]), "paths": paths})
    return blocks


def _block(file: str, data: bytes, classes: list[str]) -> FoundImages:
    if not data or len(data) % RECORD:
        raise InputError("images.cifar_size", file=file, bytes=len(data), record=RECORD)
    records = np.frombuffer(data, dtype=np.uint8).reshape(-1, RECORD)
    codes = records[:, 0]
    known = len(classes) or 10
    if int(codes.max()) >= known:
        row = int(np.argmax(codes >= known))
        raise InputError("images.cifar_label", file=file, record=row, label=int(codes[row]), classes=known)
    labels: list[Label] = [classes[code] if classes else str(code) for code in codes.tolist()]
    pixels = records[:, 1:].reshape(-1, CHANNELS, SIDE, SIDE).transpose(0, 2, 3, 1)
    stem = file.rsplit(".", 1)[0]
    return FoundImages(pixels, [f"{stem}/{row}" for row in range(len(records))], labels, named=True)
