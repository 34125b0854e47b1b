"""The reliability diagram: how often an answer given with a probability is right."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator, PercentFormatter

from lamina.core.records import CalibrationBin, Evaluation
from lamina.report.numbers import metric_text, named
from lamina.report.style import BLUE, LINE, MUTED, ORANGE, headline, new_figure, save, styled
from lamina.words import say


def draw_calibration(path: Path, evaluation: Evaluation, before: Sequence[CalibrationBin] = ()) -> Path | None:
    """Share right against probability, with the rows of each bin below; `before`: without the temperature.

    None where there are no probabilities.
    """
    if not evaluation.calibration:
        return None
    with styled():
        figure = new_figure(5.4, 5.8)
        above, below = figure.subplots(2, 1, height_ratios=[4.2, 1], sharex=True)
        low = max(0.0, min(each.low for each in [*evaluation.calibration, *before]) - 0.015)
        above.plot([low, 1], [low, 1], color=MUTED, linewidth=1, linestyle=(0, (4, 3)), zorder=1)
        if before:
            _points(above, before, ORANGE, say("report.before_temperature"), hollow=True)
        _points(above, evaluation.calibration, BLUE, say("report.after_temperature") if before else "", hollow=False)
        _words(above, evaluation)
        _bars(below, evaluation.calibration)
        above.set_xlim(low, 1.012)
        above.set_ylim(-0.02, 1.02)
        if before:
            above.legend(loc="lower right", handletextpad=0.3)
        return save(figure, path)


def _words(axes: Axes, evaluation: Evaluation) -> None:
    """Title, the calibration error under it, and what the sides of the diagonal mean."""
    error = evaluation.scores.get("calibration_error")
    under = say(
        "report.calibration_under", part=named("part_name", evaluation.part), rows=evaluation.rows, task=evaluation.task,
        error=metric_text("accuracy", error.value) if error else "-",
    )  # fmt: skip
    headline(axes, say("report.calibration"), under)
    axes.set_ylabel(say("report.share_right"))
    axes.yaxis.set_major_formatter(PercentFormatter(1.0, decimals=0))


def _points(axes: Axes, bins: Sequence[CalibrationBin], colour: str, name: str, hollow: bool) -> None:
    """A point for each bin, larger where it has more rows; the line is what chance allows (95 %, Wilson 1927)."""
    x = np.array([each.confidence for each in bins])
    y = np.array([each.accuracy for each in bins])
    rows = np.array([each.rows for each in bins])
    if not hollow:
        axes.vlines(x, *_chance(y, rows), color=colour, linewidth=1.2, alpha=0.4, zorder=2)
    area = 26 + 110 * np.sqrt(rows / rows.max())
    face = "none" if hollow else colour
    axes.scatter(
        x, y, s=area, facecolor=face, edgecolor=colour if hollow else "white", linewidth=1.2, zorder=4 - hollow
    )
    axes.scatter([], [], s=60, facecolor=face, edgecolor=colour, linewidth=1.2, label=name or None)


def _chance(share: np.ndarray, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Wilson's interval of each share."""
    extra = 1.96**2 / rows
    middle = (share + extra / 2) / (1 + extra)
    half = np.sqrt(share * (1 - share) * extra + extra**2 / 4) / (1 + extra)
    return middle - half, middle + half


def _bars(axes: Axes, bins: Sequence[CalibrationBin]) -> None:
    """How many rows each bin has."""
    for each in bins:
        axes.bar((each.low + each.high) / 2, each.rows, width=(each.high - each.low) * 0.88, color=BLUE, alpha=0.35)
    axes.set_xlabel(say("report.probability_given"))
    axes.set_ylabel(say("report.rows"))
    axes.xaxis.set_major_formatter(PercentFormatter(1.0, decimals=0))
    axes.yaxis.set_major_locator(MaxNLocator(3))
    axes.grid(axis="x", color=LINE)
