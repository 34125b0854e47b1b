"""An evaluation on the terminal: the headline beside its baselines first, then the details."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.measure import Measurement
from rich.table import Table
from rich.text import Text

from lamina.core.records import Evaluation
from lamina.report.numbers import (
    HIGHER_IS_BETTER,
    bar,
    baseline_name,
    dot_line,
    interval_text,
    label,
    metric_text,
    named,
)
from lamina.report.tables import notes_view, plain_table
from lamina.words import say

MOST_CONFUSION_CLASSES = 16
MOST_CLASSES = 20
DOTS, FEWEST_DOTS = 24, 8


@dataclass(frozen=True)
class DotLine:
    """A score as a dot on a line, which becomes shorter where the terminal is narrow; the dot always stays."""

    value: float
    low: float | None
    high: float | None
    span: tuple[float, float]
    style: str

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        width = min(options.max_width, DOTS)
        yield Text(dot_line(self.value, self.low, self.high, self.span, width), self.style, no_wrap=True)

    def __rich_measure__(self, console: Console, options: ConsoleOptions) -> Measurement:
        return Measurement(min(FEWEST_DOTS, options.max_width), min(DOTS, options.max_width))


def evaluation_view(evaluation: Evaluation) -> RenderableType:
    """Headline with interval beside baselines, all metrics, classes, confusion, notes."""
    parts: list[RenderableType] = [headline_view(evaluation), metrics_table(evaluation)]
    if evaluation.per_class:
        parts.append(classes_table(evaluation))
    if evaluation.confusion and len(evaluation.classes) <= MOST_CONFUSION_CLASSES:
        parts.append(confusion_table(evaluation))
    return Group(*parts, *notes_view(evaluation.notes))


def headline_view(evaluation: Evaluation) -> RenderableType:
    """The metric that decides, as dots on one line: the model with its 95 % interval, and the baselines on the same rows.

    A dot's place is the score; longer is not better, so there are no bars, and the title says which side is the good one.
    """
    metric, score = evaluation.headline, evaluation.scores[evaluation.headline]
    higher = metric in HIGHER_IS_BETTER
    rivals = [(item.name, item.scores[metric]) for item in evaluation.baselines if metric in item.scores]
    span = _span([score.value, score.low, score.high, *(value for _, value in rivals)])
    direction = say("show.higher" if higher else "show.lower")
    part = named("part_name", evaluation.part)
    title = Text(say("show.part", part=part, rows=evaluation.rows, task=evaluation.task), "bold")
    title.append("  " + say("show.metric_direction", metric=label(metric), direction=direction), "dim not bold")
    grid = Table.grid(padding=(0, 2))
    for scores in (
        False,
        False,
        True,
        True,
    ):  # name, dots, score, interval: the first two give way on a narrow terminal
        grid.add_column(no_wrap=scores)
    grid.add_row(
        Text(say("show.this_model"), "bold"), DotLine(score.value, score.low, score.high, span, "cyan"),
        Text(metric_text(metric, score.value), "bold cyan", justify="right"),
        Text(interval_text(metric, score.low, score.high), "dim"),
    )  # fmt: skip
    for name, value in sorted(rivals, key=lambda rival: rival[1], reverse=higher):
        line = DotLine(value, None, None, span, "bright_black")
        grid.add_row(Text(baseline_name(name)), line, Text(metric_text(metric, value), justify="right"), "")
    return Group(title, grid)


def _span(values: Sequence[float | None]) -> tuple[float, float]:
    finite = [value for value in values if value is not None and math.isfinite(value)]
    return min(finite, default=0.0), max(finite, default=1.0)


def metrics_table(evaluation: Evaluation) -> RenderableType:
    """Every metric with its interval, and the baselines' beside it."""
    names = [baseline.name for baseline in evaluation.baselines]
    heads = [
        say("show.metric"),
        say("show.this_model"),
        say("show.interval_head"),
        *(baseline_name(name) for name in names),
    ]
    table = plain_table(*heads, right=range(1, len(heads)))
    for metric, score in evaluation.scores.items():
        rivals = [item.scores.get(metric) for item in evaluation.baselines]
        table.add_row(
            label(metric), metric_text(metric, score.value), Text(interval_text(metric, score.low, score.high), "dim"),
            *("" if value is None else metric_text(metric, value) for value in rivals),
        )  # fmt: skip
    return table


def classes_table(evaluation: Evaluation) -> RenderableType:
    """Precision, recall and F1 by class; of very many classes the ones that are answered worst."""
    shown = sorted(evaluation.per_class, key=lambda item: item.f1)[:MOST_CLASSES]
    many = len(evaluation.per_class) > MOST_CLASSES
    heads = (say("show.class"), say("show.rows"), say("show.precision"), say("show.recall"), say("show.f1"), "")
    table = plain_table(*heads, right=(1, 2, 3, 4))
    for item in shown if many else evaluation.per_class:
        cells = [metric_text(name, getattr(item, name)) for name in ("precision", "recall", "f1")]
        table.add_row(Text(item.name), f"{item.rows:,}", *cells, Text(bar(item.f1, 12), "cyan"))
    hint = (
        [Text(say("show.worst_classes", shown=MOST_CLASSES, classes=len(evaluation.per_class)), "dim")] if many else []
    )
    return Group(table, *hint)


def confusion_table(evaluation: Evaluation) -> RenderableType:
    """Rows: true class; columns: answer. Right answers are green, wrong ones the redder the larger their share."""
    table = plain_table(say("show.true_answer"), *evaluation.classes, right=range(1, len(evaluation.classes) + 1))
    for index, counts in enumerate(evaluation.confusion):
        whole = max(sum(counts), 1)
        cells = [_confusion_cell(count, count / whole, column == index) for column, count in enumerate(counts)]
        table.add_row(Text(evaluation.classes[index]), *cells)
    return table


def _confusion_cell(count: int, share: float, right: bool) -> Text:
    if count == 0:
        return Text("·", "bright_black")
    if right:
        return Text(f"{count:,}", "green" if share < 0.9 else "bold green")
    return Text(f"{count:,}", "yellow" if share < 0.05 else "red" if share < 0.2 else "bold red")
