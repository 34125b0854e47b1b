"""From a table to series on a regular grid: sorted, repeats judged, gaps closed; all of it counted and listed."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lamina.core.errors import InputError
from lamina.core.records import Note
from lamina.data.series.columns import SeriesColumns, distinct_times
from lamina.data.series.grid import Grid, Stamps, counting_grid, find_grid, grid_of
from lamina.data.tables.table import Table
from lamina.data.tables.values import number_cells

Fill = Literal["interpolate", "last", "refuse"]
MOST_FILLED = 0.5  # share of the steps of a series that may be missing


@dataclass(frozen=True)
class Series:
    """One or several series, one after the other, without gaps.

    values: (T, V) of `columns.variables`; filled: (T, V) what the file does not hold; steps: (T,) step of the grid;
    rows: (T,) row of the file, -1 of a step that it lacks; starts: (S + 1,) where each series begins, and T.
    """

    columns: SeriesColumns
    grid: Grid
    values: NDArray[np.float64]
    filled: NDArray[np.bool_]
    steps: NDArray[np.int64]
    rows: NDArray[np.int64]
    starts: NDArray[np.int64]
    names: tuple[str, ...]
    notes: tuple[Note, ...] = ()

    def __len__(self) -> int:
        return len(self.steps)


@dataclass(frozen=True)
class _Piece:
    """One series: its steps (n,), rows (n,), values (n, V) as the file has them."""

    steps: NDArray[np.int64]
    rows: NDArray[np.int64]
    values: NDArray[np.float64]


def read_series(
    table: Table, columns: SeriesColumns, gaps: str = "auto", frequency: str = "auto", *, known: bool = False
) -> Series:
    """The series of a table. gaps: last (auto) repeats the value before, interpolate, or refuse; also said of repeats.

    frequency: "auto", or of the steps; `known`: the one that a model was trained on, where "" means none.
    Raises InputError for stamps that are missing or lie beside the grid, for repeats that contradict one another, and
    for gaps where they are refused; each with its places.
    """
    numbers = [number_cells(table.frame[name]) for name in columns.variables]
    values = np.stack(numbers, axis=1)
    grid, steps = _place(table, columns, frequency, known)
    groups = _groups(table, columns)
    notes: list[Note] = []
    pieces = [_sorted(_Piece(steps[rows], rows, values[rows]), table, notes) for rows in groups.values()]
    pieces = [_distinct(piece, table, columns, gaps, notes) for piece in pieces]
    notes = _together(notes)
    closed = [_closed(piece, gaps) for piece in pieces]
    if gaps == "refuse":
        _refuse_gaps(closed, table, columns, grid)
    notes += _told_gaps(closed, columns, grid, "last" if gaps == "auto" else gaps, tuple(groups))
    starts = np.cumsum([0, *(len(item[0].steps) for item in closed)])
    return Series(
        columns=columns, grid=grid, starts=starts, names=tuple(groups), notes=(*columns.notes, *notes),
        values=np.concatenate([piece.values for piece, _ in closed]),
        filled=np.concatenate([filled for _, filled in closed]),
        steps=np.concatenate([piece.steps for piece, _ in closed]),
        rows=np.concatenate([np.where(piece.rows < 0, -1, table.row_ids[piece.rows]) for piece, _ in closed]),
    )  # fmt: skip


def _place(table: Table, columns: SeriesColumns, frequency: str, known: bool) -> tuple[Grid, NDArray[np.int64]]:
    """The grid, and the step of every row."""
    if not columns.time:
        grid, counted = counting_grid(), np.zeros(len(table), dtype=np.int64)
        for rows in _groups(table, columns).values():
            counted[rows] = np.arange(len(rows))
        return grid, counted
    times = table.frame[columns.time]
    if len(empty := times.is_null().arg_true()):
        raise InputError("series.no_time", column=columns.time, **table.places(empty.to_numpy()))
    stamps = distinct_times(table.frame, columns.time, columns.series)
    grid = grid_of(frequency, stamps) if known else find_grid(stamps, frequency)
    steps = grid.steps(_stamps(times))
    beside = np.flatnonzero(~(steps == np.round(steps)))
    if len(beside):
        told = {"column": columns.time, "frequency": grid.name, "values": [str(times[int(row)]) for row in beside[:3]]}
        raise InputError("series.irregular", **told, rows=len(table), **table.places(beside))
    return grid, steps.astype(np.int64)


def _stamps(times: pl.Series) -> Stamps:
    return times.to_numpy()


def _groups(table: Table, columns: SeriesColumns) -> dict[str, NDArray[np.int64]]:
    """Name of each series -> its rows, in the order of the file."""
    if not columns.series:
        return {"": np.arange(len(table))}
    names = table.frame[columns.series].cast(pl.String).fill_null("")
    groups = names.to_frame("name").with_row_index("row").group_by("name", maintain_order=True).agg("row")
    return {str(name): np.asarray(rows, dtype=np.int64) for name, rows in groups.iter_rows()}


def _sorted(piece: _Piece, table: Table, notes: list[Note]) -> _Piece:
    wrong = np.flatnonzero(np.diff(piece.steps) < 0) + 1
    if not len(wrong):
        return piece
    notes.append(Note(code="series.sorted", parameters=table.places(piece.rows[wrong])))
    order = np.argsort(piece.steps, kind="stable")
    return _Piece(piece.steps[order], piece.rows[order], piece.values[order])


def _distinct(piece: _Piece, table: Table, columns: SeriesColumns, gaps: str, notes: list[Note]) -> _Piece:
    """One row a stamp: equal repeats are dropped; contradicting ones are averaged (interpolate), the last taken, or refused."""
    again = np.flatnonzero(np.diff(piece.steps) == 0) + 1
    if not len(again):
        return piece
    places = table.places(piece.rows[again])
    first, values = np.flatnonzero(np.diff(piece.steps, prepend=piece.steps[0] - 1)), piece.values
    same = (values[again] == values[again - 1]) | (np.isnan(values[again]) & np.isnan(values[again - 1]))
    if same.all():
        notes.append(Note(code="series.repeated_equal", parameters=places))
        return _Piece(piece.steps[first], piece.rows[first], values[first])
    stamp = str(table.frame[columns.time][int(piece.rows[again[0]])]) if columns.time else ""
    if gaps in ("auto", "refuse"):
        raise InputError("series.repeated", column=columns.time, value=stamp, **places)
    notes.append(Note(code="series.repeated_joined", parameters={"how": gaps, **places}))
    last = np.append(first[1:], len(piece.steps)) - 1
    if gaps == "last":
        return _Piece(piece.steps[last], piece.rows[last], values[last])
    present = ~np.isnan(values)
    sums = np.add.reduceat(np.where(present, values, 0.0), first)
    counts = np.add.reduceat(present.astype(np.int64), first)
    return _Piece(piece.steps[first], piece.rows[first], np.where(counts > 0, sums / np.maximum(counts, 1), np.nan))


def _closed(piece: _Piece, gaps: str) -> tuple[_Piece, NDArray[np.bool_]]:
    """Every step of the grid between the first and the last row, filled; and what was filled. Empty beginnings are cut."""
    count = int(piece.steps[-1] - piece.steps[0]) + 1
    if count > 2 + len(piece.steps) / (1 - MOST_FILLED):
        raise InputError("series.mostly_gaps", steps=count, rows=len(piece.steps))
    at = piece.steps - piece.steps[0]
    values = np.full((count, piece.values.shape[1]), np.nan)
    values[at] = piece.values
    rows = np.full(count, -1, dtype=np.int64)
    rows[at] = piece.rows
    missing = np.isnan(values)
    begin = int(missing.argmin(axis=0).max()) if not missing.all(axis=0).any() else 0
    steps = piece.steps[0] + np.arange(count)
    values, missing = values[begin:], missing[begin:]
    filled = _interpolated(values, missing) if gaps == "interpolate" else _repeated(values, missing)
    return _Piece(steps[begin:], rows[begin:], filled), missing


def _repeated(values: NDArray[np.float64], missing: NDArray[np.bool_]) -> NDArray[np.float64]:
    """The last value before each gap."""
    last = np.maximum.accumulate(np.where(missing, 0, np.arange(len(values))[:, None]), axis=0)
    return np.take_along_axis(values, last, axis=0)


def _interpolated(values: NDArray[np.float64], missing: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Straight lines over the gaps; behind the last value that value."""
    filled, at = values.copy(), np.arange(len(values))
    for column in range(values.shape[1]):
        gone = missing[:, column]
        if gone.any() and not gone.all():
            filled[gone, column] = np.interp(at[gone], at[~gone], values[~gone, column])
    return filled


def _refuse_gaps(
    closed: list[tuple[_Piece, NDArray[np.bool_]]], table: Table, columns: SeriesColumns, grid: Grid
) -> None:
    for piece, missing in closed:
        gone = np.flatnonzero(missing.any(axis=1))
        if len(gone):
            names = [name for index, name in enumerate(columns.variables) if missing[:, index].any()]
            raise InputError(
                "series.gaps_refused", steps=len(gone), names=names, stamps=grid.texts(piece.steps[gone[:5]])
            )


def _told_gaps(
    closed: list[tuple[_Piece, NDArray[np.bool_]]],
    columns: SeriesColumns,
    grid: Grid,
    gaps: str,
    names: tuple[str, ...],
) -> list[Note]:
    """How many steps the files lack, where, and how they were closed; and values that are missing in rows that exist."""
    lacking = [(name, piece, np.flatnonzero(piece.rows < 0)) for name, (piece, _) in zip(names, closed, strict=True)]
    steps = sum(len(gone) for _, _, gone in lacking)
    cells = {
        name: sum(int((missing[:, i] & (piece.rows >= 0)).sum()) for piece, missing in closed)
        for i, name in enumerate(columns.variables)
    }
    cells = {name: count for name, count in cells.items() if count}
    if not steps and not cells:
        return []
    stamps = [
        " ".join(filter(None, (name, text)))
        for name, piece, gone in lacking
        for text in grid.texts(piece.steps[gone[:5]])
    ]
    told = {"steps": steps, "stamps": stamps[:5], "cells": cells, "of": sum(len(piece.steps) for piece, _ in closed)}
    return [Note(code="series.filled", parameters={**told, "how": gaps})]


def _together(notes: list[Note]) -> list[Note]:
    """Notes of one code, told of several series, as one."""
    joined: dict[str, Note] = {}
    for note in notes:
        before = joined.get(note.code)
        if before is None:
            joined[note.code] = note
            continue
        told = {**before.parameters, "count": before.parameters["count"] + note.parameters["count"]}
        told["places"] = [*before.parameters["places"], *note.parameters["places"]][:5]
        joined[note.code] = Note(code=note.code, parameters=told)
    return list(joined.values())
