"""Sentences with a label for each token, of any source: files of two columns, tables, Python lists, built-in sets."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lamina.core.config import DataConfig
from lamina.core.errors import InputError
from lamina.core.files import fingerprint
from lamina.core.records import Note
from lamina.data.detect import Detected, detect
from lamina.data.encoding import encoding_notes
from lamina.data.load import load
from lamina.data.row_names import Origin, row_names
from lamina.data.tables.peek import first_cells
from lamina.data.tables.table import places
from lamina.data.tags.conll import Sentence, read_conll
from lamina.data.tags.sentence_columns import find_columns, is_token_table, read_rows
from lamina.data.tags.sentence_lists import list_sentences
from lamina.data.tags.sets import is_tag_set, tag_set
from lamina.data.texts.files import decode

LONGEST_ALONE = 100  # tokens of the one sentence of a file, above which its blank lines are missing
TAG = "tag"  # the target's name where no column has one


@dataclass(frozen=True)
class Sentences:
    """n sentences with their tokens and labels ("" where a token's label is not asked for).

    target: what the labels are called. given_part: (n,) of parts, where they were given. columns: of the table that
    hold sentence and token; () of files of two columns and of lists. origins: where the sentences stand.
    """

    name: str
    source: str
    tokens: tuple[tuple[str, ...], ...]
    labels: tuple[tuple[str, ...], ...]
    target: str = TAG
    columns: tuple[str, ...] = ()
    given_part: NDArray[np.str_] | None = None
    notes: tuple[Note, ...] = ()
    fingerprint: str = ""
    origins: tuple[Origin, ...] = ()

    def __len__(self) -> int:
        return len(self.tokens)

    @property
    def names(self) -> pl.DataFrame:
        """What a person calls the sentences: the line of the first token, or the row of what is no file."""
        return row_names(self.origins, np.arange(len(self)))

    def places(self, positions: Sequence[int], most: int = 5) -> dict[str, Any]:
        """Where sentences begin, for a message: {"file", "unit", "places", "count"}."""
        return places(self.origins, np.asarray(positions, dtype=np.int64), most)


def read_sentences(source: Any, config: DataConfig) -> Sentences:
    """Read labelled sentences, with the files given for validation and test.

    Raises InputError where there is none, a line is ragged, or a token has no label.
    """
    detected = detect(source, config)
    if detected.form == "builtin" and is_tag_set(detected.name):
        return built_in(detected.name)
    blocks = [("train", *_read(source, detected, config))]
    for part, given in (("validation", config.validation_data), ("test", config.test_data)):
        if given:
            blocks.append((part, *_read(given, detect(given, config), config)))
    firsts = np.cumsum([0, *(len(found) for _, found, *_ in blocks)]).tolist()
    origins = tuple(
        Origin(
            path.name if path else "",
            first,
            len(found),
            np.array([item.line for item in found]) if path else None,
            path,
        )
        for (_, found, path, *_), first in zip(blocks, firsts, strict=False)
    )
    every = [item for _, found, *_ in blocks for item in found]
    if not any(item.labels for item in every):
        raise InputError("tag.no_sentences", source=detected.name)
    read_as = {path.name: encoding for _, _, path, _, encoding in blocks if path}
    paths = [path for _, _, path, *_ in blocks if path is not None]
    return Sentences(
        name=detected.name, source=str(paths[0]) if paths else detected.name,
        tokens=tuple(item.tokens for item in every), labels=tuple(item.labels for item in every),
        target=blocks[0][3][2] or TAG, columns=tuple(filter(None, blocks[0][3][:2])),
        given_part=np.concatenate([np.full(len(found), part) for part, found, *_ in blocks]) if len(blocks) > 1 else None,
        fingerprint=fingerprint(paths) if paths else _hash(every), origins=origins,
        notes=encoding_notes(read_as, config.encoding),
    )  # fmt: skip


def built_in(name: str) -> Sentences:
    """A built-in set by its name."""
    found = tag_set(name)
    sentences = [Sentence(tokens, labels, row) for row, (tokens, labels) in enumerate(found.sentences)]
    return Sentences(
        name=name, source=name, tokens=tuple(item.tokens for item in sentences),
        labels=tuple(item.labels for item in sentences), target=found.target, notes=found.notes,
        given_part=np.array(found.parts) if found.parts else None, fingerprint=_hash(sentences), origins=(Origin("", 0, len(sentences)),),
    )  # fmt: skip


def _read(
    source: Any, detected: Detected, config: DataConfig
) -> tuple[list[Sentence], Path | None, tuple[str, str, str], str]:
    """(sentences, their file, the columns of sentence, token and label, the file's encoding)."""
    path = detected.paths[0] if detected.paths else None
    if detected.form == "pairs":
        return list_sentences(source), None, ("", "", ""), "utf-8"
    if path is not None and (detected.form == "conll" or (detected.form == "csv" and not _has_names(path, config))):
        text, encoding = decode(path.read_bytes(), config.encoding, str(path))
        found = read_conll(text, str(path), label_column(config))
        if len(found) == 1 and len(found[0].tokens) > LONGEST_ALONE:
            raise InputError("tag.one_sentence", file=str(path), tokens=len(found[0].tokens))
        return found, path, ("", "", ""), encoding
    block = load(source, detected, config.model_copy(update={"kind": "text", "validation_data": "", "test_data": ""}))[
        0
    ]
    file = str(path or detected.name)
    rows = read_rows(block.frame, config, file, lines=block.lines)
    return rows, path, find_columns(block.frame.columns, config), "utf-8"  # the table's own note tells it


def _has_names(path: Path, config: DataConfig) -> bool:
    """Whether a text file is a table whose columns say which token stands in which sentence, or is to be read as one."""
    return bool(config.sentence_column) or is_token_table(first_cells(path, config), config) or path.suffix == ".csv"


def label_column(config: DataConfig) -> int:
    """The column of the labels in a file of columns without names, from 1; 0: the last one."""
    if not config.target:
        return 0
    asked = config.target[0].removeprefix("column")
    if not asked.isdecimal():
        raise InputError("tag.column_by_number", target=config.target[0])
    return int(asked)


def _hash(sentences: Sequence[Sentence]) -> str:
    digest = hashlib.sha256()
    for item in sentences:
        digest.update("\0".join((*item.tokens, "", *item.labels, "\n")).encode("utf-8", "replace"))
    return digest.hexdigest()
