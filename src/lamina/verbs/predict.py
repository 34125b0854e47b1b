"""`lamina predict`: answers for raw rows or images, in class names or raw units."""

from pathlib import Path
from typing import Any

import polars as pl

from lamina.core.records import Note
from lamina.verbs.load import load
from lamina.verbs.run import Run


def predict(run: Run | str | Path, data: Any, *, probabilities: bool = False, crops: int = 1) -> pl.DataFrame:
    """A row per raw row: row (or file), answer, probability (classes), `outside`: what training never saw of the row.

    crops: 1, 2, 5 or 10 views of each image, whose answers are averaged (data.crops).
    """
    return answer(run, data, probabilities=probabilities, crops=crops)[0]


def answer(
    run: Run | str | Path, data: Any, *, probabilities: bool = False, crops: int = 1
) -> tuple[pl.DataFrame, tuple[Note, ...]]:
    """The same with what should be told of the rows as a whole."""
    return (run if isinstance(run, Run) else load(run)).answer(data, probabilities=probabilities, crops=crops)
