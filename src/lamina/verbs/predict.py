"""`lamina predict`: answers for raw rows or images, in class names or raw units."""

from pathlib import Path
from typing import Any

import polars as pl
from torch import nn

from lamina.core.records import Note
from lamina.verbs.load import opened
from lamina.verbs.run import Run


def predict(
    run: Run | str | Path,
    data: Any,
    *,
    probabilities: bool = False,
    crops: int = 1,
    network: nn.Module | str | None = None,
) -> pl.DataFrame:
    """A row per raw row: its name, answer, probability (classes), `outside`: what training never saw of the row.

    The name is the line of a text file, the row (from 0) of a frame, an array or a Parquet file, the file of an image.

    crops: 1, 2, 5 or 10 views of each image, whose answers are averaged (data.crops).
    network: your own, where the run is of one: the module, or `file.py:Class`.
    """
    return answer(run, data, probabilities=probabilities, crops=crops, network=network)[0]


def answer(
    run: Run | str | Path,
    data: Any,
    *,
    probabilities: bool = False,
    crops: int = 1,
    network: nn.Module | str | None = None,
) -> tuple[pl.DataFrame, tuple[Note, ...]]:
    """The same with what should be told of the rows as a whole."""
    return opened(run, network).answer(data, probabilities=probabilities, crops=crops)
