"""One fast pass over a text table: where each record begins, on which line, and how many fields it has.

polars fills short rows silently and forgets line numbers; this pass keeps the promise that a ragged row is refused
with its line. It is vectorised (a quote's parity says whether a byte is inside quotes), 16 MB at a time.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lamina.core.errors import InputError

CHUNK = 1 << 24
QUOTE, NEWLINE, RETURN = ord('"'), ord("\n"), ord("\r")


@dataclass(frozen=True)
class Records:
    """Per record: byte where it begins, fields, physical line from 1; what is wrong with the quotes."""

    starts: NDArray[np.int64]
    fields: NDArray[np.int64]
    lines: NDArray[np.int64]
    stray: int  # byte of the first quote that does not stand at a cell's edge, or -1
    closed: bool

    def text(self, data: bytes, index: int) -> str:
        """The record as it stands in the file."""
        end = self.starts[index + 1] if index + 1 < len(self.starts) else len(data)
        return data[self.starts[index] : end].decode("utf-8", "replace").strip("\r\n")


def scan(data: bytes, separator: str, quoted: bool) -> Records:
    """Records of `data` (UTF-8, no newline at its end). quoted: whether double quotes protect separators."""
    values, mark = np.frombuffer(data, dtype=np.uint8), ord(separator)
    ends, counts, inner, stray, parity, pending = [], [], [], -1, 0, 0
    for begin in range(0, len(values), CHUNK):
        chunk = values[begin : begin + CHUNK]
        newline, split = chunk == NEWLINE, chunk == mark
        if quoted:
            quotes = chunk == QUOTE
            inside = np.add.accumulate(quotes, dtype=np.uint8)
            inside += np.uint8(parity)  # wraps at 256, which is even
            inside &= 1
            stray = stray if stray >= 0 else _first_stray(values, begin + np.flatnonzero(quotes), inside[quotes], mark)
            parity = int(inside[-1])
            inner.append(begin + np.flatnonzero(newline & (inside == 1)))
            newline, split = newline & (inside == 0), split & (inside == 0)
        at = np.flatnonzero(newline)
        before = np.searchsorted(np.flatnonzero(split), at)
        fields = np.diff(before, prepend=0)
        if len(fields):
            fields[0] += pending
            pending = 0
        pending += int(np.count_nonzero(split)) - (int(before[-1]) if len(before) else 0)
        ends.append(begin + at)
        counts.append(fields)
    stops = np.concatenate(ends).astype(np.int64) if ends else np.empty(0, np.int64)
    starts = np.concatenate([[0], stops + 1]).astype(np.int64)
    fields = np.concatenate([*counts, [pending]]).astype(np.int64) + 1
    lines = np.arange(1, len(starts) + 1)
    if inner and len(breaks := np.concatenate(inner)):
        lines = lines + np.searchsorted(breaks, starts)
    return Records(starts, fields, lines, stray, parity == 0)


def _first_stray(values: NDArray[np.uint8], at: NDArray[np.int64], opening: NDArray[np.uint8], mark: int) -> int:
    """Byte of the first quote that opens after, or closes before, something else than a separator; -1 without one."""
    edge = np.array([mark, NEWLINE, RETURN, QUOTE], dtype=np.uint8)
    beside = np.where(opening == 1, np.maximum(at - 1, 0), np.minimum(at + 1, len(values) - 1))
    outer = (beside != at) & ~np.isin(values[beside], edge)
    return int(at[np.argmax(outer)]) if outer.any() else -1


def refuse_ragged(
    data: bytes, records: Records, filled: NDArray[np.bool_], wanted: int, separator: str, file: str
) -> None:
    """Raise InputError for the first filled record whose number of fields is not `wanted`; the line is shown."""
    wrong = np.flatnonzero(filled & (records.fields != wanted))
    if not len(wrong):
        return
    first = int(wrong[0])
    text = records.text(data, first)
    raise InputError(
        "table.ragged", file=file, line=int(records.lines[first]), text=text if len(text) <= 100 else text[:97] + "...",
        fields=int(records.fields[first]), wanted=wanted, count=len(wrong), separator=separator,
    )  # fmt: skip
