"""New texts for a model of pairs: what is to be translated, and where it is given the translation."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from torch import Tensor

from lamina.core.config import DataConfig
from lamina.core.errors import InputError, nearest
from lamina.core.files import missing
from lamina.core.records import Note
from lamina.core.spec import DataSpec
from lamina.data.detect import detect, lists_pairs
from lamina.data.load import load
from lamina.data.pairs.files import (
    Aligned,
    aligned_lines,
    in_folder,
    languages_of,
    lines_of,
    partner,
    stem_and_language,
)
from lamina.data.row_names import Origin, numbered, row_names
from lamina.data.samples import DATES
from lamina.data.suffixes import EXCEL_SUFFIXES
from lamina.data.texts.encode import text_flags
from lamina.data.texts.tokens import encode_texts, valid

READING = ("separator", "encoding", "header", "sheet")
_TABLES = frozenset((".csv", ".tsv", ".tab", ".parquet", *EXCEL_SUFFIXES))


@dataclass(frozen=True)
class NewPairs:
    """Texts to translate; written: their translations, where they are known. names: of the rows (`row_names`)."""

    texts: list[str]
    written: list[str] | None
    names: pl.DataFrame


@dataclass(frozen=True)
class EncodedTexts:
    """Token ids of texts, and what is unusual about each; empty: rows without a token."""

    tokens: Tensor
    lengths: Tensor
    empty: list[bool]
    flags: dict[int, list[Note]]


def encode_sources(texts: list[str], spec: DataSpec) -> EncodedTexts:
    """Texts in the tokens of training, cut at its longest, which is flagged."""
    assert spec.text is not None
    found = encode_texts(texts, spec.text)
    flags = text_flags(found.full, found.unknown, spec.text)
    return EncodedTexts(found.tokens, found.lengths, (found.full == 0).tolist(), flags)


def read_new(source: Any, spec: DataSpec, config: DataConfig, *, both: bool = False) -> NewPairs:
    """A text, a list of texts, a file with a text a line, a table with the column of what is read, or `dates`.

    both: with the translations: two aligned files (the one beside it in the other language; of the training's own file config.into), a folder
    of such (its test part), a table with both columns, a list of pairs.
    """
    assert spec.text is not None and spec.into is not None
    if isinstance(source, str | Path) and str(source) != DATES:
        return _from_path(source, spec, config, both)
    if isinstance(source, list | tuple) and source and _all_texts(source) and not both:
        return _numbered(list(source))
    if isinstance(source, list | tuple) and lists_pairs(source):
        return _numbered([text for text, _ in source], [text for _, text in source])
    return _from_table(source, spec, config, both)


def _from_path(source: str | Path, spec: DataSpec, config: DataConfig, both: bool) -> NewPairs:
    path = Path(source).expanduser()
    try:
        exists = bool(str(source).strip()) and path.exists()
    except (OSError, ValueError):  # longer than a name can be
        exists = False
    if not exists:
        if both or (isinstance(source, Path) or (source.strip() and " " not in source.strip() and "." in source)):
            raise missing(path)
        return _numbered([str(source)])
    if path.is_dir():
        return _from_folder(path, spec, config)
    if _is_table(path):
        return _from_table(path, spec, config, both)
    if not both:
        return _lined(lines_of(path, config))
    return _lined(*aligned_lines(Aligned("data", path, _translation_of(path, spec, config)), config))


def _translation_of(path: Path, spec: DataSpec, config: DataConfig) -> Path:
    """Of the file of the training the one that was named then; of another file the one beside it."""
    named, learned = Path(config.into).expanduser(), Path(config.data).expanduser()
    if config.into and named.is_file() and learned.exists() and learned.samefile(path):
        return named
    return partner(path, Path(f"x.{_name(spec.into)}"))


def _from_folder(folder: Path, spec: DataSpec, config: DataConfig) -> NewPairs:
    """The test part of a folder of aligned files, else its validation or training part."""
    if not languages_of(folder):
        raise InputError("pairs.no_files", folder=str(folder))
    files, _ = in_folder(folder, _name(spec.text), _name(spec.into))
    parts = {pair.part: pair for pair in files}
    chosen = next(parts[part] for part in ("test", "validation", "train") if part in parts)
    return _lined(*aligned_lines(chosen, config))


def _from_table(source: Any, spec: DataSpec, config: DataConfig, both: bool) -> NewPairs:
    plain = DataConfig.model_validate({"kind": "table", **{name: getattr(config, name) for name in READING}})
    detected = detect(source, plain.model_copy(update={"kind": "auto"}))
    block = load(source, replace(detected, kind="table"), plain)[0]
    frame = block.frame
    texts = _column(frame, _name(spec.text), both)
    written = frame[_name(spec.into)] if _name(spec.into) in frame.columns else None
    if both and written is None:
        names = list(frame.columns)
        told = {"name": _name(spec.into), "nearest": nearest(_name(spec.into), names), "names": names}
        raise InputError("pairs.no_column", **told)
    names = row_names((Origin("", 0, len(frame), block.lines),), np.arange(len(frame)))
    return NewPairs(_cells(texts), None if written is None else _cells(written), names)


def _column(frame: pl.DataFrame, name: str, both: bool) -> pl.Series:
    """The column of what is read: training's, or the only one there is."""
    if name in frame.columns:
        return frame[name]
    if frame.width == 1 and not both:
        return frame[frame.columns[0]]
    raise InputError("pairs.no_column", name=name, nearest=nearest(name, frame.columns), names=frame.columns)


def _is_table(path: Path) -> bool:
    return Path(path.name.removesuffix(".gz")).suffix.lower() in _TABLES and not stem_and_language(path)[1]


def _name(side: Any) -> str:
    """What a side is called: its language, or column."""
    return side.columns[0]


def _cells(column: pl.Series) -> list[str]:
    return column.cast(pl.String).fill_null("").to_list()


def _numbered(texts: list[str], written: list[str] | None = None) -> NewPairs:
    """Texts in memory, counted from 0."""
    return NewPairs(list(map(valid, texts)), written, numbered(len(texts)))


def _lined(texts: list[str], written: list[str] | None = None) -> NewPairs:
    """Lines of a file, counted as an editor shows them."""
    return NewPairs(texts, written, pl.DataFrame({"line": np.arange(1, len(texts) + 1)}))


def _all_texts(values: Any) -> bool:
    return all(isinstance(value, str) for value in values)
