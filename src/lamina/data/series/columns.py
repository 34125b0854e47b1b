"""What of a table is a series: its time, its names of series, its variables and targets; asked for, or recognised."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from lamina.core.config import DataConfig, RunConfig
from lamina.core.errors import InputError, nearest
from lamina.core.records import Note
from lamina.data.series.grid import find_grid
from lamina.data.tables.table import Table

LEAST_STEPS = 24  # of a table that is taken for a series unasked
FEW_REPEATS = 0.05  # most of its stamps that may stand there twice: a mistake, which is then refused or told
REGULAR = 0.9  # share of its distances in time that are one step
MOST_SERIES = 0.1  # distinct names, as a share of the rows, of a column that names the series
ASKING = (
    "time_column",
    "series_column",
    "window",
    "horizon",
    "season",
    "frequency",
    "gaps",
)  # settings that mean a series
DATE_LIKE = r"^\D{0,12}\d{1,4}[-/. 年]\s?(\d{1,2}|\w{3})\b"


@dataclass(frozen=True)
class SeriesColumns:
    """time, series: columns, "" where there are none. variables: of the windows, in file order; targets among them."""

    time: str
    series: str
    variables: tuple[str, ...]
    targets: tuple[str, ...]
    notes: tuple[Note, ...] = ()


def is_series(table: Table, config: RunConfig) -> bool:
    """Whether the table is to be forecast: as asked, else when it is ordered in regular time and holds numbers only."""
    data, task = config.data, config.task.task
    if task == "forecast" or data.kind == "series":
        return True
    default = DataConfig()
    if task == "auto" and data.kind == "auto" and any(getattr(data, n) != getattr(default, n) for n in ASKING):
        return True
    other = task != "auto" or data.kind != "auto" or data.split not in ("auto", "time") or table.given_part is not None
    if other or data.split_column or data.weight_column or data.types or len(table) < LEAST_STEPS:
        return False
    return _looks_so(table, data)


def choose_columns(table: Table, config: DataConfig, *, guessed: bool = False) -> SeriesColumns:
    """Time, variables and targets of a series; what is left out is told.

    Raises InputError where a column that is named does not exist, none is numeric, or a time cannot be read.
    """
    time = _time_column(table, config)
    for option in ("time_column", "series_column"):
        _check_named(option, getattr(config, option), table.frame.columns)
    series = config.series_column or (_naming_column(table, config, time) if time else "")
    rest = [name for name in table.frame.columns if name not in (time, series) and not _ignored(name, config)]
    numeric = [name for name in rest if table.frame[name].dtype in (pl.Float64, pl.Boolean)]
    numeric = [name for name in numeric if table.frame[name].null_count() < len(table)]
    targets = tuple(dict.fromkeys(config.target)) or tuple(numeric[-1:])
    if not targets:
        for name in reversed(rest):
            if told := _among_numbers(name, table):
                raise InputError("series.target_no_number", **told)
        raise InputError("series.no_numbers", source=table.source, names=table.frame.columns)
    for name in targets:
        _check_target(name, table, (time, series))
    variables = tuple(name for name in rest if name in numeric or name in targets)
    notes = [Note(code="series.guessed", parameters={"time": time, "series": series})] if guessed else []
    if not config.target:
        notes.append(Note(code="series.target_last", parameters={"target": targets[0], "variables": len(variables)}))
    if left := [name for name in rest if name not in variables]:
        notes.append(Note(code="series.left_out", parameters={"names": left}))
    return SeriesColumns(time, series, variables, targets, tuple(notes))


def could_be_series(table: Table, config: RunConfig) -> tuple[Note, ...]:
    """A note where nobody said what is learned, and a table that is no series by itself has a regular time and numbers."""
    data, default = config.data, DataConfig()
    asked = any(getattr(data, name) != getattr(default, name) for name in ("kind", "split", "split_column", "types"))
    if asked or config.task.task != "auto" or table.given_part is not None or len(table) < LEAST_STEPS:
        return ()
    frame = table.frame.select([name for name in table.frame.columns if not _ignored(name, data)])
    dates = [name for name in frame.columns if frame[name].dtype == pl.Datetime]
    numbers = [name for name in frame.columns if frame[name].dtype == pl.Float64 and frame[name].n_unique() > 2]
    named = [name for name in data.target if name in numbers]
    if len(dates) != 1 or not numbers or (data.target and not named) or frame[dates[0]].null_count():
        return ()
    if not _is_regular(frame, dates[0], _naming_column(table, data, dates[0])):
        return ()
    told = {"time": dates[0], "target": named[0] if named else numbers[-1], "named": bool(named)}
    return (Note(code="series.could_be", parameters=told),)


def distinct_times(frame: pl.DataFrame, time: str, series: str) -> list[np.ndarray]:
    """The distinct stamps of each series, ascending: datetime64[us] or numbers."""
    groups = frame.partition_by(series, maintain_order=True) if series else [frame]
    return [np.unique(group[time].drop_nulls().to_numpy()) for group in groups if group[time].null_count() < len(group)]


def _looks_so(table: Table, config: DataConfig) -> bool:
    """One column of dates that are distinct and regular (within each series), all others numbers."""
    frame = table.frame.select([name for name in table.frame.columns if not _ignored(name, config)])
    dates = [name for name in frame.columns if frame[name].dtype == pl.Datetime]
    texts = [name for name in frame.columns if frame[name].dtype == pl.String]
    target = config.target or tuple(frame.columns[-1:])
    if len(dates) != 1 or len(texts) > 1 or frame.width < 2 or frame[dates[0]].null_count():
        return False
    if any(name not in frame.columns or frame[name].dtype != pl.Float64 for name in target):
        return False
    if set(frame[target[0]].drop_nulls().head(1000).unique().to_list()) <= {0.0, 1.0}:
        return False
    series = _naming_column(table, config, dates[0])
    if bool(texts) != bool(series):
        return False
    return _is_regular(frame, dates[0], series)


def _is_regular(frame: pl.DataFrame, time: str, series: str) -> bool:
    """Whether the stamps are distinct and nearly all lie one step apart, within each series."""
    keys = [time, series] if series else [time]
    if frame.select(keys).n_unique() < (1 - FEW_REPEATS) * len(frame):
        return False
    stamps = [each for each in distinct_times(frame, time, series) if len(each) > 1]
    if not stamps:
        return False
    grid = find_grid(stamps)
    steps = np.concatenate([np.diff(grid.steps(each)) for each in stamps])
    return float((steps == 1).mean()) >= REGULAR


def _time_column(table: Table, config: DataConfig) -> str:
    """The column named, else the first of dates; "" where there is none."""
    frame = table.frame
    if config.time_column:
        _check_named("time_column", config.time_column, frame.columns)
        if frame[config.time_column].dtype not in (pl.Datetime, pl.Float64):
            raise _unread(table, config.time_column)
        return config.time_column
    known = [name for name in frame.columns if not _ignored(name, config)]
    dates = [name for name in known if frame[name].dtype == pl.Datetime]
    if not dates:
        for name in known:
            cells = frame[name].drop_nulls()
            texts = cells.dtype == pl.String and len(cells) > 0
            if texts and float(cells.str.contains(DATE_LIKE).mean() or 0) > REGULAR:  # type: ignore[arg-type]
                raise _unread(table, name)
    return dates[0] if dates else ""


def _unread(table: Table, name: str) -> InputError:
    """The error for times that are no dates, or dates in several formats: the first cell and the first of another shape."""
    cells = table.frame[name]
    shapes = cells.str.replace_all(r"\d", "0").fill_null("")
    other = [row for row in (shapes != shapes[0]).arg_true().to_list()]
    usual = [row for row in range(len(cells)) if shapes[row] == shapes[0]][:1]
    second = str(cells[other[0]]) if other else ""
    return InputError(
        "series.time_unread", column=name, value=str(cells[usual[0]]), other=second,
        **table.places(other or usual),
    )  # fmt: skip


def _naming_column(table: Table, config: DataConfig, time: str) -> str:
    """The one column of texts that names series, if the stamps are distinct within each of its values and not over all."""
    frame = table.frame
    texts = [name for name in frame.columns if frame[name].dtype == pl.String and not _ignored(name, config)]
    texts = [name for name in texts if name != time]
    if len(texts) != 1 or frame[texts[0]].null_count() or not frame[time].is_duplicated().any():
        return ""
    few = frame[texts[0]].n_unique() <= max(2, MOST_SERIES * len(frame))
    return texts[0] if few and not frame.select(time, texts[0]).is_duplicated().any() else ""


def _check_named(option: str, name: str, names: Sequence[str]) -> None:
    if name and name not in names:
        raise InputError(
            "table.no_such_column", option=option, name=name, nearest=nearest(name, names), names=list(names)
        )


def _check_target(name: str, table: Table, taken: tuple[str, str]) -> None:
    names = table.frame.columns
    if name not in names:
        raise InputError("table.no_target", target=name, nearest=nearest(name, names), names=names)
    if name in taken:
        raise InputError("series.target_is_time", target=name)
    values = table.frame[name]
    if values.dtype not in (pl.Float64, pl.Boolean):
        bad = values.is_not_null().arg_true().to_list()[:5]
        told = {"target": name, "value": str(values[bad[0]]) if bad else "", **table.places(bad)}
        raise InputError("series.target_no_number", **(_among_numbers(name, table) or told))
    if values.null_count() == len(values):
        raise InputError("table.target_all_missing", target=name, rows=len(values))


def _among_numbers(name: str, table: Table) -> dict[str, Any]:
    """What is no number in a column that is one but for a few cells; nothing of any other column."""
    for note in table.notes:
        if note.code == "table.mixed_text" and note.parameters["column"] == name:
            places = {key: note.parameters[key] for key in ("places", "count", "unit", "file")}
            return {"target": name, "value": note.parameters["values"][0], **places}
    return {}


def _ignored(name: str, config: DataConfig) -> bool:
    return name in config.ignore or config.types.get(name) == "drop"
