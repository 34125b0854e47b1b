"""A folder per class inside a .tar or .tar.gz: read straight from the archive, nothing is unpacked to the disk.

Images of a plain .tar are read where they lie; those of a compressed one are held in memory as they came.
"""

import os
import tarfile
import zlib
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from lamina.core.errors import InputError
from lamina.core.records import Note
from lamina.data.images.cifar import cifar_part, find_cifar, is_cifar
from lamina.data.images.folder import natural
from lamina.data.images.found import FoundImages, PackedImage
from lamina.data.suffixes import PART_FOLDERS, is_image_name

_EXAMPLES = 5
_SHARE = 0.5  # of the machine's memory that a compressed archive's images may fill
_BROKEN = (OSError, EOFError, tarfile.TarError, zlib.error, ValueError)


@dataclass
class _Content:
    images: dict[str, PackedImage]
    records: dict[str, bytes]  # CIFAR's binary files and their list of names
    ignored: list[str]


def find_archive(path: Path, *, need_labels: bool) -> list[FoundImages]:
    """Images of an archive, with labels and parts by their folders, or CIFAR's binary files.

    Raises InputError for a damaged archive, a name that leads out of it, one too large for memory, and no image.
    """
    try:
        content = _read(path)
    except InputError:
        raise
    except _BROKEN as error:
        raise InputError("images.unreadable", path=str(path), reason=str(error)) from None
    if any(cifar_part(name) for name in content.records):
        return find_cifar(content.records, [path])
    if not content.images:
        raise InputError("images.none_in_folder", path=str(path))
    notes = []
    if content.ignored:
        told = {"count": len(content.ignored), "examples": content.ignored[:_EXAMPLES]}
        notes.append(Note(code="images.ignored_files", parameters=told))
    names = sorted(content.images, key=lambda name: [natural(part) for part in PurePosixPath(name).parts])
    return [_by_folder(path, names, content.images, notes, need_labels=need_labels)]


def _read(path: Path) -> _Content:
    content, held = _Content({}, {}, []), 0
    limit = _SHARE * os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") if hasattr(os, "sysconf") else 2**34
    compressed = not _is_plain(path)
    with tarfile.open(path, "r:*") as archive:
        for member in archive:
            name = PurePosixPath(member.name)
            if name.is_absolute() or ".." in name.parts or "\\" in member.name:
                raise InputError("images.archive_unsafe", path=str(path), name=member.name)
            image, records = is_image_name(name.name), is_cifar(name.name)
            if member.isdir() or name.name.startswith("."):
                continue
            if not member.isreg() or member.issparse() or not (image or records):
                content.ignored.append(member.name)
                continue
            held += member.size if compressed or records else 0
            if held > limit:
                raise InputError("images.archive_large", path=str(path), limit=round(limit / 2**30, 1))
            stream = archive.extractfile(member) if compressed or records else None
            data = b"" if stream is None else stream.read()
            if records:
                content.records[name.name] = data
            else:
                packed = PackedImage(path, member.offset_data, member.size, data if compressed else None)
                content.images[str(name)] = packed
    return content


def _is_plain(path: Path) -> bool:
    try:
        with tarfile.open(path, "r:"):
            return True
    except tarfile.ReadError:
        return False


def _by_folder(
    path: Path, names: list[str], images: dict[str, PackedImage], notes: list[Note], *, need_labels: bool
) -> FoundImages:
    """Part and class from the folders of each name; one folder around everything is passed over."""
    places = [PurePosixPath(name).parts for name in names]
    while len({place[0] for place in places}) == 1 and all(len(place) > 2 for place in places):
        if places[0][0].lower() in PART_FOLDERS:
            break
        notes = [*notes, Note(code="images.inner_folder", parameters={"folder": places[0][0]})]
        places = [place[1:] for place in places]
    has_parts = any(PART_FOLDERS.get(place[0].lower()) == "train" for place in places if len(place) > 2)
    rows, loose = [], []
    for name, place in zip(names, places, strict=True):
        part = PART_FOLDERS.get(place[0].lower()) if has_parts and len(place) > 2 else None
        inside = place[1:] if part else place
        if len(inside) < 2 or (has_parts and not part):
            loose.append(name)
        else:
            rows.append((name, inside[0], part))
    if not rows and need_labels:
        raise InputError("images.flat_folder", path=str(path))
    if not rows:
        return FoundImages([images[name] for name in names], names, notes=tuple(notes), paths=[path])
    if loose:
        told = {"count": len(loose), "examples": loose[:_EXAMPLES], "folder": path.name}
        notes = [*notes, Note(code="images.loose_images", parameters=told)]
    return FoundImages(
        [images[name] for name, _, _ in rows], [name for name, _, _ in rows], labels=[label for _, label, _ in rows],
        part=[part for _, _, part in rows if part] or None, named=True, notes=tuple(notes), paths=[path],
    )  # fmt: skip
