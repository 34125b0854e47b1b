"""How a text table is written: separator, quotes, decimal mark, header. Guessed from its first lines, overruled by DataConfig."""

import csv
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from lamina.core.config import DataConfig
from lamina.core.errors import InputError
from lamina.core.spec import TableForm

SAMPLE = 1 << 16
SEPARATORS = (",", ";", "\t", "|", " ")
NAMED = {"tab": "\t", "\\t": "\t", "comma": ",", "semicolon": ";", "space": " ", "pipe": "|"}
MARKS = ("", "NA", "N/A", "n/a", "#N/A", "<NA>", "?", "null", "NULL", "NaN", "nan", "None", "-")
NUMBER = re.compile(r"[+-]?(\d+([.,]\d*)?|[.,]\d+)([eE][+-]?\d+)?|[+-]?\d{1,3}([.,]\d{3})+([.,]\d+)?")
COMMA_NUMBER = re.compile(r"[+-]?(\d{1,3}(\.\d{3})+|\d+)?,\d+([eE][+-]?\d+)?")
POINT_NUMBER = re.compile(r"[+-]?(\d{1,3}(,\d{3})+|\d+)?\.\d+([eE][+-]?\d+)?")
THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2}([.,]\d{3})+")
DATE = re.compile(r"\d{1,4}[-/.年]\d{1,2}([-/.月]\d{1,4}日?)?([T ].*)?")


@dataclass(frozen=True)
class Dialect:
    """How the file is written, as read."""

    separator: str
    quoted: bool
    decimal: Literal[".", ","]
    header: bool


def split_line(line: str, separator: str, quoted: bool) -> list[str]:
    """Cells of one record, stripped of blanks."""
    if separator == " ":
        line = re.sub(r"[ \t]+", " ", line.strip())
    quoting = csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE
    rows = list(csv.reader([line], delimiter=separator, quoting=quoting, skipinitialspace=separator != " "))
    return [cell.strip() for cell in rows[0]] if rows else []


def guess_dialect(text: bytes, config: DataConfig, file: str, like: TableForm | None = None) -> Dialect:
    """The dialect of UTF-8 text, from its first 64 KiB; settings of `config` are taken as they are.

    The separator is the one that cuts most lines into the same number (at least two) of cells in which no other
    separator is left over. A comma is the decimal mark when more cells read 1,5 than 1.5. Of a table `like` one seen
    before, the separator that finds its columns wins, and its decimal mark and header decide where nothing else does.
    """
    lines = _first_lines(text)
    asked = NAMED.get(config.separator, config.separator)
    if config.separator != "auto" and (len(asked) != 1 or ord(asked) > 127 or asked in '"\n\r'):
        raise InputError("table.bad_separator", separator=config.separator, file=file)
    choices = SEPARATORS if config.separator == "auto" else (asked,)
    if like is not None and like.separator and config.separator == "auto":
        choices = tuple(dict.fromkeys((*SEPARATORS, like.separator)))
    tried = [(_familiar(lines, choice, quoted, like), _score(lines, choice, quoted), -number, choice, quoted)
             for number, choice in enumerate(choices) for quoted in ((True, False) if b'"' in text else (False,))]  # fmt: skip
    _, score, _, separator, quoted = max(tried)
    if score == 0.0 and config.separator == "auto":  # one column
        separator, quoted = ",", b'"' in text
    rows = _cells(lines, separator, quoted)
    decimal = config.decimal if config.decimal != "auto" else _decimal(rows, separator, like)
    header = config.header == "yes" if config.header != "auto" else looks_like_header(rows, like)
    return Dialect(separator, quoted, decimal, header)


def _first_lines(text: bytes) -> list[str]:
    sample = text[:SAMPLE]
    if len(text) > SAMPLE and b"\n" in sample:
        sample = sample[: sample.rindex(b"\n")]
    return [line for line in sample.decode("utf-8", "replace").splitlines() if line.strip()]


def _cells(lines: Sequence[str], separator: str, quoted: bool) -> list[list[str]]:
    if separator == " ":
        lines = [re.sub(r"[ \t]+", " ", line.strip()) for line in lines]
    quoting = csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE
    reader = csv.reader(
        (line + "\n" for line in lines), delimiter=separator, quoting=quoting, skipinitialspace=separator != " "
    )
    try:
        return [[cell.strip() for cell in row] for row in reader if row]
    except csv.Error:  # a quote that swallows more than a field may hold
        return []


def _familiar(lines: Sequence[str], separator: str, quoted: bool, like: TableForm | None) -> int:
    """How many cells of the first line are columns of the table seen before."""
    rows = [] if like is None else _cells(lines[:1], separator, quoted)
    return len(set(rows[0]) & set(like.columns)) if rows and like is not None else 0


def _score(lines: Sequence[str], separator: str, quoted: bool) -> float:
    """Share of lines with the usual number of cells, times the share of cells that need no other separator."""
    rows = _cells(lines, separator, quoted)
    if not rows:
        return 0.0
    width, usual = Counter(map(len, rows)).most_common(1)[0]
    if width < 2 or usual * (1.1 if separator == " " else 2) < len(rows):
        return 0.0
    cells = [cell for row in rows[:200] for cell in row]
    others = set(SEPARATORS) - {separator, " "}
    clean = sum(1 for cell in cells if NUMBER.fullmatch(cell) or not others & set(cell) or (quoted and len(cell) > 20))
    plain = (
        1.0
        if quoted or not any(cell.startswith('"') and cell.endswith('"') and len(cell) > 1 for cell in cells)
        else 0.9
    )
    blank = 0.8 if separator == " " else 1.0  # prose has blanks too
    return usual / len(rows) * clean / len(cells) * plain * blank


def _decimal(rows: Sequence[Sequence[str]], separator: str, like: TableForm | None) -> Literal[".", ","]:
    """ "," when more cells read 1,5 than 1.5. 1,234 is one or the other; it decides only between semicolons."""
    cells = [cell for row in rows for cell in row if cell and not cell.isalpha()]
    doubtful = [cell for cell in cells if THOUSANDS.fullmatch(cell)]
    clear = [cell for cell in cells if not THOUSANDS.fullmatch(cell)]
    commas = sum(1 for cell in clear if COMMA_NUMBER.fullmatch(cell))
    points = sum(1 for cell in clear if POINT_NUMBER.fullmatch(cell))
    if separator == ";" and not commas and not points:
        commas = sum(1 for cell in doubtful if cell.count(",") == 1 and "." not in cell)
    if commas == points and like is not None and separator != ",":
        return like.decimal
    return "," if commas > points else "."


def looks_like_header(rows: Sequence[Sequence[str]], like: TableForm | None = None) -> bool:
    """Whether the first row names columns. Each column votes: a word over numbers is for it; a number, or a word
    that comes again below, against. Without a verdict: yes, if all of its names are given and different.

    Of a table `like` one seen before: yes if it names that one's columns; without a verdict, as that one.
    """
    if like is not None and rows:
        familiar = len(set(rows[0]) & set(like.columns))
        if familiar and familiar * 2 >= min(len(rows[0]), len(like.columns)):
            return True
    if len(rows) < 2:
        return like is None or like.named
    first, body = list(rows[0]), rows[1:]
    if first[1:] == [str(number) for number in range(1, len(first))] and first[0] in ("", "0") and len(first) > 2:
        return True  # a data frame saved with its numbered columns
    values = [cell for cell in first if _is_value(cell)]
    named = [cell for cell in first if cell and cell not in MARKS]
    years = len(values) > 1 and len(values) < len(named) and all(re.fullmatch(r"(19|20)\d\d", cell) for cell in values)
    votes = 0
    for number, cell in enumerate(first):
        below = [row[number] for row in body if number < len(row) and row[number] not in MARKS]
        if _is_value(cell):
            votes -= not years
        elif cell in named and below:
            votes += sum(map(_is_value, below)) > 0.9 * len(below)
            votes -= cell in below
    if votes:
        return votes > 0
    if like is not None:
        return like.named
    return len(set(named)) == len(first) - first.count("")


def _is_value(cell: str) -> bool:
    return bool(NUMBER.fullmatch(cell) or DATE.fullmatch(cell)) or cell.lower() in ("true", "false", "inf")
