"""Texts of any source as a table: the columns that hold the text, as they were written, and those beside them."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from lamina.core.config import DataConfig
from lamina.core.errors import InputError, nearest
from lamina.core.records import Note
from lamina.data.detect import Detected, detect
from lamina.data.load import load
from lamina.data.row_names import Origin
from lamina.data.tables.append import append_given
from lamina.data.tables.table import Table, build_table
from lamina.data.texts.columns import find_texts, named
from lamina.data.texts.files import TextFile, decode, read_files

TEXT, LABEL = "text", "label"
LOOKED_AT = 200  # rows from which the columns of a table are told apart
IN_FILES = ("folder", "archive")


@dataclass(frozen=True)
class Texts:
    """Rows with their texts. columns: of the table that hold the text, joined in this order; () where files do."""

    table: Table
    columns: tuple[str, ...]

    @property
    def in_files(self) -> bool:
        """A text is a whole file, and not a cell."""
        return not self.columns

    @property
    def rows(self) -> pl.DataFrame:
        """The column text, and the column row_id with the number that a part knows the row by."""
        return pl.DataFrame({TEXT: pl.Series(self.texts, dtype=pl.String), "row_id": self.table.row_ids})

    @property
    def texts(self) -> list[str]:
        """The text of each row, "" where there is none."""
        return join_cells(self.table.frame, self.columns or (TEXT,))


def read_texts(source: Any, config: DataConfig) -> Texts:
    """Read texts with what they are to answer: a folder per class, an archive of one, a table with a column of text,

    ([text, ...], [answer, ...]) or data frames. Raises InputError where no column holds text, or no text has a class.
    """
    detected = detect(source, config)
    if detected.form in IN_FILES:
        return Texts(_table_of_files(detected, config), ())
    table_config = config.model_copy(update={"kind": "text"})
    lists = detected.form == "texts"
    source, detected = as_columns(source, detected)
    blocks = load(source, detected, table_config)
    columns = (TEXT,) if lists else text_columns(blocks[0].frame, config)
    types = {**config.types, **dict.fromkeys(columns, "category")}
    table = build_table(detected.name, blocks, table_config.model_copy(update={"types": types}))
    same, _ = append_given(blocks)
    written = [pl.concat([block.frame[name].cast(pl.String) for block in same]).alias(name) for name in columns]
    notes = tuple(note for note in table.notes if note.parameters.get("column") not in columns)
    return Texts(replace(table, frame=table.frame.with_columns(written), notes=notes), columns)


def as_columns(source: Any, detected: Detected) -> tuple[Any, Detected]:
    """Lists of texts and of answers (or of pairs of both) as a dict of columns; all else as it is."""
    if detected.form != "texts":
        return source, detected
    columns = len(source) == 2 and all(isinstance(text, str) for text in source[0])
    texts, answers = source if columns else zip(*source, strict=True)
    if len(texts) != len(answers):
        raise InputError("table.pair_lengths", rows=len(texts), targets=len(answers))
    return {TEXT: list(texts), LABEL: list(answers)}, replace(detected, form="columns")


def text_columns(frame: pl.DataFrame, config: DataConfig) -> tuple[str, ...]:
    """The columns asked for, else those of free text, else the one with the longest cells; InputError for none."""
    names = frame.columns
    if missing := [name for name in config.text_column if not named(name, names)]:
        raise InputError("text.no_such_column", name=missing[0], nearest=nearest(missing[0], names), names=names)
    some = {name: first_texts(frame[name]) for name in names}
    if found := find_texts(some, config):
        return tuple(found)
    taken = {config.weight_column, config.split_column, *config.ignore, *(named(name, names) for name in config.target)}
    sizes = {name: sum(map(len, cells)) for name, cells in some.items() if name not in taken}
    if not sizes or (len(sizes) == 1 and not config.target):
        raise InputError("text.no_text", names=names)
    return (max(sizes, key=lambda name: sizes[name]),)


def first_texts(column: pl.Series) -> list[str]:
    """The first cells of a column as texts."""
    head = column.head(LOOKED_AT)
    return (head if head.dtype == pl.String else head.cast(pl.String, strict=False)).fill_null("").to_list()


def join_cells(frame: pl.DataFrame, columns: Sequence[str]) -> list[str]:
    """The texts of some columns, a blank between them; a missing cell is an empty text."""
    cells = [frame[name].cast(pl.String).fill_null("").to_list() for name in columns]
    return cells[0] if len(cells) == 1 else [" ".join(row).strip() for row in zip(*cells, strict=True)]


def _table_of_files(detected: Detected, config: DataConfig) -> Table:
    """A row per file: the columns text and label. Given parts come from the folders, or from further folders."""
    blocks = [("", detected.paths[0])]
    blocks += [("validation", Path(config.validation_data))] if config.validation_data else []
    blocks += [("test", Path(config.test_data))] if config.test_data else []
    rows: list[tuple[str, TextFile]] = []
    notes: list[Note] = []
    for part, path in blocks:
        files, told = read_files(path)
        rows += [(part or file.part or "train", file) for file in files]
        notes += told
    texts = [decode(file.content, config.encoding, file.name) for _, file in rows]
    parts = np.array([part for part, _ in rows])
    frame = pl.DataFrame({TEXT: [text for text, _ in texts], LABEL: [file.label for _, file in rows]})
    told = {
        "files": len(rows), "classes": frame[LABEL].n_unique(), "encodings": sorted({found for _, found in texts}),
    }  # fmt: skip
    return Table(
        name=detected.name, source=str(blocks[0][1]), frame=frame, row_ids=np.arange(len(rows)),
        given_part=parts if len(set(parts.tolist())) > 1 else None,
        notes=(Note(code="text.files", parameters=told), *notes), fingerprint=_hash(rows),
        origins=tuple(Origin(file.name, row, 1, whole=True) for row, (_, file) in enumerate(rows)),
    )  # fmt: skip


def _hash(rows: Sequence[tuple[str, TextFile]]) -> str:
    """sha256 over names, parts and contents."""
    digest = hashlib.sha256()
    for part, file in rows:
        digest.update(f"{part} {file.name} {len(file.content)}\n".encode())
        digest.update(file.content)
    return digest.hexdigest()
