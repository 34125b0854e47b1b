"""Forecasts against what came, over time, and the error of each step ahead."""

from pathlib import Path

import numpy as np
import polars as pl
from matplotlib.axes import Axes
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter
from matplotlib.ticker import MaxNLocator

from lamina.core.records import Evaluation
from lamina.core.spec import DataSpec, SeriesSpec
from lamina.report.fonts import shorten
from lamina.report.numbers import label, metric_text, named
from lamina.report.panels import add_panels
from lamina.report.style import BLUE, MUTED, ORANGE, headline, new_figure, save, styled
from lamina.words import say

MOST_TARGETS = 4
HEADROOM = 0.16  # of the height, for the legend
MOST_FORECASTS = 12  # one after the other; of longer parts the last ones are shown


def draw_forecast(
    path: Path, predictions: pl.DataFrame, evaluation: Evaluation, spec: DataSpec, rows: pl.DataFrame
) -> Path | None:
    """Two panels for each target: the last forecasts that do not overlap, against the truth; RMSE of each step ahead.

    rows: the data as read, with the column row_id; of several series the first of the evaluated part is shown.
    """
    assert spec.series is not None
    series = spec.series
    part = predictions.filter(pl.col("split") == evaluation.part).sort("row_id")
    if part.is_empty():
        return None
    steps, origins = _one_series(rows, part, series)
    targets = series.targets[:MOST_TARGETS]
    with styled():
        figure = new_figure(9.6, 3.7 * len(targets))
        panels = add_panels(figure, 2 * len(targets), 2, (1.5, 1))
        for index, name in enumerate(targets):
            axes = panels[2 * index].add_subplot()
            _over_time(axes, steps, origins, name, series)
            told = {"part": named("part_name", evaluation.part), "rows": evaluation.rows, "task": "forecast"}
            under = say("report.part_rows", told)
            headline(axes, say("report.forecast", target=shorten(name, 40)), f"{under} · {_scores(evaluation, name)}")
            _by_step(panels[2 * index + 1].add_subplot(), part, name, series)
        return save(figure, path)


def _one_series(
    rows: pl.DataFrame, part: pl.DataFrame, series: SeriesSpec
) -> tuple[pl.DataFrame, list[tuple[int, dict[str, float]]]]:
    """The steps of one series in order of time, and (place of the first step, forecast) of some of its origins."""
    steps = rows
    if series.series_column:
        first = rows.filter(pl.col("row_id") == part["row_id"][0])[series.series_column][0]
        steps = rows.filter(pl.col(series.series_column) == first)
    steps = steps.sort(series.time_column, maintain_order=True) if series.time_column else steps
    places = dict(zip(steps["row_id"].to_list(), range(len(steps)), strict=True))
    known = [(places[row["row_id"]], row) for row in part.iter_rows(named=True) if row["row_id"] in places]
    known.sort(key=lambda item: item[0])
    chosen: list[tuple[int, dict[str, float]]] = []
    for place, row in reversed(known):
        if not chosen or chosen[-1][0] - place >= series.horizon:
            chosen.append((place, row))
    return steps, chosen[:MOST_FORECASTS][::-1]


def _over_time(
    axes: Axes, steps: pl.DataFrame, origins: list[tuple[int, dict[str, float]]], name: str, series: SeriesSpec
) -> None:
    begin = max(0, origins[0][0] - series.window)
    end = min(len(steps), origins[-1][0] + series.horizon)
    at = steps[series.time_column].to_numpy() if series.time_column else np.arange(1, len(steps) + 1)
    axes.plot(at[begin:end], steps[name].to_numpy()[begin:end], color=MUTED, linewidth=1.3, label=say("report.truth"))
    for index, (place, row) in enumerate(origins):
        given = np.array([row[f"answer{_suffix(name, step, series)}"] for step in range(1, series.horizon + 1)])
        inside = at[place : place + series.horizon]
        told = say("report.forecasts", horizon=series.horizon) if index == 0 else None
        axes.plot(inside, given[: len(inside)], color=BLUE, linewidth=1.8, label=told)
        axes.plot(inside[:1], given[:1], "o", color=BLUE, markersize=4)
    if at.dtype.kind == "M":
        locator = AutoDateLocator()
        axes.xaxis.set_major_locator(locator)
        axes.xaxis.set_major_formatter(ConciseDateFormatter(locator))
    axes.margins(x=0.02)
    low, high = axes.get_ylim()
    axes.set_ylim(low, high + HEADROOM * (high - low))  # so that the legend lies on no curve
    axes.legend(loc="upper right", ncols=2, handlelength=1.4)


def _by_step(axes: Axes, part: pl.DataFrame, name: str, series: SeriesSpec) -> None:
    errors = []
    for step in range(1, series.horizon + 1):
        suffix = _suffix(name, step, series)
        errors.append(float(np.sqrt(((part[f"answer{suffix}"] - part[f"target{suffix}"]) ** 2).mean())))  # type: ignore[arg-type]
    axes.plot(
        range(1, series.horizon + 1), errors, color=ORANGE, marker="o" if series.horizon <= 24 else None, markersize=4
    )
    axes.set_ylim(0, max(errors) * 1.15 or 1.0)
    axes.set_xlabel(say("report.steps_ahead"))
    axes.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=7))
    headline(axes, say("report.error_by_step"))


def _suffix(name: str, step: int, series: SeriesSpec) -> str:
    """Of a column of the predictions; a single target one step ahead has none."""
    return f"_{name} +{step}" if len(series.targets) * series.horizon > 1 else ""


def _scores(evaluation: Evaluation, name: str) -> str:
    single = f"rmse_{name}"
    shown = [single] if single in evaluation.scores else ["rmse", "mase"]
    return " · ".join(
        f"{label(metric.split('_')[0])} {metric_text(metric.split('_')[0], evaluation.scores[metric].value)}"
        for metric in shown
        if metric in evaluation.scores
    )
