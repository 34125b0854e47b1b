"""The file that answers are written to. A file that is there is replaced only where it holds such answers already."""

import io
import json
from pathlib import Path
from typing import Any

from lamina.cli.screen import err
from lamina.core.errors import InputError
from lamina.core.files import write_atomically
from lamina.words import say

ENDINGS = (".csv", ".json", ".parquet")


def check_ending(path: str) -> None:
    """Refuse an ending that names no way of writing."""
    if Path(path).suffix.lower() not in ENDINGS:
        raise InputError("cli.unknown_format", path=path, names=", ".join(ENDINGS))


def write_answers(frame: Any, path: Path) -> None:
    """The frame (polars) as a whole file or none: CSV, JSON (a list of rows) or Parquet by the ending."""
    if path.exists() and columns_of(path) != frame.columns:
        raise InputError("cli.answers_over_file", path=str(path))
    ending, buffer = path.suffix.lower(), io.BytesIO()
    if ending == ".csv":
        buffer.write(csv_text(frame).encode())
    else:
        (frame.write_json if ending == ".json" else frame.write_parquet)(buffer)
    write_atomically(path, buffer.getvalue())
    err().print(say("cli.wrote_rows", rows=frame.height, path=str(path)), soft_wrap=True, markup=False)


def csv_text(frame: Any) -> str:
    """The frame as CSV. Where nothing lies outside, nothing stands there: an empty text would be written as two quotes."""
    import polars as pl  # heavy: only where answers are written

    if "outside" in frame.columns:
        frame = frame.with_columns(outside=pl.col("outside").replace("", None))
    return frame.write_csv()


def columns_of(path: Path) -> list[str]:
    """The columns of a table that was written by `write_answers`; none where it is anything else."""
    import polars as pl  # heavy: only where there is such a file

    try:
        if path.suffix.lower() == ".json":
            rows = json.loads(path.read_text(encoding="utf-8"))
            return list(rows[0])
        read = pl.read_parquet if path.suffix.lower() == ".parquet" else pl.read_csv
        return read(path, n_rows=0).columns
    except (OSError, ValueError, LookupError, TypeError, pl.exceptions.PolarsError):
        return []
