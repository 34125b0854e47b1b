"""Answers against true values, and what is left over."""

from pathlib import Path

import numpy as np
import polars as pl
from matplotlib.axes import Axes

from lamina.core.records import Evaluation
from lamina.core.spec import DataSpec
from lamina.report.fonts import shorten
from lamina.report.numbers import label, metric_text, named
from lamina.report.panels import add_panels
from lamina.report.style import BLUE, MUTED, ORANGE, headline, new_figure, save, styled
from lamina.words import say

MOST_TARGETS = 4
MOST_POINTS = 4000  # more rows are shown as a density


def draw_regression(path: Path, predictions: pl.DataFrame, evaluation: Evaluation, spec: DataSpec) -> Path | None:
    """Two panels for each numeric target of the evaluated part: answer against truth, and error against answer."""
    rows = predictions.filter(pl.col("split") == evaluation.part)
    if rows.is_empty():
        return None
    targets = spec.targets[:MOST_TARGETS]
    with styled():
        figure = new_figure(9.6, 4.5 * len(targets))
        panels = add_panels(figure, 2 * len(targets), 2)
        for index, target in enumerate(targets):
            suffix = f"_{target.name}" if len(spec.targets) > 1 else ""
            truth, given = rows[f"target{suffix}"].to_numpy(), rows[f"answer{suffix}"].to_numpy()
            left, right = (panel.add_subplot() for panel in panels[2 * index : 2 * index + 2])
            _against_truth(left, truth, given, shorten(target.name, 40), _under(evaluation, suffix))
            _left_over(right, truth, given)
        return save(figure, path)


def _under(evaluation: Evaluation, suffix: str) -> str:
    """Part and scores of the target, in one line."""
    shown = [
        f"{label(name)} {metric_text(name, evaluation.scores[name + suffix].value)}"
        for name in ("rmse", "r2")
        if name + suffix in evaluation.scores
    ]
    return (
        say("report.part_rows", part=named("part_name", evaluation.part), rows=evaluation.rows)
        + " · "
        + " · ".join(shown)
    )


def _against_truth(axes: Axes, truth: np.ndarray, given: np.ndarray, name: str, under: str) -> None:
    """On the dashed line the answer is exact."""
    low, high = _range(np.concatenate([truth, given]))
    axes.plot([low, high], [low, high], color=MUTED, linewidth=1, linestyle=(0, (4, 3)), zorder=3)
    _points(axes, truth, given)
    axes.set_xlim(low, high)
    axes.set_ylim(low, high)
    axes.set_aspect("equal", adjustable="box")
    axes.set_xlabel(say("report.true_value", target=name))
    axes.set_ylabel(say("report.answer_value"))
    headline(axes, say("report.predicted_against_true"), under)


def _left_over(axes: Axes, truth: np.ndarray, given: np.ndarray) -> None:
    """Error (answer minus truth) against the answer, with its running median: it should lie on zero."""
    error = given - truth
    axes.axhline(0, color=MUTED, linewidth=1, linestyle=(0, (4, 3)), zorder=3)
    _points(axes, given, error)
    if len(error) >= 40:
        groups = np.array_split(np.argsort(given, kind="stable"), min(12, len(error) // 10))
        middle = [(np.median(given[group]), np.median(error[group])) for group in groups]
        axes.plot(*zip(*middle, strict=True), color=ORANGE, linewidth=2, zorder=4, label=say("report.running_median"))
        axes.legend(loc="best")
    reach = float(np.percentile(np.abs(error), 99.5)) * 1.25 or 1.0
    axes.set_ylim(-reach, reach)
    axes.set_xlabel(say("report.answer_value"))
    axes.set_ylabel(say("report.error_value"))
    outside = int((np.abs(error) > reach).sum())
    headline(
        axes, say("report.residuals"), say("report.outside", rows=outside) if outside else say("report.zero_exact")
    )


def _points(axes: Axes, x: np.ndarray, y: np.ndarray) -> None:
    """Points, lighter the more there are; of very many rows their density."""
    if len(x) > MOST_POINTS:
        axes.hexbin(x, y, gridsize=60, bins="log", mincnt=1, cmap="Blues", linewidths=0.1)
    else:
        alpha = float(np.clip(30 / np.sqrt(len(x) + 1), 0.25, 0.85))
        axes.scatter(x, y, s=20 if len(x) < 1000 else 11, color=BLUE, alpha=alpha, linewidth=0)


def _range(values: np.ndarray) -> tuple[float, float]:
    low, high = float(values.min()), float(values.max())
    room = 0.04 * (high - low) or max(abs(high), 1.0) * 0.1
    return low - room, high + room
