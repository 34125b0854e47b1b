"""Given validation and test files brought under the columns of the data."""

from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from lamina.core.errors import InputError, nearest
from lamina.core.records import Note
from lamina.data.load import Loaded
from lamina.data.tables.align import align_names


def append_given(blocks: Sequence[Loaded]) -> tuple[list[Loaded], tuple[Note, ...]]:
    """Every block with the columns of the first, in its order, and all notes.

    Raises InputError for a column that a given file lacks; one that only it has is left out, with a note.
    """
    names = blocks[0].frame.columns
    notes = list(blocks[0].notes)
    same = [blocks[0]]
    for block in blocks[1:]:
        file = block.name or block.part
        own, told = align_names(block.frame.columns, block.form.named, blocks[0].form, names)
        block = replace(block, frame=block.frame.rename(dict(zip(block.frame.columns, own, strict=True))))
        notes += told
        missing = [name for name in names if name not in block.frame.columns]
        if missing:
            raise InputError(
                "table.given_lacks", file=file, part=block.part, names=missing,
                nearest=nearest(missing[0], [name for name in block.frame.columns if name not in names]),
            )  # fmt: skip
        added = [name for name in block.frame.columns if name not in names]
        notes += block.notes
        if added:
            notes.append(Note(code="table.given_adds", parameters={"file": file, "names": added}))
        notes.append(
            Note(code="table.given_part", parameters={"file": file, "part": block.part, "rows": len(block.frame)})
        )
        same.append(replace(block, frame=block.frame.select(names)))
    return same, tuple(notes)


def without_trailing_dots(
    parts: Sequence[pl.Series], blocks: Sequence[Loaded]
) -> tuple[list[pl.Series], tuple[Note, ...]]:
    """Given files that end every value of a column with a full stop, as adult-test.csv does ("<=50K.").

    The stop is taken off only where it is plain what it is: all values have it, none of the training file's has,
    and without it each is a value of the training file.
    """
    known = parts[0]
    if len(parts) == 1 or any(part.dtype != pl.String for part in parts):
        return list(parts), ()
    result, notes = [known], []
    values = None
    for part, block in zip(parts[1:], blocks[1:], strict=True):
        filled = part.str.strip_chars().drop_nulls()
        filled = filled.filter(filled.is_in(["", "?", "NA"]).not_())
        if len(filled) and filled.str.ends_with(".").all():
            values = known.str.strip_chars().unique().drop_nulls() if values is None else values
            bare = filled.str.strip_suffix(".")
            numbers = bare.cast(pl.Float64, strict=False).is_not_null().any()
            if not numbers and not values.str.ends_with(".").any() and bare.is_in(values.to_list()).all():
                part = part.str.strip_chars().str.strip_suffix(".")
                file = block.name or block.part
                notes.append(Note(code="table.trailing_dot", parameters={
                    "column": known.name, "file": file, "example": str(filled[0]), "count": len(filled)}))  # fmt: skip
        result.append(part)
    return result, tuple(notes)
