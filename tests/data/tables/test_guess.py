"""Class or number?"""

from typing import Any

import polars as pl
import pytest

from lamina.data.tables.guess import guess_task


@pytest.mark.parametrize(
    ("values", "task", "code"),
    [
        ([0.5, 1.5, 2.5], "regress", "table.guess_fractions"),
        (["a", "b"], "classify", "table.guess_words"),
        ([True, False], "classify", "table.guess_words"),
        ([0.0, 1.0] * 3, "classify", "table.guess_integer_classes"),
        ([-1.0, 1.0] * 3, "classify", "table.guess_integer_classes"),
        ([float(i % 3) for i in range(30)], "classify", "table.guess_integer_classes"),
        ([float(1 + i % 10) for i in range(60)], "classify", "table.guess_integer_classes"),
        ([float(3 + i % 6) for i in range(60)], "regress", "table.guess_integer_numbers"),  # grades
        ([0.0, 2.0, 5.0] * 20, "regress", "table.guess_integer_numbers"),  # a gap
        ([1.0, 2.0, 3.0, 4.0, 5.0], "regress", "table.guess_integer_numbers"),  # one row each
        ([float(i % 21) for i in range(210)], "regress", "table.guess_integer_numbers"),  # too many
    ],
)
def test_guess_task(values: list[Any], task: str, code: str) -> None:
    found, notes = guess_task(pl.Series("y", values))
    assert (found, [note.code for note in notes]) == (task, [code])
