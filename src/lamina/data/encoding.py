"""Bytes of a text file to UTF-8, whatever encoding they came in: UTF-8, UTF-16, GB18030 or what charset-normalizer finds."""

import codecs
import re
from collections.abc import Mapping

import charset_normalizer
import numpy as np

from lamina.core.errors import InputError
from lamina.core.records import Note

SAMPLE = 1 << 16
BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"), (codecs.BOM_UTF32_BE, "utf-32-be"),  # before UTF-16: they begin alike
    (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"),
)  # fmt: skip
_WIDE = ["utf_16", "utf_16_be", "utf_16_le", "utf_32", "utf_32_be", "utf_32_le", "utf_7"]  # found before, or not at all
_DAMAGED = re.compile("[\udc80-\udcff]+")  # bytes that are no UTF-8, as "surrogateescape" reads them
_BEYOND_ASCII = re.compile("[^\x00-\x7f\udc80-\udcff]")
_SHOWN = 5
MOSTLY = 4  # characters beyond ASCII for each damaged place, from which a text is UTF-8 and damaged


def to_utf8(data: bytes, encoding: str, file: str, likely: str = "") -> tuple[bytes, str]:
    """(the text as UTF-8 without byte-order mark, the encoding's name); "auto" finds the encoding.

    likely: the encoding of text seen before, tried where the bytes are not UTF-8 or UTF-16 by themselves.

    Raises InputError when the bytes are not text of that encoding (the line is named) or are no text at all.
    """
    if encoding != "auto":
        return _decoded(data, _known(encoding, file), file)
    for bom, name in BOMS:
        if data.startswith(bom):
            return _decoded(data[len(bom) :], name, file)
    if name := _utf16_without_mark(data[:SAMPLE]):
        return _decoded(data, name, file)
    if b"\0" in data[:SAMPLE]:
        raise InputError("table.not_text", file=file)
    if data.isascii() or _is(data, "utf-8"):
        return data, "utf-8"
    _refuse_damaged(data, file)
    if likely and _is(data, likely):
        return _decoded(data, likely, file)
    sample = b"\n".join(line for line in data[: 16 * SAMPLE].split(b"\n") if not line.isascii())[:SAMPLE]
    if _looks_chinese(sample or data[:SAMPLE]) and _is(data, "gb18030"):
        return _decoded(data, "gb18030", file)
    best = charset_normalizer.from_bytes(sample or data, cp_exclusion=_WIDE).best()
    if best is None or not _is(data, best.encoding):
        raise InputError("table.unknown_encoding", file=file)
    return _decoded(data, best.encoding, file)


def encoding_notes(found: Mapping[str, str], asked: str) -> tuple[Note, ...]:
    """A note of the files that were read as another encoding than UTF-8 unasked. found: file -> its encoding."""
    other = {file: encoding for file, encoding in found.items() if encoding != "utf-8"}
    told = {"files": dict(list(other.items())[:_SHOWN]), "count": len(other)}
    return (Note(code="text.encodings", parameters=told),) if other and asked == "auto" else ()


def _refuse_damaged(data: bytes, file: str) -> None:
    """InputError for a text that is UTF-8 but for a few bytes: read as anything else, every character beyond ASCII is wrong."""
    text = data.decode("utf-8", "surrogateescape")
    places = [found.start() for found in _DAMAGED.finditer(text)]
    if places and len(_BEYOND_ASCII.findall(text)) >= MOSTLY * len(places):
        line = text.count("\n", 0, places[0]) + 1
        raise InputError("table.damaged_utf8", file=file, count=len(places), line=line)


def _known(encoding: str, file: str) -> str:
    try:
        return codecs.lookup(encoding).name
    except LookupError:
        raise InputError("table.no_such_encoding", encoding=encoding, file=file) from None


def _decoded(data: bytes, encoding: str, file: str) -> tuple[bytes, str]:
    """Decode and encode again; a mark that the decoder leaves is taken off."""
    try:
        return data.decode(encoding).lstrip("\ufeff").encode("utf-8"), encoding
    except UnicodeError as error:
        start = error.start if isinstance(error, UnicodeDecodeError) else 0
        line = data.count(b"\n", 0, start) + 1
        raise InputError("table.wrong_encoding", file=file, encoding=encoding, line=line) from None


def _is(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeError:
        return False
    return True


def _utf16_without_mark(sample: bytes) -> str:
    """UTF-16 of mostly Latin text has a zero in every other byte."""
    zeros = np.frombuffer(sample[: len(sample) // 2 * 2], dtype=np.uint8).reshape(-1, 2) == 0
    if not len(zeros):
        return ""
    low, high = zeros.mean(axis=0)
    return "utf-16-be" if low > 0.4 and high < 0.1 else "utf-16-le" if high > 0.4 and low < 0.1 else ""


def _looks_chinese(sample: bytes) -> bool:
    """GB text: high bytes come in pairs, and most pairs begin in the rows of punctuation and common characters.

    GB 2312 puts symbols in rows A1..A9 and the 3755 common characters in B0..D7. Latin text has lone high bytes;
    Cyrillic and Greek words have odd lengths and bytes of E0..FF.
    """
    values = np.frombuffer(sample, dtype=np.uint8)
    lead, index = [], 0
    while index < min(len(values), 20_000):
        if values[index] < 0x80:
            index += 1
            continue
        if index + 1 >= len(values) or values[index + 1] < 0x40:
            lead.append(0)
        else:
            lead.append(int(values[index]) if values[index + 1] >= 0xA1 else 0x81)
        index += 2
    leads = np.array(lead)
    common = ((leads >= 0xA1) & (leads <= 0xA9)) | ((leads >= 0xB0) & (leads <= 0xD7))
    return len(leads) > 0 and float(common.mean()) >= 0.7
