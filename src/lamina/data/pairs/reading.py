"""Texts and their translations, of any source, as a table of two columns."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from lamina.core.config import DataConfig
from lamina.core.errors import InputError, nearest
from lamina.core.files import fingerprint
from lamina.core.records import Note
from lamina.core.spec import TableForm
from lamina.data.detect import Detected, detect
from lamina.data.encoding import encoding_notes
from lamina.data.load import load
from lamina.data.number_text import is_number
from lamina.data.pairs.files import (
    Aligned,
    aligned_lines,
    encoding_of,
    in_folder,
    languages_of,
    partner,
    stem_and_language,
)
from lamina.data.row_names import Origin
from lamina.data.tables.append import append_given
from lamina.data.tables.table import Table, build_table
from lamina.data.texts.columns import is_free_text
from lamina.data.texts.reading import first_texts
from lamina.data.texts.tokens import valid

TEXT, INTO = "text", "into"


@dataclass(frozen=True)
class Pairs:
    """Rows of a text and its translation. columns: of the table, which are also the names of the two sides."""

    table: Table
    columns: tuple[str, str]
    in_files: bool = False  # a side is a file of lines, and not a column of a table

    def side(self, number: int) -> list[str]:
        """What is read (0) or written (1) in each row; "" where there is nothing."""
        return self.table.frame[self.columns[number]].cast(pl.String).fill_null("").to_list()

    @property
    def rows(self) -> pl.DataFrame:
        """The columns text and into, and row_id: the number that a part knows the row by."""
        return pl.DataFrame({TEXT: self.side(0), INTO: self.side(1), "row_id": self.table.row_ids})


def read_pairs(source: Any, config: DataConfig) -> Pairs:
    """Read pairs: two aligned files, a folder of them by part and language, a table with both as columns, or a list.

    Raises InputError where the sides have not the same number of lines, or no column holds one of them.
    """
    detected = detect(source, config)
    if detected.form == "folder":
        return _from_folder(detected, config)
    if detected.form == "aligned":
        return _from_files(detected, config)
    return _from_table(source, detected, config)


def _from_folder(detected: Detected, config: DataConfig) -> Pairs:
    folder = detected.paths[0]
    languages = languages_of(folder)
    asked = [*config.text_column, *([config.into] if config.into else [])]
    if wrong := next((name for name in asked if name not in languages), ""):
        told = {"nearest": nearest(wrong, languages), "folder": str(folder)}
        raise InputError("pairs.no_language", language=wrong, languages=", ".join(languages), **told)
    into = config.into or next(name for name in reversed(languages) if name not in config.text_column)
    source = next(name for name in (*config.text_column, *languages) if name != into)
    files, notes = in_folder(folder, source, into)
    guess = Note(code="pairs.direction", parameters={"source": source, "into": into, "languages": list(languages)})
    return _table_of_files(detected, files, (source, into), config, notes if config.into else (guess, *notes))


def _from_files(detected: Detected, config: DataConfig) -> Pairs:
    source, into = detected.paths
    files = [Aligned("train", source, into)]
    for part, given in (("validation", config.validation_data), ("test", config.test_data)):
        if given:
            path = Path(given).expanduser()
            files.append(Aligned(part, path, partner(path, into)))
    names = tuple(stem_and_language(path)[1] for path in (source, into))
    stems = tuple(path.name for path in (source, into))
    first, second = next((pair for pair in (names, stems) if all(pair) and pair[0] != pair[1]), (TEXT, INTO))
    return _table_of_files(detected, files, (first, second), config, ())


def _table_of_files(
    detected: Detected, files: Sequence[Aligned], columns: tuple[str, str], config: DataConfig, notes: tuple[Note, ...]
) -> Pairs:
    """A row per line, the parts one after the other."""
    read = [aligned_lines(pair, config) for pair in files]
    counts = [len(first) for first, _ in read]
    frame = pl.DataFrame(
        {name: [line for sides in read for line in sides[side]] for side, name in enumerate(columns)},
        schema=dict.fromkeys(columns, pl.String),
    )
    origins, first = [], 0
    for pair, count in zip(files, counts, strict=True):
        origins.append(Origin(pair.source.name, first, count, np.arange(1, count + 1), pair.source))
        first += count
    paths = [path for pair in files for path in (pair.source, pair.into)]
    told = {"parts": {pair.part: [pair.source.name, pair.into.name] for pair in files}}
    others = encoding_notes({path.name: encoding_of(path, config) for path in paths}, config.encoding)
    table = Table(
        name=detected.name, source=str(detected.paths[0]), frame=frame, row_ids=np.arange(len(frame)),
        given_part=np.repeat([pair.part for pair in files], counts) if len(files) > 1 else None,
        notes=(Note(code="pairs.files", parameters=told), *others, *notes), fingerprint=fingerprint(paths),
        origins=tuple(origins), form=TableForm(columns=columns),
    )  # fmt: skip
    return Pairs(table, columns, in_files=True)


def _from_table(source: Any, detected: Detected, config: DataConfig) -> Pairs:
    if detected.form == "texts":
        first, second = zip(*source, strict=True)
        source, detected = (
            {TEXT: list(map(valid, first)), INTO: list(map(valid, second))},
            replace(detected, form="columns"),
        )
    plain = config.model_copy(update={"kind": "table", "into": ""})
    blocks = load(source, detected, plain)
    columns = pair_columns(blocks[0].frame, config)
    types = {**config.types, **dict.fromkeys(columns, "category")}
    table = build_table(detected.name, blocks, plain.model_copy(update={"types": types}))
    same, _ = append_given(blocks)
    written = [pl.concat([block.frame[name].cast(pl.String) for block in same]).alias(name) for name in columns]
    notes = tuple(note for note in table.notes if note.parameters.get("column") not in columns)
    others = [name for name in table.frame.columns if name not in (*columns, config.split_column)]
    told = {"source": columns[0], "into": columns[1], "unused": others}
    note = Note(code="pairs.columns", parameters=told)
    return Pairs(replace(table, frame=table.frame.with_columns(written), notes=(note, *notes)), columns)


def pair_columns(frame: pl.DataFrame, config: DataConfig) -> tuple[str, str]:
    """(column that is read, column that is written): as asked, else the first of those that hold sentences, or of all."""
    names, given = frame.columns, {config.split_column, config.weight_column, *config.ignore}
    asked_into = [config.into] if config.into else list(config.target)
    for name in (*config.text_column, *asked_into):
        if name not in names:
            raise InputError("pairs.no_column", name=name, nearest=nearest(name, names), names=names)
    free = [name for name in names if name not in (*config.text_column, *asked_into, *given)]
    sentences = [name for name in free if is_free_text(first_texts(frame[name]))]
    numbers = [name for name in free if all(map(is_number, filter(None, first_texts(frame[name]))))]
    free = sorted(free, key=lambda name: (name not in sentences, name in numbers))
    source = next(iter((*config.text_column, *free)), "")
    into = next((name for name in (*asked_into, *free) if name != source), "")
    if not into:
        raise InputError("pairs.two_columns", names=names)
    return source, into
