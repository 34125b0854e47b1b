"""Raw rows for a model of a series: all windows with their known next steps, or the newest window of each series."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import polars as pl
import torch
from numpy.typing import NDArray
from torch import Tensor

from lamina.core.config import DataConfig
from lamina.core.errors import InputError, nearest
from lamina.core.records import Note
from lamina.core.spec import DataSpec, NumberColumn, SeriesSpec
from lamina.data.detect import detect
from lamina.data.load import load
from lamina.data.series.columns import SeriesColumns
from lamina.data.series.reading import Series, read_series
from lamina.data.series.windows import filled_targets, targets, whole_origins, windows
from lamina.data.tables.align import align_names
from lamina.data.tables.encoded import Encoded
from lamina.data.tables.table import Table, build_table
from lamina.data.tables.typed import Known

READING = ("separator", "encoding", "decimal", "header", "sheet", "missing_marks")  # what of a DataConfig still counts


@dataclass(frozen=True)
class Future:
    """The newest window of each series, and the stamps of the steps after it.

    window: (S, L, V) float64; stamps: S lists of `horizon` texts; names: of the series, "" of a single one.
    """

    window: Tensor
    stamps: tuple[tuple[str, ...], ...]
    names: tuple[str, ...]
    notes: tuple[Note, ...] = ()


def encode_series(source: Any, spec: DataSpec, config: DataConfig | None = None) -> Encoded:
    """Every window of any table source that has its next steps there, with those as targets; origins in order.

    names: the stamp of the first step that is forecast. Raises InputError for missing columns, stamps beside the
    grid of training, and series shorter than window and horizon together.
    """
    series, notes = _read(source, spec, config or DataConfig())
    shape = _shape(spec)
    origins = whole_origins(series, shape.window, shape.horizon)
    if not len(origins):
        raise InputError(
            "series.short_to_score", steps=_longest(series), window=shape.window, horizon=shape.horizon
        )  # fmt: skip
    known = origins[~filled_targets(series, origins, shape.window, shape.horizon)]
    if not len(known):
        raise InputError("series.no_windows", window=shape.window, horizon=shape.horizon, filled=len(origins))
    if len(known) < len(origins):
        told = {"windows": len(origins) - len(known), "horizon": shape.horizon}
        notes = (*notes, Note(code="series.unknown_targets", parameters=told))
    return Encoded(
        inputs={"window": windows(series, known, shape.window)[:]},
        names=pl.DataFrame({"step": series.grid.texts(series.steps[known + shape.window])}),
        target=targets(series, known, shape.window, shape.horizon),
        notes=(*notes, *_outside(series, spec, np.arange(len(series)))),
    )


def encode_future(source: Any, spec: DataSpec, config: DataConfig | None = None) -> Future:
    """The last `window` steps of each series, whose next steps the source does not hold. Too short ones are refused."""
    series, notes = _read(source, spec, config or DataConfig())
    shape = _shape(spec)
    ends = series.starts[1:]
    for name, count in zip(series.names, np.diff(series.starts).tolist(), strict=True):
        if count < shape.window:
            raise InputError("series.short_to_forecast", steps=count, window=shape.window, name=name)
    ahead = np.arange(1, shape.horizon + 1)
    inside = np.concatenate([np.arange(end - shape.window, end) for end in ends.tolist()])
    return Future(
        window=windows(series, ends - shape.window, shape.window)[:],
        stamps=tuple(tuple(series.grid.texts(series.steps[end - 1] + ahead)) for end in ends.tolist()),
        names=series.names,
        notes=(*notes, *_outside(series, spec, inside)),
    )


def _shape(spec: DataSpec) -> SeriesSpec:
    assert spec.series is not None
    return spec.series


def _longest(series: Series) -> int:
    return int(np.diff(series.starts).max())


def _read(source: Any, spec: DataSpec, config: DataConfig) -> tuple[Series, tuple[Note, ...]]:
    """The series of a source, read as the training data was, and what should be told."""
    shape = _shape(spec)
    table, notes = _table(source, spec, config)
    columns = SeriesColumns(shape.time_column, shape.series_column, shape.variables, shape.targets)
    series = read_series(table, columns, shape.fill, shape.frequency, known=True)
    kept = [note for note in table.notes if note.code in ("table.mixed_cells", "table.month_first", "table.zoned")]
    return series, (*notes, *kept, *series.notes)


def _table(source: Any, spec: DataSpec, config: DataConfig) -> tuple[Table, tuple[Note, ...]]:
    shape = _shape(spec)
    marks = spec.form.missing_marks if spec.form is not None else ()
    asked: dict[str, Any] = {"kind": "table", **{name: getattr(config, name) for name in READING}}
    plain = DataConfig.model_validate({**asked, "missing_marks": tuple(dict.fromkeys((*config.missing_marks, *marks)))})
    detected = detect(source, plain)
    if detected.kind == "images":
        raise InputError("table.is_images", source=detected.name)
    first, *others = load(source, detected, plain, spec.form)
    known = _known(shape)
    names, told = first.frame.columns, ()
    if spec.form is not None:
        names, told = align_names(names, first.form.named, spec.form, list(known), [])
        first = replace(first, frame=first.frame.rename(dict(zip(first.frame.columns, names, strict=True))))
    _refuse_missing(names, list(known))
    return build_table(detected.name, [first, *others], plain, known), told


def _known(shape: SeriesSpec) -> dict[str, Known]:
    """The columns that the model needs, each as it was in training; None: any text."""
    known: dict[str, Known] = {name: NumberColumn(name=name) for name in shape.variables}
    if shape.time_column:
        dates = shape.frequency[-1:].isalpha()
        known[shape.time_column] = NumberColumn(
            name=shape.time_column, source="date" if dates else "number", date_format=shape.time_format
        )
    if shape.series_column:
        known[shape.series_column] = None
    return known


def _refuse_missing(names: Sequence[str], needed: Sequence[str]) -> None:
    missing = [name for name in needed if name not in names]
    if missing:
        free = [name for name in names if name not in needed]
        near = [[name, nearest(name, free)] for name in missing]
        raise InputError("data.columns_missing", columns=near, names=list(names))


def _outside(series: Series, spec: DataSpec, places: NDArray[np.int64]) -> tuple[Note, ...]:
    """One note for all variables with values beyond what the training span showed."""
    found = {}
    for index, column in enumerate(spec.numbers):
        values = series.values[places, index]
        low, high = column.quantiles[0], column.quantiles[-1]
        if count := int(((values < low) | (values > high)).sum()):
            found[column.name] = [count, low, high]
    return (Note(code="series.outside", parameters={"columns": found, "steps": len(places)}),) if found else ()


def as_rows(future: Future, answers: Tensor, shape: SeriesSpec) -> dict[str, list[Any]]:
    """Answers (S, Y * H) as columns, a row per series and step ahead: time (or step), the series' name, each target."""
    horizon = shape.horizon
    columns: dict[str, list[Any]] = {}
    if shape.series_column:
        columns[shape.series_column] = [name for name in future.names for _ in range(horizon)]
    columns[shape.time_column or "step"] = [stamp for stamps in future.stamps for stamp in stamps]
    steps = answers.reshape(len(answers), len(shape.targets), horizon)
    return columns | {name: torch.flatten(steps[:, index]).tolist() for index, name in enumerate(shape.targets)}
