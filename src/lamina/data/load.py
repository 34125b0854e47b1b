"""From a detected source to blocks of raw columns: the file (or object) itself, then given validation and test files."""

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lamina.core.config import DataConfig
from lamina.core.errors import InputError
from lamina.core.records import Note
from lamina.core.spec import TableForm
from lamina.data.detect import Detected, detect
from lamina.data.npz import npz_parts
from lamina.data.samples import sample_table
from lamina.data.tables.frames import (
    array_to_polars,
    dict_to_polars,
    frame_to_polars,
    is_array,
    is_frame,
    pair_to_polars,
    records_to_polars,
)
from lamina.data.tables.text_table import RawTable, read_text
from lamina.data.tables.workbook import read_excel, read_parquet


@dataclass(frozen=True)
class Loaded:
    """Columns of one source and the part they were given for ("train" for the data itself)."""

    part: str
    frame: pl.DataFrame
    path: Path | None = None
    name: str = ""  # what the user called it
    lines: NDArray[np.int64] | None = None
    form: TableForm = field(default_factory=lambda: TableForm(columns=()))
    notes: tuple[Note, ...] = ()


def load(source: Any, detected: Detected, config: DataConfig, like: TableForm | None = None) -> list[Loaded]:
    """The data, and the files of `config.validation_data` and `config.test_data` read as the data was.

    like: the table that a model was trained on, when these are new rows for it.
    """
    blocks = _load(source, detected, config, like)
    table = config.model_copy(update={"kind": "table", "decimal": blocks[0].form.decimal})
    for part, given in (("validation", config.validation_data), ("test", config.test_data)):
        if not given:
            continue
        if any(block.part == part for block in blocks):
            raise InputError("table.part_twice", part=part, file=given)
        found = _detect_part(given, part, table)
        blocks += [replace(block, part=part) for block in _load(given, found, table, blocks[0].form)[:1]]
    for block in blocks:
        if not block.frame.width or not len(block.frame):
            raise InputError("table.no_rows", source=str(block.path or detected.name))
    return blocks


def _detect_part(given: str, part: str, table: DataConfig) -> Detected:
    """What the given validation or test file is; InputError where it is no table, as the data is."""
    try:
        return detect(given, table)
    except InputError as error:
        if error.code != "table.not_that_kind":
            raise
        raise InputError("table.part_not_a_table", part=part, file=given, found=error.parameters["found"]) from None


def _load(source: Any, detected: Detected, config: DataConfig, like: TableForm | None) -> list[Loaded]:
    form, path = detected.form, detected.paths[0] if detected.paths else None
    if form == "builtin":
        frame = sample_table(detected.name)
        return [Loaded("train", frame, name=detected.name, form=TableForm(columns=tuple(frame.columns)))]
    if form == "npz" and path is not None:
        return _load_npz(path)
    if path is not None:
        raw = _read_file(path, form, config, like)
        written = TableForm(
            columns=tuple(raw.frame.columns), named=raw.named, decimal=raw.decimal, separator=raw.separator,
            encoding=raw.encoding, missing_marks=config.missing_marks,
        )  # fmt: skip
        return [Loaded("train", raw.frame, path, str(path), raw.lines, written, raw.notes)]
    frame, notes = _from_memory(source, form)
    named = form not in ("array", "rows") and not (form == "pair" and not is_frame(source[0]))
    written = TableForm(columns=tuple(frame.columns), named=named, missing_marks=config.missing_marks)
    return [Loaded("train", frame, form=written, notes=notes)]


def _read_file(path: Path, form: str, config: DataConfig, like: TableForm | None) -> RawTable:
    if form == "parquet":
        return read_parquet(path)
    return read_excel(path, config, like) if form == "excel" else read_text(path, config, like)


def _load_npz(path: Path) -> list[Loaded]:
    blocks = []
    for part, (features, answers) in npz_parts(path).items():
        frame = array_to_polars(features) if answers is None else pair_to_polars(features, answers)[0]
        written = TableForm(columns=tuple(frame.columns), named=False)
        blocks.append(Loaded(part, frame, path, str(path), form=written))
    return blocks


def _from_memory(source: Any, form: str) -> tuple[pl.DataFrame, tuple[Note, ...]]:
    if form == "frame":
        return frame_to_polars(source)
    if form == "pair":
        return pair_to_polars(*source)
    if form == "columns":
        return dict_to_polars(source), ()
    if form == "records":
        return records_to_polars(source), ()
    rows = source if is_array(source) else np.array([list(row) for row in source], dtype=object)
    return array_to_polars(rows), ()
