"""A table as Lamina holds it: typed columns, row numbers of the file, what was repaired. The source is never changed.

Number columns are Float64, dates Datetime (us), yes/no Boolean, all else String; null is missing.
Text cells of files and of data frames are understood by the same rules, so that both give the same table.
"""

import hashlib
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import ArrayLike, NDArray

from lamina.core.config import DataConfig
from lamina.core.errors import InputError, nearest
from lamina.core.files import fingerprint
from lamina.core.records import Note
from lamina.core.spec import TableForm
from lamina.data.detect import TABLES, detect
from lamina.data.load import Loaded, load
from lamina.data.row_names import Origin, named_by, row_names, spoken
from lamina.data.tables.append import append_given, without_trailing_dots
from lamina.data.tables.typed import Known, type_column


@dataclass(frozen=True)
class Table:
    """Rows and typed columns of one or several sources.

    row_ids: (n,) int64, the row's number in the source from 0 (given test and validation files count on); `names` are
    what a person calls the rows.
    given_part: (n,) "train", "validation" or "test" where parts were given, else None.
    """

    name: str
    source: str
    frame: pl.DataFrame
    row_ids: NDArray[np.int64]
    given_part: NDArray[np.str_] | None = None
    notes: tuple[Note, ...] = ()
    fingerprint: str = ""
    origins: tuple[Origin, ...] = ()
    form: TableForm | None = None  # how the source was written
    date_formats: dict[str, str] = field(default_factory=dict)  # of the columns whose dates were texts

    def __len__(self) -> int:
        return len(self.row_ids)

    @property
    def paths(self) -> tuple[Path, ...]:
        """The files that were read."""
        return tuple(origin.path for origin in self.origins if origin.path is not None)

    def take(self, rows: ArrayLike) -> "Table":
        """The table of some of its rows: (m,) positions or a (n,) mask."""
        chosen = np.asarray(rows)
        positions = np.flatnonzero(chosen) if chosen.dtype == bool else chosen.astype(np.int64)
        part = None if self.given_part is None else self.given_part[positions]
        return replace(self, frame=self.frame[positions], row_ids=self.row_ids[positions], given_part=part)

    @property
    def names(self) -> pl.DataFrame:
        """What a person calls the rows: line, row or file (see `row_names`)."""
        return row_names(self.origins, self.row_ids)

    def places(self, positions: ArrayLike, most: int = 5) -> dict[str, Any]:
        """Where rows stand, for a message: {"file", "unit": line | row | file, "places": ["17", ...], "count"}."""
        return places(self.origins, self.row_ids[np.asarray(positions, dtype=np.int64)], most)


def places(origins: Sequence[Origin], row_ids: NDArray[np.int64], most: int = 5) -> dict[str, Any]:
    """The names of the first of some row ids, for a message (see `row_names`)."""
    names = row_names(origins, row_ids[:most])
    file = origins[0].file if len(origins) == 1 else ""
    return {"file": file, "unit": named_by(names), "places": spoken(names), "count": len(row_ids)}


def read_table(source: Any, config: DataConfig) -> Table:
    """Read any source of a table into typed columns; notes say how the file was read and what was repaired.

    Raises InputError when the source is no table, has ragged rows, no rows, or a cell that is not what
    `config.types` says; see `detect` for missing and empty files.
    """
    detected = detect(source, config)
    if detected.kind != "table" and not (detected.kind == "text" and detected.form in TABLES):
        raise InputError("table.is_images", source=detected.name)
    return build_table(detected.name, load(source, detected, config), config)


def build_table(
    name: str, blocks: Sequence[Loaded], config: DataConfig, known: Mapping[str, Known] | None = None
) -> Table:
    """The table of loaded blocks. known: the only columns that are taken, each as a model knows it."""
    origins = _origins(blocks)
    blocks, notes = append_given(blocks)
    names = [column for column in blocks[0].frame.columns if known is None or column in known]
    _check_names(config, blocks[0].frame.columns)
    columns, formats = [], {}
    for column in names:
        parts, dotted = without_trailing_dots([block.frame[column] for block in blocks], blocks)
        typed = type_column(
            column, parts, config, blocks[0].form.decimal,
            lambda rows: places(origins, np.asarray(rows)), None if known is None else known[column],
        )  # fmt: skip
        columns += [] if typed.values is None else [typed.values]
        formats |= {column: typed.date_format} if typed.date_format else {}
        notes += (*dotted, *typed.notes)
    if not columns and known is None:
        types = sorted({str(block.frame[column].dtype) for block in blocks for column in names})
        raise InputError("table.no_columns", source=str(blocks[0].path or name), types=types[:5])
    rows = sum(len(block.frame) for block in blocks)
    given = [np.full(len(block.frame), block.part) for block in blocks]
    files = [block.path for block in blocks if block.path is not None]
    return Table(
        name=name,
        source=str(files[0]) if files else name,
        frame=pl.DataFrame(columns),
        row_ids=np.arange(rows),
        given_part=np.concatenate(given) if len({block.part for block in blocks}) > 1 else None,
        notes=notes,
        fingerprint="" if known is not None else fingerprint(files) if files else _hash(blocks),
        origins=origins,
        form=blocks[0].form,
        date_formats=formats,
    )


def _origins(blocks: Sequence[Loaded]) -> tuple[Origin, ...]:
    firsts = np.cumsum([0, *(len(block.frame) for block in blocks)]).tolist()
    return tuple(
        Origin(_file_name(block, blocks), first, len(block.frame), block.lines, block.path)
        for block, first in zip(blocks, firsts, strict=False)
    )


def _file_name(block: Loaded, blocks: Sequence[Loaded]) -> str:
    """The file, and the part of it where several parts lie in one file (.npz)."""
    if block.path is None:
        return ""
    together = sum(other.path == block.path for other in blocks) > 1
    return f"{block.path.name}/{block.part}" if together else block.path.name


def _check_names(config: DataConfig, names: Sequence[str]) -> None:
    """Settings that name a column must name one that is there."""
    for option, asked in (
        ("types", tuple(config.types)),
        ("ignore", config.ignore),
        ("missing_columns", tuple(config.missing_columns)),
        ("weight_column", (config.weight_column,)),
        ("split_column", (config.split_column,)),
    ):
        for name in asked:
            if name and name not in names:
                raise InputError(
                    "table.no_such_column", option=option, name=name, nearest=nearest(name, names), names=list(names)
                )


def _hash(blocks: Sequence[Loaded]) -> str:
    """sha256 over the columns of data that came from memory."""
    digest = hashlib.sha256()
    for block in blocks:
        buffer = io.BytesIO()
        block.frame.write_ipc(buffer, compression="uncompressed")
        digest.update(block.part.encode())
        digest.update(buffer.getvalue())
    return digest.hexdigest()
