"""Training and validation curves over the epochs: the loss and every metric of the history."""

import math
from collections.abc import Mapping, Sequence
from pathlib import Path

from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, LogLocator, MaxNLocator, NullFormatter

from lamina.report.numbers import PERCENT, label, number
from lamina.report.panels import add_panels
from lamina.report.style import BLUE, MUTED, ORANGE, headline, new_figure, save, styled
from lamina.words import say

MOST_PANELS = 4
COLOURS = {"train": BLUE, "validation": ORANGE}


def draw_curves(path: Path, history: Sequence[Mapping[str, float]]) -> Path | None:
    """A panel for the loss and for each metric (at most four), best validation epoch marked; None without epochs."""
    names = metrics_of(history)[:MOST_PANELS]
    if not names:
        return None
    columns = min(2, len(names))
    rows = math.ceil(len(names) / columns)
    best = best_epoch(history)
    with styled():
        figure = new_figure(4.6 * columns, 3.4 * rows)
        for panel, name in zip(add_panels(figure, len(names), columns), names, strict=True):
            _panel(panel.add_subplot(), name, history, best)
        return save(figure, path)


def metrics_of(history: Sequence[Mapping[str, float]]) -> list[str]:
    """Names that have a finite value for training or validation, the loss first."""
    known = [key.partition("_") for row in history for key, value in row.items() if _number(value)]
    names = dict.fromkeys(name for part, _, name in known if part in COLOURS and name)
    return sorted(names, key=lambda name: name != "loss")


def best_epoch(history: Sequence[Mapping[str, float]]) -> float | None:
    """The epoch of the smallest validation loss, whose weights are kept; None without validation."""
    losses = [(row["validation_loss"], row["epoch"]) for row in history if _number(row.get("validation_loss"))]
    return min(losses)[1] if losses else None


def _panel(axes: Axes, name: str, history: Sequence[Mapping[str, float]], best: float | None) -> None:
    """One metric: a line for training, one for validation, and the epoch that was kept."""
    values = []
    for part, colour in COLOURS.items():
        key = f"{part}_{name}"
        points: list[tuple[float, float]] = [(row["epoch"], row[key]) for row in history if _number(row.get(key))]
        if not points:
            continue
        epochs, heights = zip(*points, strict=True)
        values += heights
        marker = "o" if len(points) < 3 else None
        axes.plot(epochs, heights, color=colour, label=say(f"report.{part}_curve"), marker=marker, markersize=5)
        kept = [height for epoch, height in points if epoch == best]
        if part == "validation" and best is not None and kept:
            axes.plot(
                [best], kept, "o", color=colour, markersize=7, markeredgecolor="white", markeredgewidth=1.5, zorder=5
            )
            axes.axvline(best, color=MUTED, linewidth=0.8, linestyle=(0, (2, 3)), zorder=1)
            under = say("report.kept_epoch", epoch=f"{best:,g}", value=_value(name, kept[0]))
            headline(axes, label(name), under)
    if not axes.get_title(loc="left"):
        headline(axes, label(name))
    _scale(axes, name, values)
    axes.set_xlabel(say("report.epoch"))
    axes.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=7))
    axes.margins(x=0.03)
    if len(history) == 1:
        axes.set_xticks([history[0]["epoch"]])
    if len(axes.get_legend_handles_labels()[0]) > 1:
        axes.legend(loc="best", handlelength=1.4)


def _scale(axes: Axes, name: str, values: list[float]) -> None:
    """Shares in per cent; a logarithmic axis where the values span more than a factor of 20."""
    if name in PERCENT:
        axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{100 * value:g} %"))
    elif min(values) > 0 and max(values) > 20 * min(values):
        axes.set_yscale("log")
        decades = math.log10(max(values) / min(values))
        axes.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5) if decades < 3 else (1,), numticks=12))
        axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
        axes.yaxis.set_minor_formatter(NullFormatter())


def _value(name: str, value: float) -> str:
    return f"{100 * value:.2f} %" if name in PERCENT else number(value)


def _number(value: float | None) -> bool:
    return value is not None and math.isfinite(value)
