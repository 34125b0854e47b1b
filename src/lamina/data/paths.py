"""What a file or folder is, by its name and its first lines."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from lamina.core.config import DataConfig
from lamina.core.errors import InputError
from lamina.core.files import missing
from lamina.data.corpus.running_text import holds_running_text, is_running_text, may_run
from lamina.data.encoding import to_utf8
from lamina.data.images.cifar import cifar_part
from lamina.data.images.folder import images_in_folders
from lamina.data.npz import npz_names, npz_shapes
from lamina.data.suffixes import (
    EXCEL_SUFFIXES,
    IMAGE_SUFFIXES,
    RUNNING_SUFFIXES,
    TEXT_SUFFIXES,
    is_archive,
    is_idx,
    is_image_name,
)
from lamina.data.tables.dialect import guess_dialect, split_line
from lamina.data.tables.peek import first_cells, read_head
from lamina.data.tags.conll import SUFFIXES, is_conll
from lamina.data.texts.columns import asks_for_texts, find_texts
from lamina.data.texts.files import holds_texts

PathKind = tuple[Literal["table", "images", "text"], str, str]


def detect_path(path: Path, config: DataConfig) -> PathKind:
    """(kind, form, column of image files or "") of an existing file or folder; else InputError."""
    try:
        folder, size = path.is_dir(), path.stat().st_size
    except FileNotFoundError:
        raise missing(path) from None
    except (OSError, ValueError) as error:
        raise InputError(
            "table.cannot_read", file=str(path), reason=getattr(error, "strerror", None) or str(error)
        ) from None
    if folder:
        return _detect_folder(path, config)
    if not path.is_file():
        raise InputError("table.no_regular_file", path=str(path))
    if size == 0:
        raise InputError("table.empty_file", file=str(path))
    return _detect_file(path, config)


def _detect_folder(path: Path, config: DataConfig) -> PathKind:
    if holds_texts(path):
        return "text", "folder", ""
    if may_run(config) and holds_running_text(path, config):
        return "text", "corpus", ""
    return "images", detect_folder(path), ""


def _detect_file(path: Path, config: DataConfig) -> PathKind:
    name = path.name.lower()
    if is_archive(name):
        return "text" if holds_texts(path) else "images", "archive", ""
    if cifar_part(name):
        return "images", "cifar", ""
    suffixes = [suffix for suffix in Path(name).suffixes if suffix != ".gz"]
    suffix = suffixes[-1] if suffixes else ""
    if is_idx(path.name):
        return "images", "idx", ""
    if suffix == ".parquet":
        return "table", "parquet", ""
    if suffix in EXCEL_SUFFIXES:
        return "table", "excel", ""
    if suffix in (".npz", ".npy"):
        features = npz_names(path)["train"][0]
        dimensions = len(npz_shapes(path)[features])
        if dimensions not in (2, 3, 4):
            raise InputError("table.array_shape", shape=list(npz_shapes(path)[features]))
        return ("table" if dimensions == 2 else "images"), "npz", ""
    if suffix in SUFFIXES or (
        (suffix in TEXT_SUFFIXES or not suffix) and config.kind != "table" and is_conll(path, config)
    ):
        return ("table", "csv", "") if config.kind == "table" else ("text", "conll", "")
    if suffix in TEXT_SUFFIXES or not suffix:
        column = image_column(path, config)
        if column:
            return "images", "list", column
        if _has_texts(path, config):
            return "text", "csv", ""
        return (
            ("text", "corpus", "") if suffix in (".txt", "") and is_running_text(path, config) else ("table", "csv", "")
        )
    packed = suffix in (".xz", ".bz2") and len(suffixes) > 1 and suffixes[-2] in RUNNING_SUFFIXES  # as tables never are
    if (packed or suffix in RUNNING_SUFFIXES) and may_run(config):
        return "text", "corpus", ""
    if suffix in IMAGE_SUFFIXES:
        raise InputError("table.one_image", file=str(path))
    raise InputError("table.unknown_file", file=str(path), suffix=suffix)


def _has_texts(path: Path, config: DataConfig) -> bool:
    """Whether a text table is one of texts and their answers; asked for anything of tables alone, it stays one."""
    return asks_for_texts(config) and bool(find_texts(first_cells(path, config), config))


def image_column(path: Path, config: DataConfig) -> str:
    """Name of the column whose first cells are paths of existing image files (beside the table or as given), or ""."""
    head = read_head(path)
    if not any(suffix.encode() in head.replace(b"\0", b"").lower() for suffix in IMAGE_SUFFIXES):
        return ""
    text = to_utf8(head, config.encoding, str(path))[0]
    dialect = guess_dialect(text, config, str(path))
    lines = [line for line in text.decode("utf-8", "replace").splitlines() if line.strip()][:20]
    rows = [split_line(line, dialect.separator, dialect.quoted) for line in lines]
    if len(rows) < 2:
        return ""
    for index in range(len(rows[0])):
        cells = [row[index] for row in rows[dialect.header :] if index < len(row)]
        if holds_images(cells, path.parent):
            return rows[0][index] if dialect.header else f"column{index + 1}"
    return ""


def holds_images(cells: Sequence[str], folder: Path) -> bool:
    """Whether cells are names of image files, of which at least one exists (as given, or in `folder`)."""
    named = [cell for cell in cells if Path(cell).suffix.lower() in IMAGE_SUFFIXES]
    return len(named) * 2 > len(cells) and any(_exists(cell, folder) for cell in named)


def _exists(cell: str, folder: Path) -> bool:
    try:
        return Path(cell).is_file() or (folder / cell).is_file()
    except (OSError, ValueError):
        return False


def detect_folder(folder: Path) -> str:
    """ "idx", "cifar" or "folder" (of class folders, as `find_folder` takes them); else InputError that says what is there."""
    entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    if any(entry.is_file() and is_idx(entry.name) and "images" in entry.name.lower() for entry in entries):
        return "idx"
    if any(entry.is_file() and cifar_part(entry.name) for entry in entries):
        return "cifar"
    if images_in_folders(folder):
        return "folder"
    if not entries:
        raise InputError("table.empty_folder", folder=str(folder))
    if any(is_image_name(entry.name) for entry in entries):
        raise InputError("table.images_without_classes", folder=str(folder))
    tables = [
        entry.path
        for entry in entries
        if Path(entry.name).suffix.lower() in (TEXT_SUFFIXES | EXCEL_SUFFIXES | {".parquet", ".npz", ".npy"})
    ]
    raise InputError(
        "table.nothing_usable", folder=str(folder), tables=tables[:5], entries=[entry.name for entry in entries[:5]]
    )
