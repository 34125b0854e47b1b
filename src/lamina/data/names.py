"""Column names as a file has them, made fit for use: no blanks around them, none empty, none twice."""

from collections.abc import Sequence

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
