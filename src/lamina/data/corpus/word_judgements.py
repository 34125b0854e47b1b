"""Lists that people made to measure word vectors: pairs with how alike they are, and analogies.

word  word  number     WordSim-353, SimLex-999, MEN, RG-65, as .tsv, .csv or with blanks between
a b c d                analogies ("athens greece baghdad iraq"), with or without lines ": section"
"""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lamina.core.config import DataConfig
from lamina.core.errors import InputError
from lamina.core.files import missing
from lamina.data.encoding import to_utf8
from lamina.data.number_text import is_number

_CELLS = re.compile(r"\s*[,;\t]\s*|\s+")


@dataclass(frozen=True)
class Judgements:
    """pairs: (word, word, judgement), or questions: (a, b, c, d) by section; one of both is empty."""

    name: str
    pairs: tuple[tuple[str, str, float], ...] = ()
    questions: dict[str, tuple[tuple[str, str, str, str], ...]] | None = None


def read_judgements(source: Any, config: DataConfig, *, lower: bool) -> Judgements:
    """Read a file of pairs or analogies; lower: as the vocabulary, in lower case. Also a list of tuples.

    Lines that begin with "#" and a first line that names the columns are left out. Raises InputError for a line that is
    neither, naming it.
    """
    name, rows = _rows(source, config, lower)
    if not rows:
        raise InputError("embed.no_judgements", source=name)
    if len(rows[-1][1]) >= 4 and not is_number(rows[-1][1][2]):
        return Judgements(name, questions=_questions(rows, name))
    if len(rows) > 1 and len(rows[0][1]) >= 3 and not is_number(rows[0][1][2]):
        rows = rows[1:]  # names of the columns
    return Judgements(name, pairs=tuple(_pair(cells, line, name) for line, cells in rows))


def _rows(source: Any, config: DataConfig, lower: bool) -> tuple[str, list[tuple[int, list[str]]]]:
    """(name, [(line from 1, cells)]) without comments and empty lines."""
    if isinstance(source, str | Path):
        path = Path(source).expanduser()
        if not path.is_file():
            raise missing(path)
        text = to_utf8(path.read_bytes(), config.encoding, str(path))[0].decode("utf-8")
        lines, name = text.splitlines(), path.name
    elif isinstance(source, list | tuple) and all(isinstance(row, list | tuple) for row in source):
        lines, name = ["\t".join(map(str, row)) for row in source], "judgements"
    else:
        raise InputError("embed.no_judgements", source=type(source).__name__)
    numbered = ((number, line.strip()) for number, line in enumerate(lines, 1))
    kept = ((number, line.lower() if lower else line) for number, line in numbered if line and line[0] != "#")
    return name, [(number, [cell.strip('"') for cell in _CELLS.split(line)]) for number, line in kept]


def _pair(cells: list[str], line: int, name: str) -> tuple[str, str, float]:
    if len(cells) < 3 or not is_number(cells[2]):
        raise InputError("embed.bad_judgement", file=name, line=line, text=" ".join(cells)[:60])
    return cells[0], cells[1], float(cells[2])


def _questions(rows: list[tuple[int, list[str]]], name: str) -> dict[str, tuple[tuple[str, str, str, str], ...]]:
    section, found = "", {}
    for line, cells in rows:
        if cells[0].startswith(":"):
            section = " ".join(cells).lstrip(": ")
        elif len(cells) == 4:
            found.setdefault(section, []).append(tuple(cells))
        else:
            raise InputError("embed.bad_judgement", file=name, line=line, text=" ".join(cells)[:60])
    return {section: tuple(questions) for section, questions in found.items()}
