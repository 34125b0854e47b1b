"""What a source is: a table or images, and in which form. Nothing is read here but names and first lines."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from lamina.core.config import DataConfig
from lamina.core.errors import InputError
from lamina.data.frames import as_array, is_array, is_frame, is_series, is_tensor
from lamina.data.paths import IMAGE_SUFFIXES, detect_path
from lamina.data.samples import BUILT_IN

Kind = Literal["table", "images"]


@dataclass(frozen=True)
class Detected:
    """What the data is.

    form: tables: csv, parquet, excel, npz, frame, array, pair, columns (dict of lists), records (list of dicts), builtin;
    images: folder, idx, list (a CSV with a column of image files, or (path, label) pairs), npz, array, pair, builtin.
    name: short, for the run's folder. paths: the files and folders behind it. path_column: of a CSV of image files.
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
    found = _detect(source)
    if config.kind in ("auto", found.kind):
        return found
    if found.form == "builtin" and found.name == "digits":
        return replace(found, kind=config.kind)
    if found.form == "list" and found.path_column:
        return replace(found, kind="table", form="csv", path_column="")
    raise InputError("table.not_that_kind", source=found.name, found=found.kind, asked=config.kind)


def _detect(source: Any) -> Detected:
    if isinstance(source, str) and source in BUILT_IN:
        return Detected("images" if source == "digits" else "table", "builtin", source)
    if isinstance(source, str | Path):
        if not str(source):
            raise InputError("table.no_data")
        kind, form, column = detect_path(Path(source).expanduser())
        path = Path(source).expanduser()
        return Detected(kind, form, _short(path), (path,), column)
    if is_frame(source):
        return Detected("table", "frame", "data")
    if is_array(source):
        return Detected(_array_kind(source), "array", "data")
    if isinstance(source, Mapping):
        return _detect_mapping(source)
    if isinstance(source, Sequence) and not isinstance(source, bytes | bytearray):
        return _detect_sequence(source)
    raise InputError("table.unknown_source", type=type(source).__name__)


def _short(path: Path) -> str:
    name = path.resolve().name or "data"
    return name if path.is_dir() else name.removesuffix(".gz").rsplit(".", 1)[0] or name


def _array_kind(source: Any) -> Kind:
    """2-D (and 1-D records) are tables, 3-D and 4-D images."""
    shape = tuple(source.shape)
    if len(shape) in (3, 4) and all(shape):
        return "images"
    if len(shape) in (1, 2) and all(shape):
        return "table"
    raise InputError("table.array_shape", shape=list(shape))


def _detect_mapping(source: Mapping[Any, Any]) -> Detected:
    if not source:
        raise InputError("table.empty_source", type="dict")
    for name, values in source.items():
        columnar = is_array(values) or is_series(values) or (isinstance(values, Sequence) and not isinstance(values, str))
        if not columnar:
            raise InputError("table.not_a_column", name=str(name), type=type(values).__name__)
    if not all(len(values) for values in source.values()):
        raise InputError("table.empty_source", type="dict")
    return Detected("table", "columns", "data")


def _detect_sequence(source: Sequence[Any]) -> Detected:
    if not len(source):
        raise InputError("table.empty_source", type=type(source).__name__)
    if all(isinstance(item, Mapping) for item in source):
        return Detected("table", "records", "data")
    if all(_is_image_pair(item) for item in source):
        return Detected("images", "list", "data", tuple(Path(path) for path, _ in source))
    if isinstance(source, tuple) and len(source) == 2 and _is_block(source[0]):
        return Detected("table" if is_frame(source[0]) else _array_kind(_block(source[0])), "pair", "data")
    if all(isinstance(row, Sequence) and not isinstance(row, str) for row in source):
        if len({len(row) for row in source}) > 1:
            raise InputError("table.unknown_source", type="list")
        return Detected("table", "rows", "data")
    raise InputError("table.unknown_source", type=type(source).__name__)


def _is_image_pair(item: Any) -> bool:
    if not (isinstance(item, tuple | list) and len(item) == 2 and isinstance(item[0], str | Path)):
        return False
    return Path(item[0]).suffix.lower() in IMAGE_SUFFIXES


def _is_block(item: Any) -> bool:
    """The X of (X, y): a frame, an array or a list of equal rows."""
    if is_frame(item) or is_array(item):
        return True
    return isinstance(item, list) and bool(item) and all(isinstance(row, list | tuple) for row in item)


def _block(item: Any) -> Any:
    return item if is_array(item) or is_tensor(item) else as_array(item)
