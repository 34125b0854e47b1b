"""New texts for a model: its own tokens and vocabulary, and what is unusual about each text."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import torch

from lamina.core.config import DataConfig
from lamina.core.errors import InputError, nearest
from lamina.core.records import Note
from lamina.core.spec import CategoryColumn, DataSpec, TextSpec
from lamina.data.detect import detect
from lamina.data.load import load
from lamina.data.row_names import numbered
from lamina.data.tables.align import align_names
from lamina.data.tables.encode import target_of
from lamina.data.tables.encoded import Encoded
from lamina.data.tables.table import build_table
from lamina.data.tables.typed import Known
from lamina.data.texts.columns import is_free_text
from lamina.data.texts.files import SUFFIX, decode, read_files
from lamina.data.texts.reading import TEXT, as_columns, first_texts, join_cells, text_columns
from lamina.data.texts.tokens import encode_texts

UNUSUAL = 0.3  # share of tokens that the vocabulary does not know, from which a text of words is flagged
READING = ("separator", "encoding", "decimal", "header", "sheet", "text_column", "target")  # what still counts


def encode_text(source: Any, spec: DataSpec, config: DataConfig | None = None) -> Encoded:
    """Texts as raw inputs, cut into tokens exactly as in training.

    source: a text, a list of texts, a .txt file (one text where the model learned from files, else one a line), a
    folder or archive of them, or a table with the text's column; the target may be there or not. flags: texts without
    tokens, cut ones, and those of many unknown tokens. Raises InputError where no column of text is found.
    """
    if spec.text is None:
        raise InputError("text.not_a_text_model")
    settings = config or DataConfig()
    if isinstance(source, str | Path):
        return _from_path(source, spec, settings)
    listed = _listed(source)
    if listed is not None:
        return _encoded(listed, numbered(len(listed)), spec)
    return _from_table(source, spec, settings)


def text_flags(full: np.ndarray, unknown: np.ndarray, spec: TextSpec) -> dict[int, list[Note]]:
    """Row -> what is unusual: no token at all, cut, or many tokens that training did not show. full, unknown: (n,)."""
    flags: dict[int, list[Note]] = {}
    for row in np.flatnonzero((full == 0) | (full > spec.max_length) | (unknown > 0)).tolist():
        kept = min(int(full[row]), spec.max_length)
        told = []
        if not kept:
            told.append(Note(code="text.empty", parameters={}))
        elif full[row] > kept:
            told.append(Note(code="text.was_cut", parameters={"tokens": int(full[row]), "max_length": kept}))
        if kept and (unknown[row] >= UNUSUAL * kept or (spec.tokens != "words" and unknown[row])):
            told.append(Note(code="text.unknown", parameters={"unknown": int(unknown[row]), "tokens": kept}))
        if told:
            flags[row] = told
    return flags


def _encoded(
    texts: Sequence[str], names: pl.DataFrame, spec: DataSpec, target: torch.Tensor | None = None,
    notes: tuple[Note, ...] = (),
) -> Encoded:  # fmt: skip
    assert spec.text is not None
    tokens = encode_texts(texts, spec.text)
    return Encoded(dict(tokens.inputs), names, target, notes, text_flags(tokens.full, tokens.unknown, spec.text))


def _from_path(source: str | Path, spec: DataSpec, config: DataConfig) -> Encoded:
    path = Path(source).expanduser()
    try:
        exists = bool(str(source).strip()) and path.exists()
    except (OSError, ValueError):  # longer than a name can be
        exists = False
    if not exists and isinstance(source, str) and (not source.strip() or " " in source.strip() or not source.isascii()):
        return _encoded([source], numbered(1), spec)
    assert spec.text is not None
    if path.is_dir() or (exists and detect(path, config.model_copy(update={"kind": "auto"})).form == "archive"):
        return _from_files(path, spec, config)
    if exists and path.suffix.lower() == SUFFIX and not (spec.text.columns and _is_table(path, spec, config)):
        written, _ = decode(path.read_bytes(), config.encoding, str(path))
        if not spec.text.columns:
            return _encoded([written], pl.DataFrame({"file": [path.name]}), spec)
        lines = written.splitlines() or [""]
        return _encoded(lines, pl.DataFrame({"line": np.arange(1, len(lines) + 1)}), spec)
    return _from_table(path, spec, config)


def _is_table(path: Path, spec: DataSpec, config: DataConfig) -> bool:
    """Whether the lines of a .txt file have the columns of the training table."""
    if spec.form is None or not spec.form.separator or len(spec.form.columns) < 2:
        return False
    lines = decode(path.read_bytes(), config.encoding, str(path))[0].splitlines() or [""]
    return lines[0].count(spec.form.separator) + 1 == len(spec.form.columns)


def _from_files(path: Path, spec: DataSpec, config: DataConfig) -> Encoded:
    files, notes = read_files(path, need_labels=False)
    texts = [decode(file.content, config.encoding, file.name)[0] for file in files]
    codes = [spec.classes.index(file.label) if file.label in spec.classes else -1 for file in files]
    target = torch.tensor(codes) if spec.classes and max(codes) >= 0 else None
    return _encoded(texts, pl.DataFrame({"file": [file.name for file in files]}), spec, target, notes)


def _from_table(source: Any, spec: DataSpec, config: DataConfig) -> Encoded:
    """Texts in a column; of several columns the target too, where it is there."""
    assert spec.text is not None
    plain = DataConfig.model_validate({"kind": "text", **{name: getattr(config, name) for name in READING}})
    source, detected = as_columns(source, detect(source, plain))
    if detected.kind != "text":
        raise InputError("text.no_text", names=[])
    block = load(source, detected, plain, spec.form)[0]
    names, told = list(block.frame.columns), ()
    targets = [target.name for target in spec.targets]
    if spec.form is not None and spec.text.columns:
        names, told = align_names(names, block.form.named, spec.form, spec.text.columns, targets)
    frame = block.frame.rename(dict(zip(block.frame.columns, names, strict=True)))
    columns, read = _columns(frame, spec, plain)
    classes = {target.name: CategoryColumn(name=target.name, categories=target.classes) for target in spec.targets}
    known: dict[str, Known] = {name: classes[name] if spec.classes else None for name in targets if name in names}
    table = build_table(detected.name, [replace(block, frame=frame)], plain, known)
    target, unknown = target_of(table, spec) if set(targets) <= set(frame.columns) else (None, ())
    return _encoded(join_cells(frame, columns), table.names, spec, target, (*told, *read, *unknown))


def _columns(frame: pl.DataFrame, spec: DataSpec, config: DataConfig) -> tuple[tuple[str, ...], tuple[Note, ...]]:
    """The columns of the text: training's, the only one there is, or, of a model of files, the one that reads like text."""
    assert spec.text is not None
    wanted = spec.text.columns
    if wanted and set(wanted) <= set(frame.columns):
        return wanted, ()
    others = [name for name in frame.columns if name not in {target.name for target in spec.targets}]
    if len(others) == 1:
        return (others[0],), ()
    if not wanted:
        column = TEXT if TEXT in frame.columns else _reads_like_text(frame, others, config)
        return (column,), (Note(code="text.column_read", parameters={"column": column}),)
    missing = next(name for name in wanted if name not in frame.columns)
    raise InputError("text.no_such_column", name=missing, nearest=nearest(missing, others), names=frame.columns)


def _reads_like_text(frame: pl.DataFrame, names: Sequence[str], config: DataConfig) -> str:
    """The column that is asked for, else of those of sentences the one with the longest; InputError where there is none."""
    if config.text_column:
        return text_columns(frame, config)[0]
    some = {name: first_texts(frame[name]) for name in names}
    found = [name for name in names if is_free_text(some[name])]
    if not found:
        raise InputError("text.nothing_to_read", names=list(names))
    return max(found, key=lambda name: sum(map(len, some[name])))


def _listed(source: Any) -> list[str] | None:
    """A list, array or column of texts as a list; None where it is anything else."""
    if isinstance(source, dict) or not hasattr(source, "__len__") or hasattr(source, "columns"):
        return None
    values = (
        source.tolist() if hasattr(source, "tolist") else source.to_list() if hasattr(source, "to_list") else source
    )
    if not isinstance(values, list | tuple) or not values:
        return None
    return (
        [str(value or "") for value in values]
        if all(value is None or isinstance(value, str) for value in values)
        else None
    )
