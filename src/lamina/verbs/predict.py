"""`lamina predict`: answers for raw rows or images, in class names or raw units."""

from pathlib import Path
from typing import Any

import polars as pl

from lamina.verbs.load import load
from lamina.verbs.run import Run


def predict(run: Run | str | Path, data: Any, *, probabilities: bool = False) -> pl.DataFrame:
    """A row per raw row: row (or file), answer, probability (classes), `outside`: what training never saw of the row."""
    return (run if isinstance(run, Run) else load(run)).predict(data, probabilities=probabilities)
