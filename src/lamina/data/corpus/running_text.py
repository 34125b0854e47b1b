"""Whether a text file is running text (a book, a play, a program) and no table, by its first 64 KiB."""

import csv
import os
import unicodedata
from collections import Counter
from pathlib import Path

from lamina.core.config import DataConfig
from lamina.core.errors import InputError
from lamina.data.encoding import to_utf8
from lamina.data.images.folder import images_in_folders
from lamina.data.number_text import is_number
from lamina.data.suffixes import RUNNING_SUFFIXES, is_image_name
from lamina.data.tables.dialect import split_line
from lamina.data.tables.peek import read_head
from lamina.data.tables.text_table import other_format

EVEN = 0.75  # share of the lines with the same number of fields, from which a file is a table
LETTERS = 0.5  # of what is no white space, from which signs are prose
CELL = 3.0  # mean words of a field, up to which two lines or one are the head of a table
DIFFERENT = 0.5  # share of different lines: a column of a few classes is none
_TABULAR = (
    "target",
    "types",
    "time_column",
    "text_column",
    "sentence_column",
    "into",
)  # settings of files with columns


def may_run(config: DataConfig) -> bool:
    """Whether a file may be read as running text: nothing is asked for that only tables have."""
    asked = any(getattr(config, name) for name in _TABULAR)
    return config.kind == "auto" and not asked and config.separator == config.header == "auto"


def is_running_text(path: Path, config: DataConfig) -> bool:
    """Whether the head of a file reads on: mostly letters, in lines that no separator cuts into the same number of fields."""
    if not may_run(config):
        return False
    try:
        head = read_head(path)
        text = to_utf8(head, config.encoding, str(path))[0].decode("utf-8", "replace")
    except InputError:
        return False  # what is wrong with the file is said when it is read
    return not other_format(head) and reads_on(text)


def reads_on(text: str) -> bool:
    """See `is_running_text`."""
    signs = "".join(text.split())
    lines = [line for line in text.splitlines() if line.strip()]
    if not lines or sum(map(_is_of_prose, signs)) < LETTERS * len(signs):
        return False
    if any(_cut_evenly(lines, separator) for separator in "\t,;|"):
        return False
    if _cut_evenly(lines, " ") and any(is_number(cell) for line in lines[1:20] for cell in line.split()):
        return False
    return len(lines) <= 2 or len(set(lines)) >= DIFFERENT * len(lines)


def _is_of_prose(sign: str) -> bool:
    """Letters, the marks upon them, and pictures (emoji)."""
    return sign.isalpha() or unicodedata.category(sign) in ("Mn", "Mc", "So")


def holds_running_text(folder: Path, config: DataConfig) -> bool:
    """Whether a folder is one of running text: no images, and most of the files right in it are such by name and head."""
    names = [entry.name for entry in os.scandir(folder) if entry.is_file() and not entry.name.startswith(".")]
    texts = sorted(name for name in names if Path(name).suffix.lower() in RUNNING_SUFFIXES)
    if not texts or 2 * len(texts) < len(names) or any(map(is_image_name, names)) or images_in_folders(folder):
        return False
    first = next((name for name in texts if (folder / name).stat().st_size), "")
    return bool(first) and (not first.lower().endswith(".txt") or is_running_text(folder / first, config))


def _cut_evenly(lines: list[str], separator: str) -> bool:
    """Whether a separator cuts nearly all lines into the same number of fields, at least two."""
    quoted = separator != " " and any('"' in line for line in lines)
    try:
        rows = [split_line(line, separator, quoted) for line in lines]
    except csv.Error:  # a quote that swallows more than a field may hold
        return False
    width, usual = Counter(map(len, rows)).most_common(1)[0]
    if width < 2 or usual < EVEN * len(rows):
        return False
    cells = [cell for row in rows for cell in row]
    return len(rows) > 2 or sum(len(cell.split()) for cell in cells) <= CELL * len(cells)
