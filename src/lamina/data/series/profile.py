"""What `lamina data` says of a series: span, frequency, gaps, season, autocorrelation, and its columns."""

import numpy as np

from lamina.core.config import RunConfig
from lamina.core.errors import InputError
from lamina.core.records import ColumnProfile, Note, Profile
from lamina.data.prepared import Prepared
from lamina.data.series.columns import SeriesColumns, choose_columns
from lamina.data.series.prepared import prepare_series
from lamina.data.series.reading import Series, read_series
from lamina.data.series.season import autocorrelation
from lamina.data.tables.column_profile import profile_column
from lamina.data.tables.table import Table

TYPES = {"Float64": "number", "Boolean": "boolean", "Datetime": "date"}
MOST_LAGS = 48


def profile_series(table: Table, config: RunConfig) -> Profile:
    """The profile of a series. Where nothing could be trained, a note tells why."""
    prepared: Prepared | None = None
    columns: SeriesColumns | None = None
    notes: tuple[Note, ...] = table.notes
    try:
        columns = choose_columns(table, config.data)
        series = read_series(table, columns, config.data.gaps, config.data.frequency)
        notes = (*table.notes, _span(series))
        prepared = prepare_series(table, config)
        notes = (_span(series), *prepared.audit.notes, _likeness(series, prepared), prepared.audit.rule)
    except InputError as problem:
        notes = (*notes, Note(code=problem.code, parameters=problem.parameters))
    targets = columns.targets if columns is not None else config.data.target
    return Profile(
        source=table.source, kind="series", rows=len(table), task="forecast", target=", ".join(targets),
        columns=tuple(_column(table, name, columns) for name in table.frame.columns),
        parts=prepared.audit.parts if prepared else (), notes=notes,
    )  # fmt: skip


def _column(table: Table, name: str, columns: SeriesColumns | None) -> ColumnProfile:
    values = table.frame[name]
    kind = TYPES.get(str(values.dtype.base_type()), "category")
    role = "ignored"
    if columns is not None and name in (columns.time, columns.series):
        role = "time" if name == columns.time else "series"
    elif columns is not None and name in columns.variables:
        role = "target" if name in columns.targets else "input"
    return profile_column(values, kind, role, None)


def _span(series: Series) -> Note:
    """From when to when, in how many steps, of how many series."""
    ends = series.grid.texts(np.array([series.steps.min(), series.steps.max()]))
    told = {"first": ends[0], "last": ends[1], "steps": len(series), "series": len(series.names)}
    return Note(code="series.span", parameters={**told, "frequency": series.grid.name})


def _likeness(series: Series, prepared: Prepared) -> Note:
    """Autocorrelation of the first target over the training span of the longest series."""
    shape = prepared.spec.series
    assert shape is not None
    longest = int(np.argmax(np.diff(series.starts)))
    begin, end = int(series.starts[longest]), int(series.starts[longest + 1])
    steps = int((end - begin) * len(prepared.parts["train"]) / max(1, sum(map(len, prepared.parts.values()))))
    place = series.columns.variables.index(shape.targets[0])
    known = series.values[begin : begin + max(steps, shape.window), place]
    lags = min(MOST_LAGS, max(24, 2 * shape.season), len(known) // 2)
    values = [round(float(value), 3) for value in autocorrelation(known, lags)[1:]]
    return Note(code="series.autocorrelation", parameters={"target": shape.targets[0], "values": values})
