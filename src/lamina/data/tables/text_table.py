"""A text table (CSV and its relatives) as a frame of strings, with the line of each row. The file is only read."""

import gzip
import re
import zlib
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lamina.core.config import DataConfig
from lamina.core.errors import InputError
from lamina.core.records import Note
from lamina.core.spec import TableForm
from lamina.data.encoding import to_utf8
from lamina.data.names import tidy_names
from lamina.data.tables.dialect import Dialect, guess_dialect, split_line
from lamina.data.tables.scan import NEWLINE, QUOTE, RETURN, Records, refuse_ragged, scan

OTHERS = (  # how files that are no text table begin
    (rb"%PDF-", "pdf"), (rb"PK\x03\x04", "zip"), (rb"PAR1", "parquet"), (rb"\x1f\x8b", "gzip"), (rb"SQLite format 3", "sqlite"),
    (rb"\x89PNG|\xff\xd8\xff|GIF8[79]a", "image"), (rb"\xd0\xcf\x11\xe0", "xls"),
    (rb"(\xef\xbb\xbf)?\s*(<!doctype|<html|<\?xml)", "html"), (rb'(\xef\xbb\xbf)?\s*(\[\s*)?\{\s*"[^"]*"\s*:', "json"),
)  # fmt: skip


@dataclass(frozen=True)
class RawTable:
    """Columns as read; strings are not yet interpreted. lines: physical line (or sheet row) of each row, or None."""

    frame: pl.DataFrame
    lines: NDArray[np.int64] | None = None
    named: bool = True  # whether the file itself names its columns
    decimal: Literal[".", ","] = "."
    separator: str = ""
    encoding: str = ""
    notes: tuple[Note, ...] = ()


def read_bytes(path: Path) -> bytes:
    """The file's bytes, unpacked if it is .gz. Raises InputError when it cannot be read, is empty or another format."""
    try:
        data = path.read_bytes()
        if path.suffix.lower() == ".gz":
            data = gzip.decompress(data)
    except (OSError, EOFError, zlib.error) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError("table.cannot_read", file=str(path), reason=reason) from None
    if not data[:4096].strip() and not data.strip():
        raise InputError("table.empty_file", file=str(path))
    if found := other_format(data):
        raise InputError("table.other_format", file=str(path), kind=found)
    return data


def other_format(head: bytes) -> str:
    """The format of a file that is no text table, by its first bytes: pdf, html, json ...; "" where it may be one."""
    return next((kind for pattern, kind in OTHERS if re.match(pattern, head[:64], re.IGNORECASE)), "")


def read_text(path: Path, config: DataConfig, like: TableForm | None = None) -> RawTable:
    """Read CSV, TSV and the like: (rows) strings by column; dialect and repairs are in the notes.

    like: a table seen before (that of the training), which decides where the file leaves doubt.

    Raises InputError for an empty file, a header without rows, ragged rows and quotes without end (the line is shown).
    """
    file = str(path)
    text, encoding = to_utf8(read_bytes(path), config.encoding, file, "" if like is None else like.encoding)
    text = _unix_lines(text)
    skipped = len(text) - len(text.lstrip(b"\r\n"))
    first_line = text.count(b"\n", 0, skipped)
    text = text[skipped:].rstrip(b"\r\n\x1a")
    if not text[:4096].strip() and not text.strip():
        raise InputError("table.empty_file", file=file)
    dialect = guess_dialect(text, config, file, like)
    text, records, dialect = _records(text, dialect)
    if records.stray >= 0:
        line = text.count(b"\n", 0, records.stray) + 1
        shown = text.splitlines()[line - 1][:100].decode("utf-8", "replace")
        raise InputError("table.stray_quote", file=file, line=line + first_line, text=shown)
    if not records.closed:
        raise InputError("table.open_quote", file=file, line=_open_line(text) + first_line)
    records = replace(records, lines=records.lines + first_line)
    filled = _filled(text, records)
    width = _width(records, filled)
    names, extra = _names(text, records, filled, dialect, width)
    refuse_ragged(text, records, filled & ~_first(filled, extra), width, dialect.separator, file)
    frame = _read(text, dialect, width).filter(pl.Series(filled))
    lines = records.lines[filled]
    if dialect.header:
        frame, lines = frame[1:], lines[1:]
    if not len(frame):
        raise InputError("table.header_only", file=file)
    frame.columns, told = tidy_names(names, path.name)
    note = Note(code="table.dialect", parameters={
        "file": path.name, "encoding": encoding, "separator": dialect.separator, "decimal": dialect.decimal,
        "header": dialect.header, "quoted": dialect.quoted, "rows": len(frame), "columns": width})  # fmt: skip
    return RawTable(frame, lines, dialect.header, dialect.decimal, dialect.separator, encoding, (note, *told))


def _unix_lines(text: bytes) -> bytes:
    return text.replace(b"\r", b"\n") if b"\n" not in text and b"\r" in text else text


def _records(text: bytes, dialect: Dialect) -> tuple[bytes, Records, Dialect]:
    """Scan; where quotes do not stand at the edges of cells, they are text if that makes the rows even."""
    if dialect.separator == " ":
        text = re.sub(rb"[ \t]+", b" ", text)
        text = re.sub(rb"(?m)^ | (?=\r?$)", b"", text)
    if dialect.quoted and b'"' not in text:
        dialect = replace(dialect, quoted=False)
    if dialect.quoted and dialect.separator.encode() + b' "' in text:
        text = _without_blank_before_quote(text, dialect.separator)
    records = scan(text, dialect.separator, dialect.quoted)
    if dialect.quoted and (records.stray >= 0 or not records.closed):
        plain = scan(text, dialect.separator, quoted=False)
        if len(set(plain.fields[_filled(text, plain)].tolist())) == 1:
            return text, plain, replace(dialect, quoted=False)
    return text, records, dialect


def _without_blank_before_quote(text: bytes, separator: str) -> bytes:
    """`a, "b, c"` to `a,"b, c"`: a quote protects only where it begins its cell."""
    values = np.frombuffer(text, dtype=np.uint8)
    outside = (np.add.accumulate(values == QUOTE, dtype=np.uint8) & 1) == 0
    blank = (values == ord(" ")) & outside
    blank[0] = False
    blank[1:] &= values[:-1] == ord(separator)
    blank[:-1] &= values[1:] == QUOTE
    blank[-1] = False
    return values[~blank].tobytes()


def _filled(text: bytes, records: Records) -> NDArray[np.bool_]:
    """Records that are not blank lines."""
    filled = np.ones(len(records.starts), dtype=bool)
    single = np.flatnonzero(records.fields == 1)
    if len(single) == len(filled):  # one column: an empty line is blank, all else a value
        ends = np.append(records.starts[1:] - 1, len(text))
        lengths = ends - records.starts
        values = np.frombuffer(text, dtype=np.uint8)
        filled[(lengths == 0) | ((lengths == 1) & (values[np.minimum(records.starts, len(text) - 1)] == RETURN))] = (
            False
        )
        return filled
    for index in single:
        filled[index] = bool(records.text(text, int(index)).strip())
    return filled


def _width(records: Records, filled: NDArray[np.bool_]) -> int:
    """The usual number of fields."""
    return Counter(records.fields[filled][:100_000].tolist()).most_common(1)[0][0]


def _names(
    text: bytes, records: Records, filled: NDArray[np.bool_], dialect: Dialect, width: int
) -> tuple[list[str], bool]:
    """(column names, whether the header has one name fewer than the rows have cells, as R writes its row names)."""
    if not dialect.header:
        return [f"column{number}" for number in range(1, width + 1)], False
    rows = np.flatnonzero(filled)
    names = split_line(records.text(text, int(rows[0])), dialect.separator, dialect.quoted)
    if len(names) != width - 1 or len(rows) < 2:
        return (names, False) if len(names) == width else ([f"column{number}" for number in range(1, width + 1)], False)
    trailing = all(records.text(text, int(row)).endswith(dialect.separator) for row in rows[1:100])
    return ([*names, ""] if trailing else ["row", *names]), True


def _first(filled: NDArray[np.bool_], extra: bool) -> NDArray[np.bool_]:
    first = np.zeros_like(filled)
    first[np.flatnonzero(filled)[0]] = extra
    return first


def _read(text: bytes, dialect: Dialect, width: int) -> pl.DataFrame:
    return pl.read_csv(
        text, has_header=False, separator=dialect.separator, quote_char='"' if dialect.quoted else None,
        schema={f"column{number}": pl.String for number in range(1, width + 1)},
        missing_columns="insert", empty_string_is_null=False,
    )  # fmt: skip


def _open_line(text: bytes) -> int:
    """Line of the last quote that opens, in a text with an odd number of quotes."""
    values = np.frombuffer(text, dtype=np.uint8)
    last = int(np.flatnonzero(values == QUOTE)[-1])
    return int(np.count_nonzero(values[:last] == NEWLINE)) + 1
