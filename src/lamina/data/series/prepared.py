"""From a table to windows that training takes: split by time first, then everything fitted on the training span alone."""

from dataclasses import replace
from typing import Any, Literal

import numpy as np
import torch

from lamina.core.batch import Part
from lamina.core.config import RunConfig
from lamina.core.errors import InputError
from lamina.core.records import Audit, Note, PartSummary, Statistic
from lamina.core.spec import DataSpec, SeriesSpec, TargetSpec
from lamina.data.audit import QUARTILES, row_ids_hash
from lamina.data.finish import TargetScale
from lamina.data.prepared import Prepared
from lamina.data.series.columns import choose_columns
from lamina.data.series.naive import better_season, naive_errors
from lamina.data.series.reading import Series, read_series
from lamina.data.series.scale import SeriesScale, fit_series_scale, step_scale
from lamina.data.series.season import Lengths, find_lengths
from lamina.data.series.windows import Borders, cut_parts, find_borders, target_places
from lamina.data.tables.fit_numbers import OCTILES, describe_numbers
from lamina.data.tables.table import Table

Gaps = Literal["auto", "last", "interpolate", "refuse"]
LARGEST = 1e150  # of a target: squared errors must stay finite


def prepare_series(table: Table, config: RunConfig, fold: int | None = None) -> Prepared:
    """Columns, grid, gaps, lengths and borders; then scale and quantiles of the training span. fold: of config.data.folds.

    Raises InputError for data that cannot be forecast: see `read_series`, `find_lengths` and `find_borders`.
    """
    data = config.data
    _refuse_unfit(table, config)
    guessed = config.task.task == "auto" and data.kind == "auto"
    series = read_series(table, choose_columns(table, data, guessed=guessed), data.gaps, data.frequency)
    lengths, borders = _cut(series, config, fold)
    series, left = _varying(series, borders)
    parts, unknown = cut_parts(series, borders, lengths.window, lengths.horizon)
    if "train" not in parts:
        raise InputError("series.no_windows", window=lengths.window, horizon=lengths.horizon, filled=unknown)
    known = series.values[borders.training(series)]
    prepare = fit_series_scale(known, data.scale)
    scale = step_scale(prepare, target_places(series), lengths.horizon)
    spec = _spec(table, series, lengths, borders, data.gaps, parts["train"])
    notes = [*table.notes, *series.notes, *left, *lengths.notes]
    notes += _short_series(series, lengths)
    if unknown:
        notes.append(Note(code="series.unknown_targets", parameters={"windows": unknown, "horizon": lengths.horizon}))
    notes += _empty_parts(parts, config, lengths)
    audit = _audit(table, series, borders, parts, spec, (prepare, scale), tuple(notes))
    return Prepared(spec, parts, prepare, scale.raw_units(), scale, audit)


def series_settings(spec: DataSpec) -> dict[str, Any]:
    """What "auto" became, by the flat names of the configuration."""
    series = spec.series
    if series is None:
        return {}
    return {
        "kind": "series", "window": series.window, "horizon": series.horizon, "season": series.season,
        "gaps": series.fill, "time_column": series.time_column, "series_column": series.series_column,
        "target": series.targets,
    }  # fmt: skip


def _refuse_unfit(table: Table, config: RunConfig) -> None:
    """Settings that cannot mean anything for a series."""
    if config.task.task in ("classify", "regress"):
        raise InputError("series.other_task", task=config.task.task)
    if table.given_part is not None:
        raise InputError("series.given_parts")
    if config.data.split not in ("auto", "time"):
        raise InputError("series.other_split", split=config.data.split)
    if config.data.weight_column:
        raise InputError("series.weights", column=config.data.weight_column)


def _cut(series: Series, config: RunConfig, fold: int | None) -> tuple[Lengths, Borders]:
    """Lengths and borders; the borders need the horizon, and the lengths that nobody asked for the training span."""
    first = find_borders(series, config.data, 1, fold)
    lengths = find_lengths(series, config.data, _training_steps(series, first))
    borders = find_borders(series, config.data, lengths.horizon, fold)
    return find_lengths(series, config.data, _training_steps(series, borders)), borders


def _training_steps(series: Series, borders: Borders) -> int:
    """Steps of the longest series within the training span."""
    inside = borders.training(series)
    return max(int(part.sum()) for part in np.split(inside, series.starts[1:-1]))


def _varying(series: Series, borders: Borders) -> tuple[Series, list[Note]]:
    """The series without variables that say nothing in the training span; a target that does not vary is refused."""
    known = series.values[borders.training(series)]
    constant = known.max(axis=0) == known.min(axis=0)
    names = np.array(series.columns.variables)
    for name in series.columns.targets:
        place = series.columns.variables.index(name)
        if constant[place]:
            always = bool((series.values[:, place] == known[0, place]).all())
            raise InputError(
                "series.constant",
                target=name,
                value=f"{known[0, place]:g}",
                steps=len(series if always else known),
                always=always,
            )
        if (huge := np.abs(series.values[:, place]) > LARGEST).any():
            raise InputError("series.huge", target=name, value=f"{series.values[huge.argmax(), place]:.3g}")
    if not constant.any():
        return series, []
    columns = replace(series.columns, variables=tuple(names[~constant].tolist()))
    kept = replace(
        series,
        columns=columns,
        values=np.ascontiguousarray(series.values[:, ~constant]),
        filled=series.filled[:, ~constant],
    )
    return kept, [Note(code="series.left_out_constant", parameters={"names": names[constant].tolist()})]


def _spec(table: Table, series: Series, lengths: Lengths, borders: Borders, gaps: Gaps, train: Part) -> DataSpec:
    columns, inside = series.columns, borders.training(series)
    known = series.values[inside]
    numbers = tuple(describe_numbers(known[:, i], name, "number") for i, name in enumerate(columns.variables))
    quantiles = {
        name: tuple(np.quantile(known[:, columns.variables.index(name)], OCTILES).tolist()) for name in columns.targets
    }
    targets = tuple(
        TargetSpec(name=f"{name} +{step}", quantiles=quantiles[name])
        for name in columns.targets
        for step in range(1, lengths.horizon + 1)
    )
    described = SeriesSpec(
        variables=columns.variables, targets=columns.targets, window=lengths.window, horizon=lengths.horizon,
        time_column=columns.time, time_format=table.date_formats.get(columns.time, ""), series_column=columns.series, frequency=series.grid.name, season=lengths.season,
        fill="last" if gaps == "auto" else gaps, naive_errors=naive_errors(series, inside, lengths.season),
        naive_season=better_season(train, lengths.season, lengths.window, lengths.horizon, target_places(series)),
    )  # fmt: skip
    return DataSpec(kind="series", task="forecast", numbers=numbers, series=described, form=table.form, targets=targets)


def _short_series(series: Series, lengths: Lengths) -> list[Note]:
    """One note for the series of several that have no window with its next steps."""
    need = lengths.window + lengths.horizon
    short = [
        f"{name} ({count:,})"
        for name, count in zip(series.names, np.diff(series.starts).tolist(), strict=True)
        if count < need
    ]
    told = {"names": short, "of": len(series.names), "window": lengths.window, "horizon": lengths.horizon}
    return [Note(code="series.short_series", parameters=told)] if short else []


def _empty_parts(parts: dict[str, Part], config: RunConfig, lengths: Lengths) -> list[Note]:
    asked = {"validation": config.data.validation_fraction, "test": config.data.test_fraction}
    empty = [name for name, share in asked.items() if share > 0 and name not in parts]
    return [Note(code="series.part_empty", parameters={"part": name, "horizon": lengths.horizon}) for name in empty]


def _audit(
    table: Table, series: Series, borders: Borders, parts: dict[str, Part], spec: DataSpec,
    fitted: tuple[SeriesScale, TargetScale], notes: tuple[Note, ...],
) -> Audit:  # fmt: skip
    assert spec.series is not None
    spans = {name: series.grid.texts(np.array([first, end - 1])) for name, (first, end) in borders.parts.items()}
    told = {
        "spans": spans,
        "windows": {name: len(part) for name, part in parts.items()},
        "horizon": spec.series.horizon,
    }
    return Audit(
        source=table.source, fingerprint=table.fingerprint, kind="series", rows_read=len(table),
        rows_used=sum(map(len, parts.values())), rule=Note(code="series.split", parameters=told),
        parts=tuple(_summary(part, spec.series) for part in parts.values()), row_ids_hash=row_ids_hash(parts),
        statistics=_statistics(spec, fitted, int(borders.training(series).sum())), notes=notes,
    )  # fmt: skip


def _summary(part: Part, series: SeriesSpec) -> PartSummary:
    """Windows of a part, and quartiles of each target one step ahead."""
    quantiles = {}
    for place, name in enumerate(series.targets):
        values = part.target[:, place * series.horizon]
        shares = torch.quantile(
            values, torch.tensor(list(QUARTILES.values()), dtype=torch.float64), interpolation="nearest"
        )
        prefix = f"{name} " if len(series.targets) > 1 else ""
        quantiles |= dict(zip((prefix + quartile for quartile in QUARTILES), shares.tolist(), strict=True))
    return PartSummary(name=part.name, rows=len(part), quantiles=quantiles)


def _statistics(spec: DataSpec, fitted: tuple[SeriesScale, TargetScale], steps: int) -> tuple[Statistic, ...]:
    """Mean and scale of each variable and target, fitted on so many steps of the training span."""
    assert spec.series is not None
    prepare, scale = fitted
    horizon = spec.series.horizon
    found = [
        Statistic(name=name, what=what, values=[float(values[i])], rows=steps)
        for i, name in enumerate(spec.series.variables)
        for what, values in (("mean", prepare.mean), ("scale", prepare.scale))
    ]
    found += [
        Statistic(name=name, what=f"target {what}", values=[float(values[i * horizon])], rows=steps)
        for i, name in enumerate(spec.series.targets)
        for what, values in (("mean", scale.mean), ("scale", scale.scale))
    ]
    return tuple(found)
