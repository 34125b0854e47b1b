"""`lamina predict`: answers for raw rows or images, in class names or raw units."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import polars as pl
from torch import nn

from lamina.core.errors import InputError
from lamina.core.records import Note
from lamina.core.spec import DataSpec
from lamina.verbs.load import load, opened
from lamina.verbs.run import Run

_WHOLE = re.compile(r"-?(0|[1-9]\d{0,17})")  # as a program writes it, in 64 bits


def predict(
    run: Run | str | Path,
    data: Any = None,
    *,
    probabilities: bool = False,
    crops: int = 1,
    network: nn.Module | str | None = None,
    **options: Any,
) -> pl.DataFrame:
    """A row per raw row: its name, answer, probability (classes), `outside`: what training never saw of the row.

    The name is the line of a text file, the row (from 0) of a frame, an array or a Parquet file, the file of an image.

    crops: 1, 2, 5 or 10 views of each image, whose answers are averaged (data.crops).
    network: your own, where the run is of one: the module, or `file.py:Class`.
    options: of models that write: prompt (in place of data), temperature, top_k, top_p, beam, length, seed.
    """
    return answer(run, data, probabilities=probabilities, crops=crops, network=network, **options)[0]


def answer(
    run: Run | str | Path,
    data: Any = None,
    *,
    probabilities: bool = False,
    crops: int = 1,
    network: nn.Module | str | None = None,
    **options: Any,
) -> tuple[pl.DataFrame, tuple[Note, ...]]:
    """The same with what should be told of the rows as a whole."""
    return opened(run, network).answer(data, probabilities=probabilities, crops=crops, **options)


def answers_of_each(
    run: str | Path,
    sources: Sequence[str],
    *,
    probabilities: bool,
    crops: int,
    network: nn.Module | str | None = None,
    **options: Any,
) -> tuple[pl.DataFrame, DataSpec, tuple[Note, ...]]:
    """The answers for one source, or for several images or texts, one below the other; what they mean, what is to be told.

    Without a source what is written on the prompt of the options.
    """
    held = load(run, network=network)
    spec = held.model.spec
    asked = {"probabilities": probabilities, "crops": crops, **options}
    if len(sources) > 1 and spec.kind in ("text", "pairs") and not any(map(_exists, sources)):
        frame, told = held.answer(list(sources), **asked)  # texts as they were typed
        return frame, spec, told
    if len(sources) > 1 and spec.kind != "images":
        raise InputError("cli.one_data", path=sources[1])
    found = [held.answer(source, **asked) for source in sources or (None,)]
    notes = {note.model_dump_json(): note for _, told in found for note in told}
    return pl.concat([frame for frame, _ in found]), spec, tuple(notes.values())


def _exists(source: str) -> bool:
    try:
        return Path(source).expanduser().exists()
    except (OSError, ValueError):  # longer than a name can be
        return False


def answers_as_json(frame: pl.DataFrame, spec: DataSpec) -> pl.DataFrame:
    """The answers with numbers as numbers: numbers of rows, and classes that are whole numbers; file names stay texts."""
    whole = {name for name in frame.columns[:1] if name != "file"}
    for target in spec.targets:
        if target.classes and all(_WHOLE.fullmatch(name) for name in target.classes):
            whole.add("answer" if len(spec.targets) == 1 else target.name)
    texts = [name for name in whole if name in frame.columns and frame[name].dtype == pl.String]
    kept = [name for name in texts if all(_WHOLE.fullmatch(text or "") for text in frame[name])]
    return frame.with_columns(pl.col(kept).cast(pl.Int64)) if kept else frame
