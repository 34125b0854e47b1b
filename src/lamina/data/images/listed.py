"""Images named one by one: a CSV or data frame with a path column, or a list of paths, with labels or without."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import narwhals as nw
import numpy as np
from numpy.typing import NDArray

from lamina.core.config import DataConfig
from lamina.core.errors import InputError, nearest
from lamina.core.records import Note
from lamina.data.images.found import FoundImages, Label
from lamina.data.suffixes import PART_FOLDERS, is_image_name
from lamina.data.tables.text_table import read_text

_MISSING = frozenset(("", "na", "n/a", "nan", "null", "?"))
_LABEL_NAMES = ("label", "labels", "class", "target", "category", "species", "y")
_LOOKED_AT = 200


def path_column(columns: Mapping[str, Sequence[Any]]) -> str | None:
    """The column whose values are names of image files (most of the first 200), or None."""
    for name, values in columns.items():
        seen = [str(value).strip() for value in values[:_LOOKED_AT] if value is not None and str(value).strip()]
        if seen and sum(is_image_name(_file_name(value)) for value in seen) * 2 > len(seen):
            return name
    return None


def find_csv(path: Path, config: DataConfig, *, need_labels: bool) -> FoundImages:
    """Images of a text table with a path column; paths count from the table's folder, else from where one works."""
    raw = read_text(path, config)
    columns = {name: raw.frame[name].to_list() for name in raw.frame.columns}
    return _from_columns(columns, config, path.parent, str(path), [path], need_labels=need_labels, lines=raw.lines)


def find_frame(frame: Any, config: DataConfig, *, need_labels: bool) -> FoundImages:
    """Images of any data frame, or dict of lists, with a path column."""
    if isinstance(frame, dict):
        columns = {str(name): list(values) for name, values in frame.items()}
    else:
        table = nw.from_native(frame, eager_only=True)
        columns = {name: table[name].to_list() for name in table.columns}
    return _from_columns(columns, config, Path(), "the data frame", [], need_labels=need_labels)


def find_listed(paths: Sequence[Any], labels: Sequence[Any] | None) -> FoundImages:
    """Images of a list of paths, with as many labels, or none."""
    if labels is not None and len(labels) != len(paths):
        raise InputError("images.labels_count", labels=len(labels), images=len(paths))
    values = None if labels is None else [_label(label) for label in labels]
    return _located([str(path) for path in paths], values, Path())


def _from_columns(
    columns: Mapping[str, Sequence[Any]],
    config: DataConfig,
    folder: Path,
    source: str,
    files: list[Path],
    *,
    need_labels: bool,
    lines: NDArray[np.int64] | None = None,
) -> FoundImages:
    where = path_column(columns)
    if where is None:
        raise InputError("images.no_path_column", path=source, columns=", ".join(columns))
    what = _label_column(columns, where, config, need_labels=need_labels)
    kept = [row for row, value in enumerate(columns[where]) if value is not None and str(value).strip()]
    notes: list[Note] = []
    if what is not None:
        filled = [row for row in kept if _label(columns[what][row]) != ""]
        if len(filled) < len(kept):
            without = sorted(set(kept) - set(filled))
            rows = [row if lines is None else int(lines[row]) for row in without[:5]]
            told = {"count": len(without), "rows": rows, "column": what, "lined": lines is not None}
            notes.append(Note(code="images.label_missing", parameters=told))
        if need_labels:
            kept = filled
        notes.insert(
            0, Note(code="images.columns", parameters={"path": where, "label": what, "asked": bool(config.target)})
        )
    labels = None if what is None else [_label(columns[what][row]) for row in kept]
    key = _split_values(columns, config, kept)
    found = _located([str(columns[where][row]).strip() for row in kept], labels, folder)
    part = group = None
    if key is not None and (config.split == "group"):
        group = key
    elif key is not None:
        part = [PART_FOLDERS.get(value.lower(), "train") for value in key]
    return replace(found, part=part, group=group, notes=tuple(notes), paths=[*files, *found.paths])


def _label_column(
    columns: Mapping[str, Sequence[Any]], where: str, config: DataConfig, *, need_labels: bool
) -> str | None:
    """The target as asked for, else a column called label, class ..., else the last one."""
    others = [name for name in columns if name not in (where, config.split_column, *config.ignore)]
    asked = list(config.target)
    if asked:
        if len(asked) > 1:
            raise InputError("images.one_target", targets=", ".join(config.target))
        if asked[0] in columns and asked[0] != where:
            return asked[0]
        if need_labels:
            best = nearest(asked[0], others)
            raise InputError("images.no_target", target=asked[0], nearest=best, columns=", ".join(others))
        return None
    named = next((name for word in _LABEL_NAMES for name in others if name.strip().lower() == word), None)
    if not others and need_labels:
        raise InputError("images.no_label_column", column=where)
    return named or (others[-1] if others and need_labels else None)


def _split_values(columns: Mapping[str, Sequence[Any]], config: DataConfig, kept: list[int]) -> list[str] | None:
    if not config.split_column:
        return None
    if config.split_column not in columns:
        best = nearest(config.split_column, columns)
        raise InputError("images.no_target", target=config.split_column, nearest=best, columns=", ".join(columns))
    return [str(columns[config.split_column][row]).strip() for row in kept]


def _located(values: list[str], labels: list[Label] | None, folder: Path) -> FoundImages:
    if not values:
        raise InputError("images.none_listed")
    paths = []
    for value in values:
        path = Path(os.path.expanduser(value))
        if not path.exists() and "\\" in value:
            path = Path(value.replace("\\", "/"))
        beside = folder / path
        paths.append(beside if beside.exists() or not path.exists() else path)
    return FoundImages(list(paths), list(values), labels, paths=list(paths))


def _label(value: Any) -> Label:
    """A label as a plain str, int or float; "" where there is none."""
    value = value.item() if hasattr(value, "item") else value
    if value is None or value != value:
        return ""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return value
    text = str(value).strip()
    return "" if text.lower() in _MISSING else text


def _file_name(value: str) -> str:
    return value.replace("\\", "/").rsplit("/", 1)[-1]
