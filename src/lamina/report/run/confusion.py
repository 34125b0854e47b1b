"""The confusion matrix, readable from 2 to 100 classes: right answers blue, wrong ones orange."""

from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb

from lamina.core.records import Evaluation
from lamina.report.fonts import shorten, width
from lamina.report.numbers import metric_text, named
from lamina.report.style import BLUE, MUTED, ORANGE, headline, new_figure, save, styled
from lamina.words import say

MOST_WITH_COUNTS = 26  # more classes: shades only, and fewer names
MOST_WITH_NAMES = 100


def draw_confusion(path: Path, evaluation: Evaluation) -> Path | None:
    """The matrix of counts, rows: true class, columns: answer; shade: share of the true class. None without classes."""
    counts = np.array(evaluation.confusion)
    if counts.size == 0:
        return None
    size = len(counts)
    side = float(np.clip(0.55 * size, 3.2, 11.0)) if size <= MOST_WITH_COUNTS else 11.0
    names = [shorten(name, 22) for name in evaluation.classes]
    margin = 0.085 * min(22, max(width(name) for name in names)) + 0.9
    with styled():
        figure = new_figure(max(side + margin, 4.6), side + margin + 0.5)
        axes = figure.add_subplot()
        axes.imshow((shades(counts) * 255).round().astype(np.uint8), aspect="equal", interpolation="nearest")
        _grid(axes, size)
        _names(axes, names, side / size)
        if size <= MOST_WITH_COUNTS:
            _counts(axes, counts)
        under = say(
            "report.confusion_under", part=named("part_name", evaluation.part), rows=evaluation.rows,
            accuracy=metric_text("accuracy", evaluation.scores["accuracy"].value),
        )  # fmt: skip
        headline(axes, say("report.confusion"), under)
        return save(figure, path)


def shades(counts: np.ndarray) -> np.ndarray:
    """Colours (K, K, 3) in 0..1: white to blue on the diagonal, white to orange beside it, by share of the row.

    Errors are rare, so their shade grows with the square root: one in a hundred can still be seen.
    """
    share = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    strength = np.where(np.eye(len(counts), dtype=bool), 0.85 * share, 0.95 * np.sqrt(share))[..., None]
    colour = np.where(np.eye(len(counts), dtype=bool)[..., None], to_rgb(BLUE), to_rgb(ORANGE))
    return 1 - strength * (1 - colour)


def top_confusions(evaluation: Evaluation, most: int = 8) -> list[tuple[str, str, int, float]]:
    """The most frequent errors: (true class, answer, rows, share of the true class's rows)."""
    counts = np.array(evaluation.confusion)
    if counts.size == 0:
        return []
    wrong = counts * ~np.eye(len(counts), dtype=bool)
    order = np.argsort(-wrong, axis=None, kind="stable")[:most]
    pairs = [divmod(int(index), len(counts)) for index in order]
    return [
        (
            evaluation.classes[true],
            evaluation.classes[given],
            int(wrong[true, given]),
            wrong[true, given] / counts[true].sum(),
        )
        for true, given in pairs
        if wrong[true, given] > 0
    ]


def _grid(axes: Axes, size: int) -> None:
    """Thin white lines between the cells, none around."""
    axes.grid(False)
    if size <= 50:
        axes.set_xticks(np.arange(1, size) - 0.5, minor=True)
        axes.set_yticks(np.arange(1, size) - 0.5, minor=True)
        axes.grid(which="minor", color="#eef1f5", linewidth=1.0 if size <= 20 else 0.5)
    axes.spines[["top", "right"]].set_visible(True)
    axes.spines[:].set_color("#d9dee6")


def _names(axes: Axes, names: list[str], cell: float) -> None:
    """Class names on both axes, as large as fits a cell (inches); only every n-th of more than a hundred."""
    step = int(np.ceil(len(names) / MOST_WITH_NAMES))
    places = np.arange(0, len(names), step)
    size = float(np.clip(420 / len(names), 5.2, 10))
    crowded = 0.085 * max(width(name) for name in names) > cell
    shown = [names[place] for place in places]
    turn = 0 if not crowded else 45 if len(names) <= MOST_WITH_COUNTS else 90
    axes.set_xticks(places, shown, rotation=turn, fontsize=size)
    if turn == 45:
        for text in axes.get_xticklabels():
            text.set(ha="right", rotation_mode="anchor")
    axes.set_yticks(places, shown, fontsize=size)
    axes.set_xlabel(say("report.answered"), labelpad=8)
    axes.set_ylabel(say("report.truly"), labelpad=8)


def _counts(axes: Axes, counts: np.ndarray) -> None:
    """The number of rows in each cell; empty cells stay empty."""
    share = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    size = float(np.clip(200 / len(counts), 7.5, 11)) - (1.5 if counts.max() >= 10_000 else 0)
    for (row, column), count in np.ndenumerate(counts):
        if count:
            strong = share[row, column] > (0.45 if row == column else 0.4)
            colour = "white" if strong else "#26303d" if row == column or share[row, column] > 0.002 else MUTED
            axes.text(column, row, f"{count:,}", ha="center", va="center", fontsize=size, color=colour)
