"""The first cells of a text table's columns, without reading the table: enough to see what the columns hold."""

import csv
import gzip
import io
import zlib
from pathlib import Path

from lamina.core.config import DataConfig
from lamina.core.errors import InputError
from lamina.data.encoding import to_utf8
from lamina.data.tables.dialect import guess_dialect

HEAD = 1 << 16
LONG = 1 << 22  # bytes in which the end of a long line is looked for
FEW_LINES = 4  # that say too little of a table
MOST_ROWS = 200


def first_cells(path: Path, config: DataConfig) -> dict[str, list[str]]:
    """Column name (column1 ... without a header) -> its first cells; {} where the head of the file is no even table."""
    head = read_head(path)
    if not head.strip():
        return {}
    try:
        text = to_utf8(head, config.encoding, str(path))[0]
        dialect = guess_dialect(text, config, str(path))
        quoting = csv.QUOTE_MINIMAL if dialect.quoted else csv.QUOTE_NONE
        lines = io.StringIO(text.decode("utf-8", "replace"), newline="")
        rows = [row for row in csv.reader(lines, delimiter=dialect.separator, quoting=quoting) if row]
    except (InputError, csv.Error):  # what is wrong with the file is said when it is read
        return {}
    rows = rows[: MOST_ROWS + 1] if len(rows) < 2 or len(head) < HEAD else rows[: min(MOST_ROWS + 1, len(rows) - 1)]
    if not rows:
        return {}
    width = len(rows[0])
    names = [name.strip() for name in rows[0]] if dialect.header else [f"column{k + 1}" for k in range(width)]
    body = [row for row in rows[dialect.header :] if len(row) == width]
    return {name: [row[place] for row in body] for place, name in enumerate(names)}


def read_head(path: Path) -> bytes:
    """The first 64 KiB of a file (unpacked if it is .gz), up to the last whole line; an early text that fills them is passed over."""
    try:
        with gzip.open(path) if path.suffix.lower() == ".gz" else path.open("rb") as file:
            head = file.read(HEAD)
            if len(head) < HEAD or head.count(b"\n") not in range(1, FEW_LINES):
                return whole_lines(head)
            return _past_a_long_line(head, file.read(LONG))
    except (OSError, EOFError, zlib.error) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError("table.cannot_read", file=str(path), reason=reason) from None


def _past_a_long_line(head: bytes, more: bytes) -> bytes:
    """The whole lines of a head, and those that come after the line that it ends in."""
    kept, end = whole_lines(head), more.find(b"\n")
    if end < 0 or b"\0" in head:
        return kept
    after = more[end + 1 :]
    if len(after) > HEAD - len(kept):
        after = after[: HEAD - len(kept)]
        after = after[: after.rfind(b"\n") + 1]
    return kept + after


def whole_lines(head: bytes) -> bytes:
    """The head of a longer file up to its last newline, which has two bytes in UTF-16; of one line, without a cut character."""
    if len(head) < HEAD:
        return head
    if b"\n" not in head:
        return _whole_characters(head)
    end = head.rindex(b"\n") + 1
    return head[: end + end % 2 if b"\0" in head else end]


def _whole_characters(head: bytes) -> bytes:
    """UTF-8 that was cut anywhere, up to the beginning of its last character of several bytes where that stands at the end."""
    last = next((place for place in range(len(head) - 1, len(head) - 5, -1) if head[place] & 0xC0 != 0x80), len(head))
    return head[:last] if last < len(head) and head[last] >= 0xC0 else head
