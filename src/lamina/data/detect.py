"""What a source is: a table or images, and in which form. Nothing is read here but names and first lines."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

import narwhals as nw

from lamina.core.config import DataConfig
from lamina.core.errors import InputError
from lamina.data.frames import as_array, is_array, is_frame, is_series, named_columns
from lamina.data.paths import detect_path, holds_images
from lamina.data.samples import BUILT_IN
from lamina.data.suffixes import IMAGE_SUFFIXES

Kind = Literal["table", "images"]


@dataclass(frozen=True)
class Detected:
    """What the data is.

    form: of tables: csv, parquet, excel, npz (or npy), frame, array, pair, columns (dict of lists), records (list of
    dicts), rows (list of lists), builtin; of images: folder, archive, idx, cifar, list (files named by a CSV, a frame or a list),
    npz (or npy), array, pair, builtin.
    name: short, for the run's folder. paths: the file or folder behind it. path_column: the column of image files.
    """

    kind: Kind
    form: str
    name: str
    paths: tuple[Path, ...] = ()
    path_column: str = ""


def detect(source: Any, config: DataConfig) -> Detected:
    """Say what `source` is: path, built-in name, data frame, array, tensor, (X, y), dict of lists, list of dicts or pairs.

    `config.kind` overrules the kind where the form allows both. Raises InputError for a missing or empty file
    (the nearest name in its folder is shown), a folder without usable files and objects of an unknown kind.
    """
    found = _detect(source, config)
    if config.kind in ("auto", found.kind):
        return found
    if found.form == "builtin" and found.name == "digits":
        return replace(found, kind=config.kind)
    if found.kind == "images" and found.path_column:
        form = "csv" if found.paths else "columns" if isinstance(source, Mapping) else "frame"
        return replace(found, kind="table", form=form, path_column="")
    if found.kind == "table" and found.form in ("csv", "frame", "columns"):
        return replace(found, kind="images", form="list")
    raise InputError("table.not_that_kind", source=found.name, found=found.kind, asked=config.kind)


def _detect(source: Any, config: DataConfig) -> Detected:
    if isinstance(source, str) and source in BUILT_IN:
        return Detected("images" if source == "digits" else "table", "builtin", source)
    if isinstance(source, str | Path):
        if not str(source).strip():
            raise InputError("table.no_data")
        if re.match(r"[a-z0-9]+://", str(source), re.IGNORECASE):
            raise InputError("table.no_download", source=str(source))
        path = Path(source).expanduser()
        kind, form, column = detect_path(path, config)
        return Detected(kind, form, _short(path), (path,), column)
    if is_frame(source):
        frame = nw.from_native(source)
        return _columns(dict(named_columns(frame)) if isinstance(frame, nw.DataFrame) else {}, "frame")
    if is_array(source):
        return Detected(_array_kind(source), "array", "data")
    if isinstance(source, Mapping):
        return _columns(_checked_columns(source), "columns")
    if isinstance(source, Sequence) and not isinstance(source, bytes | bytearray):
        return _detect_sequence(source)
    raise InputError("table.unknown_source", type=type(source).__name__)


def _short(path: Path) -> str:
    name = path.resolve().name or "data"
    return name if path.is_dir() else name.removesuffix(".gz").rsplit(".", 1)[0] or name


def _array_kind(source: Any) -> Kind:
    """1-D and 2-D are tables, 3-D and 4-D images."""
    shape = tuple(source.shape)
    if 1 <= len(shape) <= 4 and all(shape):
        return "images" if len(shape) > 2 else "table"
    raise InputError("table.array_shape", shape=list(shape))


def _checked_columns(source: Mapping[Any, Any]) -> dict[str, Any]:
    for name, values in source.items():
        listed = isinstance(values, Sequence) and not isinstance(values, str | bytes)
        if not (listed or is_array(values) or is_series(values)):
            raise InputError("table.not_a_column", name=str(name), type=type(values).__name__)
    if not source or not all(len(values) for values in source.values()):
        raise InputError("table.empty_source", type=type(source).__name__)
    return {str(name): values for name, values in source.items()}


def _columns(columns: Mapping[str, Any], form: str) -> Detected:
    """A table, or images where one of the columns names image files that exist."""
    for name, values in columns.items():
        first = values[:20]
        if holds_images([str(cell) for cell in first if isinstance(cell, str | Path)], Path()):
            return Detected("images", "list", "data", path_column=name)
    return Detected("table", form, "data")


def _detect_sequence(source: Sequence[Any]) -> Detected:
    kind = type(source).__name__
    if not len(source):
        raise InputError("table.empty_source", type=kind)
    first = source[0]
    if all(isinstance(item, Mapping) for item in source):
        return Detected("table", "records", "data")
    if _lists_images(source):
        return Detected("images", "list", "data")
    if (
        len(source) == 2
        and hasattr(source[1], "__len__")
        and (is_frame(first) or is_array(first) or (kind == "tuple" and _are_rows(first)))
    ):
        return Detected("table" if is_frame(first) else _array_kind(_block(first)), "pair", "data")
    if all(is_array(item) and item.ndim in (2, 3) for item in source) or _is_picture(first):
        return Detected("images", "array", "data")
    if _are_rows(source):
        return Detected("table", "rows", "data")
    raise InputError("table.unknown_source", type=f"{kind} of {type(first).__name__}")


def _lists_images(source: Sequence[Any]) -> bool:
    """[(path, label), ...], [path, ...] or [paths, labels]; a path by its suffix."""
    pair = len(source) == 2 and all(isinstance(item, list | tuple) for item in source)
    if pair and len(source[0]) == len(source[1]) > 0 and all(_is_image_name(path) for path in source[0]):
        return True
    names = [item[0] if isinstance(item, tuple | list) and len(item) == 2 else item for item in source]
    return all(_is_image_name(name) for name in names)


def _is_image_name(item: Any) -> bool:
    return isinstance(item, str | Path) and Path(item).suffix.lower() in IMAGE_SUFFIXES


def _is_picture(item: Any) -> bool:
    """An image opened with Pillow, by what it has."""
    return hasattr(item, "getbands") and hasattr(item, "size")


def _are_rows(item: Any) -> bool:
    """A list of equally long rows."""
    if not isinstance(item, list | tuple) or not all(isinstance(row, list | tuple) for row in item):
        return False
    return len({len(row) for row in item}) == 1 and len(item[0]) > 0


def _block(item: Any) -> Any:
    return item if is_array(item) else as_array(item)
