"""Is a target a class or a number? The guess is said, with the setting that overrules it."""

from typing import Literal

import polars as pl

from lamina.core.records import Note

FEW = 20  # most classes that whole numbers are taken for


def guess_task(values: pl.Series) -> tuple[Literal["classify", "regress"], tuple[Note, ...]]:
    """Words and yes/no: classify. Fractions: regress. Whole numbers: classify if they look like labels.

    Labels are two values, or 0 .. K-1 or 1 .. K without a gap, K at most 20 and at least five rows for each:
    0/1 of a survivor and the digits 0..9 are classes; grades 3..8, counts and prices are numbers.
    values: (n,) without missing, not a date.
    """
    name, unique = values.name, values.n_unique()
    told = {"target": name, "unique": unique}
    if values.dtype in (pl.String, pl.Boolean):
        return "classify", (Note(code="table.guess_words", parameters=told),)
    levels = sorted(values.unique().to_list())
    if any(level != round(level) for level in levels):
        return "regress", (Note(code="table.guess_fractions", parameters=told),)
    told |= {"low": int(levels[0]), "high": int(levels[-1])}
    gapless = levels == list(range(int(levels[0]), int(levels[0]) + unique)) and levels[0] in (0.0, 1.0)
    if unique == 2 or (gapless and unique <= FEW and unique * 5 <= len(values)):
        return "classify", (Note(code="table.guess_integer_classes", parameters=told),)
    return "regress", (Note(code="table.guess_integer_numbers", parameters=told),)
