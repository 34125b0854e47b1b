"""Names: of columns, made fit for use (no blanks around them, none empty, none twice); of classes, in natural order."""

import re
from collections.abc import Iterable, Sequence

from lamina.core.records import Note


def tidy_names(names: Sequence[str], file: str) -> tuple[list[str], tuple[Note, ...]]:
    """(names stripped, empty ones called column3, doubled ones name_2; a note where a name was made up)."""
    tidy: list[str] = []
    unnamed, doubled = [], []
    for number, name in enumerate(names, start=1):
        wanted = name.strip().removeprefix("\ufeff") or f"column{number}"
        if not name.strip():
            unnamed.append(wanted)
        unique, copy = wanted, 1
        while unique in tidy or (copy > 1 and unique in names):
            copy += 1
            unique = f"{wanted}_{copy}"
        if copy > 1:
            doubled.append(unique)
        tidy.append(unique)
    notes = []
    if unnamed:
        notes.append(Note(code="table.unnamed_columns", parameters={"file": file, "names": unnamed}))
    if doubled:
        notes.append(Note(code="table.doubled_columns", parameters={"file": file, "names": doubled}))
    return tidy, tuple(notes)


def natural_order(names: Iterable[str]) -> tuple[str, ...]:
    """Names in the order a person expects: -1 before 1, 2 before 10, grade 9 before grade 10."""
    return tuple(sorted(names, key=natural_key))


def natural_key(name: str) -> tuple[tuple[int, float, str], ...]:
    """Sort key: numbers by value, then text, whose runs of digits count as numbers."""
    if re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", name):
        return ((0, float(name), name),)
    pieces = [piece for piece in re.split(r"([0-9]+)", name) if piece]
    keys = [(1, float(piece), "") if piece[0] in "0123456789" else (2, 0.0, piece.casefold()) for piece in pieces]
    return (*keys, (3, 0.0, name))
