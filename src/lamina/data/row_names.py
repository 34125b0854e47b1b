"""What a person calls each row, the same in messages, answers and predictions.parquet.

line: the line of a text file (or the row of a sheet), the header counted, as an editor shows it; of all else row, counted
from 0 as data frames and arrays count. file: of rows that are files; and beside the number where there are several files.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lamina.core.records import ROW_NAMES


@dataclass(frozen=True)
class Origin:
    """Where rows came from: the file (or "" for memory), its first row's id, and the line of each row."""

    file: str
    first: int
    rows: int
    lines: NDArray[np.int64] | None = None
    path: Path | None = None
    whole: bool = False  # the file is the row


def row_names(origins: Sequence[Origin], row_ids: NDArray[np.int64]) -> pl.DataFrame:
    """(n rows) the columns of ROW_NAMES that name them. Without origins: rows of one source in memory."""
    if not origins:
        return pl.DataFrame({"row": row_ids})
    which = np.searchsorted([origin.first for origin in origins], row_ids, side="right") - 1
    files = pl.Series("file", [origin.file for origin in origins], dtype=pl.String)[which]
    if all(origin.whole for origin in origins):
        return pl.DataFrame({"file": files})
    lined = np.array([origin.lines is not None for origin in origins])[which]
    numbers = np.concatenate([_numbers(origin) for origin in origins])[row_ids]
    columns = {"file": files} if len(origins) > 1 else {}
    for name, own in (("line", lined), ("row", ~lined)):
        if own.any() or (name == "row" and not columns):
            columns[name] = pl.Series(name, numbers).set(pl.Series(~own), None)
    return pl.DataFrame(columns)


def spoken(names: pl.DataFrame) -> list[str]:
    """Each row's name in one word: 17, or test.csv:17 where there are several files."""
    return [":".join(str(value) for value in row if value not in (None, "")) for row in names.rows()]


def named_by(names: pl.DataFrame) -> str:
    """What the last word of `spoken` is: line, row or file."""
    return next(name for name in reversed(ROW_NAMES) if name in names.columns)


def image_names(names: Sequence[str]) -> pl.DataFrame:
    """The names of images: their files, or of arrays and built-in sets the place, as the row."""
    if names and all(name.isdecimal() for name in names):
        return pl.DataFrame({"row": [int(name) for name in names]})
    return pl.DataFrame({"file": names}, schema={"file": pl.String})


def numbered(count: int) -> pl.DataFrame:
    """The names of rows that only have their place."""
    return pl.DataFrame({"row": np.arange(count)})


def _numbers(origin: Origin) -> NDArray[np.int64]:
    return np.arange(origin.rows) if origin.lines is None else np.asarray(origin.lines, dtype=np.int64)
