"""What a source is: a table (which may be a series), texts, pairs of them or images, and in which form. Nothing is read here but names and first lines."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

import narwhals as nw

from lamina.core.config import DataConfig
from lamina.core.errors import InputError
from lamina.core.files import missing
from lamina.data.corpus.reading import STDLIB
from lamina.data.pairs.files import languages_of, stem_and_language
from lamina.data.paths import detect_path, holds_images
from lamina.data.samples import BUILT_IN, DATES
from lamina.data.sequences.long_memory import lag_of
from lamina.data.suffixes import IMAGE_SUFFIXES
from lamina.data.tables.frames import as_array, is_array, is_frame, is_series, named_columns
from lamina.data.tables.peek import MOST_ROWS, first_cells
from lamina.data.tags.sentence_columns import is_token_table
from lamina.data.tags.sentence_lists import holds_sentences
from lamina.data.tags.sets import is_tag_set
from lamina.data.texts.columns import asks_for_texts, find_texts, is_free_text

Kind = Literal["table", "images", "series", "sequences", "text", "pairs"]
TABLES = ("csv", "excel", "parquet", "frame", "columns", "records", "rows", "array")  # may hold a column of text


@dataclass(frozen=True)
class Detected:
    """What the data is.

    task: "tag" where the data says by itself that each token has a label; of such texts the forms conll (files of
    columns), pairs (lists), builtin, and those of tables. form: of pairs: aligned (two files), folder (of such, by part and language), those of
    tables, texts ([pairs]); of texts: those of tables, folder, archive, texts ([texts, answers] or pairs of both), corpus (running text); of tables: csv, parquet, excel, npz (or npy), frame, array, pair, columns (dict of lists), records (list of
    dicts), rows (list of lists), builtin; of images: folder, archive, idx, cifar, list (files named by a CSV, a frame or a list),
    npz (or npy), array, pair, builtin.
    name: short, for the run's folder. paths: the file or folder behind it. path_column: the column of image files.
    """

    kind: Kind
    form: str
    name: str
    paths: tuple[Path, ...] = ()
    path_column: str = ""
    task: str = ""


def detect(source: Any, config: DataConfig) -> Detected:
    """Say what `source` is: path, built-in name, data frame, array, tensor, (X, y), dict of lists, list of dicts or pairs.

    `config.kind` overrules the kind where the form allows both. Raises InputError for a missing or empty file
    (the nearest name in its folder is shown), a folder without usable files and objects of an unknown kind.
    """
    if config.kind == "sequences" and not isinstance(source, str | Path):
        return Detected("sequences", "array", "data")
    found = _detect_pairs(source, config) or _detect(source, config)
    if asks_for_pairs(config) and found.form in TABLES:
        return replace(found, kind="pairs")
    if config.kind in ("auto", found.kind) or (config.kind == "series" and found.kind == "table"):
        return found  # whether a table is a series is seen when it is read: data.series_columns
    if {config.kind, found.kind} <= {"table", "text"} and found.form in TABLES:
        return replace(found, kind=config.kind)
    if found.form == "builtin" and found.name == "digits":
        return replace(found, kind=config.kind)
    if found.kind == "images" and found.path_column:
        form = "csv" if found.paths else "columns" if isinstance(source, Mapping) else "frame"
        return replace(found, kind="table", form=form, path_column="")
    if found.kind == "table" and found.form in ("csv", "frame", "columns"):
        return replace(found, kind="images", form="list")
    raise InputError("table.not_that_kind", source=found.name, found=found.kind, asked=config.kind)


def asks_for_pairs(config: DataConfig) -> bool:
    """Whether the settings say that texts are paired with their translations."""
    return config.kind == "pairs" or (config.kind == "auto" and bool(config.into))


def _detect_pairs(source: Any, config: DataConfig) -> Detected | None:
    """Pairs that are no table: two aligned files, a folder of such, the built-in dates, a list of (text, text)."""
    if config.kind not in ("auto", "pairs"):
        return None
    if isinstance(source, str) and source == DATES:
        return Detected("pairs", "builtin", source)
    if isinstance(source, str | Path) and str(source).strip():
        return _pairs_at(Path(source).expanduser(), config)
    return Detected("pairs", "texts", "data") if asks_for_pairs(config) and lists_pairs(source) else None


def lists_pairs(source: Any) -> bool:
    """Whether a source is [(text, text), ...]."""
    if not isinstance(source, list | tuple) or not source:
        return False
    if not all(isinstance(item, list | tuple) and len(item) == 2 for item in source):
        return False
    return all(isinstance(text, str) for item in source for text in item)


def _pairs_at(path: Path, config: DataConfig) -> Detected | None:
    """Aligned files by path; a file of one language alone is refused with the files that may be its translation."""
    if not _exists(path):
        return None
    if path.is_dir():
        return Detected("pairs", "folder", _short(path), (path,)) if languages_of(path) else None
    language = stem_and_language(path)[1]
    into = Path(config.into).expanduser() if config.into else None
    if into is not None and path.is_file():
        beside = next((place for place in (into, path.parent / into) if place.is_file()), None)
        if beside is not None:
            if beside.samefile(path):
                raise InputError("pairs.into_itself", file=str(path))
            return Detected("pairs", "aligned", _short(path), (path, beside))
        if language or into.suffix or len(into.parts) > 1:
            raise missing(into)
    if language and path.is_file():
        stem = stem_and_language(path)[0]
        beside = [other for other in sorted(path.parent.iterdir()) if stem_and_language(other)[0] == stem != other.name]
        if others := [other.name for other in beside if stem_and_language(other)[1] not in ("", language)]:
            raise InputError("pairs.which_into", file=str(path), others=others)
    return None


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):  # what is wrong with it is said when it is opened
        return False


def _detect(source: Any, config: DataConfig) -> Detected:
    if isinstance(source, str) and source in BUILT_IN:
        return Detected("images" if source == "digits" else "table", "builtin", source)
    if isinstance(source, str) and source == STDLIB:
        return Detected("text", "corpus", source)
    if isinstance(source, str) and source.partition(":")[0] == "adding" and lag_of(source):
        return Detected("sequences", "builtin", source)
    if isinstance(source, str) and is_tag_set(source):
        return Detected("text", "builtin", source, task="tag")
    if isinstance(source, str | Path):
        if not str(source).strip():
            raise InputError("table.no_data")
        if re.match(r"[a-z0-9]+://", str(source), re.IGNORECASE):
            raise InputError("table.no_download", source=str(source))
        path = Path(source).expanduser()
        kind, form, column = detect_path(path, config)
        task = "tag" if form == "conll" or (form == "csv" and _has_tokens(path, config)) else ""
        return Detected("text" if task else kind, form, _short(path), (path,), column, task)
    if is_frame(source):
        frame = nw.from_native(source)
        return _columns(dict(named_columns(frame)) if isinstance(frame, nw.DataFrame) else {}, "frame", config)
    if is_array(source):
        return Detected(_array_kind(source), "array", "data")
    if isinstance(source, Mapping):
        return _columns(_checked_columns(source), "columns", config)
    if isinstance(source, Sequence) and not isinstance(source, bytes | bytearray):
        return _detect_sequence(source, config)
    raise InputError("table.unknown_source", type=type(source).__name__)


def _has_tokens(path: Path, config: DataConfig) -> bool:
    """Whether a text table has a row per token."""
    return config.kind in ("auto", "text") and is_token_table(first_cells(path, config), config)


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


def _columns(columns: Mapping[str, Any], form: str, config: DataConfig) -> Detected:
    """A table; images where one of the columns names image files that exist; texts where the rest is an answer."""
    for name, values in columns.items():
        first = values[:20]
        if holds_images([str(cell) for cell in first if isinstance(cell, str | Path)], Path()):
            return Detected("images", "list", "data", path_column=name)
    some = {name: [str(cell) for cell in values[:MOST_ROWS]] for name, values in columns.items()}
    if config.kind in ("auto", "text") and is_token_table(some, config):
        return Detected("text", form, "data", task="tag")
    return Detected("text" if asks_for_texts(config) and find_texts(some, config) else "table", form, "data")


def _detect_sequence(source: Sequence[Any], config: DataConfig) -> Detected:
    kind = type(source).__name__
    if not len(source):
        raise InputError("table.empty_source", type=kind)
    first = source[0]
    if all(isinstance(item, Mapping) for item in source):
        return Detected("table", "records", "data")
    if _lists_images(source):
        return Detected("images", "list", "data")
    if holds_sentences(source):
        return Detected("text", "pairs", "data", task="tag")
    if asks_for_texts(config) and _lists_texts(source, config.kind == "text"):
        return Detected("text", "texts", "data")
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


def _lists_texts(source: Sequence[Any], asked: bool) -> bool:
    """[texts, answers], or (text, answer) pairs, of texts that read like sentences (asked: of any texts)."""
    if len(source) == 2 and isinstance(source[0], list | tuple) and hasattr(source[1], "__len__"):
        texts = source[0]
    elif all(isinstance(item, list | tuple) and len(item) == 2 for item in source):
        texts = [item[0] for item in source]
    else:
        return False
    return all(isinstance(text, str) for text in texts) and (asked or is_free_text(texts[:MOST_ROWS]))


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
