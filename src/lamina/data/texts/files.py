"""Texts in files: a folder per class, with or without train/, validation/, test/ above; the same in a tar archive.

A text is a whole file. Files are only read; nothing of an archive is unpacked to the disk.
"""

import itertools
import os
import tarfile
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from lamina.core.errors import InputError
from lamina.core.records import Note
from lamina.data.encoding import to_utf8
from lamina.data.images.folder import natural
from lamina.data.suffixes import PART_FOLDERS, is_image_name

SUFFIX = ".txt"
LARGEST = 64 * 2**20  # bytes of one text
MOST_BYTES = 2 * 2**30  # of all texts of an archive
LOOKED_AT = 500  # names that say what a folder holds
FEW_IMAGES = (
    0.1  # most images for each text in a folder of texts: a stray logo; images with a text beside each are more
)
FEWEST = 2  # texts in class folders: one that lies about in a folder below makes no data set
_SHOWN = 5


@dataclass(frozen=True)
class TextFile:
    """One text: its name below the root, its class ("" for none), its part ("" where none is given), its bytes."""

    name: str
    label: str
    part: str
    content: bytes


def holds_texts(path: Path) -> bool:
    """Whether a folder or tar archive has .txt files in folders inside it, alike in depth, and hardly an image, by the first names in it."""
    try:
        names = list(itertools.islice(_all_names(path), LOOKED_AT))
    except (OSError, tarfile.TarError, EOFError, zlib.error):
        return False  # what is wrong with it is said when it is read
    deep = Counter(name.count("/") for name in names if _is_text(name) and "/" in name)
    texts, images = max(deep.values(), default=0), sum(is_image_name(PurePosixPath(name).name) for name in names)
    return texts >= FEWEST and images <= FEW_IMAGES * texts


def read_files(path: Path, *, need_labels: bool = True) -> tuple[list[TextFile], tuple[Note, ...]]:
    """All texts of a folder (or tar archive) in natural order, with class and part from the names of their folders.

    The folder right above a text is its class; a folder train, validation or test above that is its part, as soon as
    there is a train. Files beside the class folders, and such as are no .txt, are told and left out. Raises InputError where no text has a class.
    """
    every = list(_all_names(path))
    names = sorted(filter(_is_text, every), key=natural)
    others = sorted((name for name in every if not _is_text(name)), key=natural)
    places = {name: _place(name) for name in names}
    parts = any(part == "train" for _, part in places.values())
    depth = Counter(name.count("/") for name in names if not parts or places[name][1]).most_common(1)
    kept = names if not need_labels else [
        name for name in names if depth[0][0] == name.count("/") > 0 and (places[name][1] or not parts)
    ]  # fmt: skip
    if not kept:
        raise InputError("text.no_files", path=str(path))
    used = set(kept)
    left = [name for name in names if name not in used]
    notes = tuple(
        Note(code=code, parameters={"count": len(some), "examples": some[:_SHOWN]})
        for code, some in (("text.files_left_out", left), ("text.other_files", others))
        if some
    )
    contents = dict(_contents(path, used))
    return [
        TextFile(name, places[name][0], places[name][1] if parts else "", contents[name]) for name in kept
    ], notes  # fmt: skip


def decode(content: bytes, encoding: str, file: str) -> tuple[str, str]:
    """(the text of a file, its encoding); bytes that are none of its encoding are refused with file and line."""
    if not content.strip():
        return "", "utf-8"
    text, found = to_utf8(content, encoding, file)
    return text.decode("utf-8").rstrip("\r\n\x1a"), found


def _place(name: str) -> tuple[str, str]:
    """(class, part) of a text by the folders above it."""
    folders = PurePosixPath(name).parts[:-1]
    if not folders:
        return "", ""
    part = next((PART_FOLDERS[folder.lower()] for folder in folders[:-1] if folder.lower() in PART_FOLDERS), "")
    return folders[-1], part


def _all_names(path: Path) -> Iterator[str]:
    """Names of the files below the root, folders by slashes; hidden files and folders are left out."""
    if path.is_dir():
        for place, inside, files in os.walk(path):
            inside[:] = sorted(folder for folder in inside if not folder.startswith("."))
            yield from (Path(place, name).relative_to(path).as_posix() for name in sorted(files) if name[0] != ".")
        return
    with tarfile.open(path) as archive:
        names = (member.name.removeprefix("./") for member in archive if member.isfile())
        yield from (name for name in names if not PurePosixPath(name).name.startswith("."))


def _contents(path: Path, names: set[str]) -> Iterator[tuple[str, bytes]]:
    total = 0
    if path.is_dir():
        for name in names:
            _check_size(path / name, (path / name).stat().st_size, 0)
            yield name, (path / name).read_bytes()
        return
    with tarfile.open(path) as archive:
        for member in archive:
            name = member.name.removeprefix("./")
            if member.isfile() and name in names:
                total += member.size
                _check_size(path / name, member.size, total)
                content = archive.extractfile(member)
                yield name, content.read() if content else b""


def _check_size(path: Path, size: int, total: int) -> None:
    if size > LARGEST or total > MOST_BYTES:
        raise InputError("text.too_large", path=str(path), megabytes=max(size, total) // 2**20)


def _is_text(name: str) -> bool:
    return name.lower().endswith(SUFFIX)
