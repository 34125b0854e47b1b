"""A folder per class, with or without train/, validation/, test/ above the classes. Names of classes: natural order."""

import os
import re
from pathlib import Path

from lamina.core.errors import InputError
from lamina.core.records import Note
from lamina.data.images.found import FoundImages
from lamina.data.suffixes import PART_FOLDERS, is_image_name

_EXAMPLES = 5


def natural(name: str) -> tuple[tuple[int, int, str], ...]:
    """Sorting key that puts 2 before 10; equal but for case or leading zeros: as written."""
    pieces = re.split(r"(\d+)", name)
    key = [(0, int(piece), "") if piece.isdecimal() else (1, 0, piece.casefold()) for piece in pieces if piece]
    return (*key, (-1, 0, name))


class _Walk:
    """Folders under a root with their images; what is no image is counted."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.ignored: list[str] = []

    def folders(self, folder: Path) -> list[Path]:
        """Sub-folders in natural order, without hidden and system ones."""
        inside = (path for path in folder.iterdir() if path.is_dir())
        return sorted((path for path in inside if _is_plain(path.name)), key=lambda path: natural(path.name))

    def loose(self, folder: Path) -> list[Path]:
        """Images directly in a folder, in natural order."""
        inside = (path for path in folder.iterdir() if path.is_file() and is_image_name(path.name))
        return sorted(inside, key=lambda path: natural(path.name))

    def images(self, folder: Path, *, deep: bool = True) -> list[Path]:
        """Images in a folder and the folders in it, in natural order; other files are counted."""
        found = []
        for place, inside, files in os.walk(folder):
            inside[:] = sorted((name for name in inside if _is_plain(name)), key=natural) if deep else []
            for name in sorted(files, key=natural):
                if is_image_name(name):
                    found.append(Path(place, name))
                else:
                    self.ignored.append(str(Path(place, name).relative_to(self.root)))
        return found

    def has_classes(self, folder: Path) -> bool:
        """Whether images lie in folders inside this folder."""
        return any(self._any_image(path) for path in self.folders(folder))

    def _any_image(self, folder: Path) -> bool:
        for _, inside, files in os.walk(folder):
            inside[:] = filter(_is_plain, inside)
            if any(map(is_image_name, files)):
                return True
        return False


def find_folder(root: Path) -> FoundImages:
    """Images of a folder per class, with the given parts. Raises InputError where there is no class or no image."""
    walk = _Walk(root)
    base, notes = _inner(root, walk)
    folders = walk.folders(base)
    parts = {folder: PART_FOLDERS.get(folder.name.lower()) for folder in folders}
    given = [folder for folder, part in parts.items() if part and walk.has_classes(folder)]
    if "train" in {parts[folder] for folder in given}:
        found = [_classes(folder, parts[folder], walk, notes) for folder in given]
        outside = [folder.name for folder in folders if folder not in given]
        if outside:
            notes.append(
                Note(code="images.outside_parts", parameters={"folders": outside[:_EXAMPLES], "count": len(outside)})
            )
    else:
        found = [_classes(base, None, walk, notes)]
    rows = [row for part in found for row in part]
    if not rows:
        raise InputError("images.flat_folder" if walk.loose(base) else "images.none_in_folder", path=str(root))
    if walk.ignored:
        told = {"count": len(walk.ignored), "examples": walk.ignored[:_EXAMPLES]}
        notes.append(Note(code="images.ignored_files", parameters=told))
    paths = [path for path, _, _ in rows]
    return FoundImages(
        list(paths), [path.relative_to(root).as_posix() for path in paths], labels=[label for _, label, _ in rows],
        part=[part for _, _, part in rows if part] or None, named=True, notes=tuple(notes), paths=list(paths),
    )  # fmt: skip


def find_flat(root: Path) -> FoundImages:
    """All images in a folder and below, without labels."""
    walk = _Walk(root)
    paths = walk.images(root)
    if not paths:
        raise InputError("images.none_in_folder", path=str(root))
    told = {"count": len(walk.ignored), "examples": walk.ignored[:_EXAMPLES]}
    notes = (Note(code="images.ignored_files", parameters=told),) if walk.ignored else ()
    names = [path.relative_to(root).as_posix() for path in paths]
    return FoundImages(list(paths), names, notes=notes, paths=list(paths))


def images_in_folders(root: Path) -> bool:
    """Whether any folder in this one holds images, itself or deeper: what `find_folder` needs."""
    return _Walk(root).has_classes(root)


def has_class_folders(root: Path) -> bool:
    """Whether a folder holds a folder per class (images one level down or deeper, none loose)."""
    walk = _Walk(root)
    return walk.has_classes(root) and not walk.loose(root)


def _inner(root: Path, walk: _Walk) -> tuple[Path, list[Note]]:
    """The folder that really holds the classes: an unpacked archive often has one folder around it."""
    folders = walk.folders(root)
    if (
        len(folders) == 1
        and not walk.loose(root)
        and len(walk.folders(folders[0])) > 1
        and walk.has_classes(folders[0])
    ):
        return folders[0], [Note(code="images.inner_folder", parameters={"folder": folders[0].name})]
    return root, []


def _classes(folder: Path, part: str | None, walk: _Walk, notes: list[Note]) -> list[tuple[Path, str, str | None]]:
    """(path, class, part) of each image in the class folders; loose images and empty classes are said."""
    rows = []
    for inside in walk.folders(folder):
        paths = walk.images(inside)
        rows += [(path, inside.name, part) for path in paths]
        if not paths:
            notes.append(
                Note(code="images.empty_class", parameters={"folder": inside.relative_to(walk.root).as_posix()})
            )
    loose = walk.images(folder, deep=False)
    if loose and rows:
        told = {"count": len(loose), "examples": [path.name for path in loose[:_EXAMPLES]], "folder": folder.name}
        notes.append(Note(code="images.loose_images", parameters=told))
    return rows


def _is_plain(name: str) -> bool:
    return not name.startswith((".", "__MACOSX", "@eaDir"))
