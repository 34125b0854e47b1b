"""Which columns of a table hold free text, so that a table of texts and an answer is read as texts."""

import re
from collections.abc import Iterable, Mapping, Sequence

from lamina.core.config import DataConfig

LONG = 4.0  # mean number of words from which mostly different cells are free text
LONG_UNSPACED = 6.0  # the same in characters of scripts without blanks
DIFFERENT = 0.5  # share of different cells
FEWEST = 3  # cells that say something
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")


def is_free_text(cells: Sequence[str]) -> bool:
    """Whether cells read like sentences: several words (or Chinese characters) each, and mostly different."""
    filled = [cell for cell in cells if cell.strip()]
    if len(filled) < FEWEST or len(set(filled)) < DIFFERENT * len(filled):
        return False
    words = sum(len(cell.split()) for cell in filled)
    letters = [sum(sign.isalpha() for sign in cell) for cell in filled]
    signs = sum(len(_UNSPACED.findall(cell)) for cell in filled)
    if 2 * sum(letters) < sum(len("".join(cell.split())) for cell in filled):  # dates, numbers, codes
        return False
    return words >= LONG * len(filled) or signs >= LONG_UNSPACED * len(filled)


def asks_for_texts(config: DataConfig) -> bool:
    """Whether a table may be read as texts: nothing is asked for that only other kinds of data have."""
    return config.kind == "text" or (config.kind == "auto" and not (config.types or config.time_column))


def find_texts(columns: Mapping[str, Sequence[str]], config: DataConfig) -> list[str]:
    """The columns of free text, where the rest of a table is no more than an answer; else [].

    columns: name -> some of its cells. Those that are asked for are taken as they are. The target is never a text;
    columns with another role (weight, group), and such as only number the rows, count as nothing. A table with other
    inputs stays a table.
    """
    if config.text_column:
        return [
            named(asked, columns) or asked for asked in config.text_column
        ]  # an unknown one is told when it is read
    target = {named(asked, columns) for asked in config.target}
    taken = {config.weight_column, config.split_column, *config.ignore}
    free = {name: cells for name, cells in columns.items() if name not in taken and name not in target}
    texts = [name for name, cells in free.items() if is_free_text(cells)]
    others = [name for name, cells in free.items() if name not in texts and not _numbers_rows(cells)]
    return texts if (not others if target else len(others) == 1) else []


def named(asked: str, names: Iterable[str]) -> str:
    """The column that is asked for, by name or (of a file without names) by number from 1; "" where there is none."""
    known = list(names)
    return asked if asked in known else f"column{asked}" if f"column{asked}" in known else ""


def _numbers_rows(cells: Sequence[str]) -> bool:
    """Whole numbers that all differ: row numbers and ids."""
    return len(cells) >= FEWEST and len(set(cells)) == len(cells) and all(cell.strip().isdecimal() for cell in cells)
