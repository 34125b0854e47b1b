"""Scores as dots on one line with their 95 % intervals: networks and the simple models beside them."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.measure import Measurement
from rich.table import Table
from rich.text import Text

from lamina.core.records import Evaluation
from lamina.report.numbers import HIGHER_IS_BETTER, baseline_name, dot_line, interval_text, label, metric_text, named
from lamina.words import say

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


class ScoreLine(NamedTuple):
    """One line of the picture: whose score, its interval, and whether it is a network's (else a baseline's)."""

    name: str
    value: float
    low: float | None = None
    high: float | None = None
    network: bool = False


def headline_view(evaluation: Evaluation) -> RenderableType:
    """The metric that decides: the model, and below it the baselines on the same rows, the best first."""
    score = evaluation.scores[evaluation.headline]
    model = ScoreLine(say("show.this_model"), score.value, score.low, score.high, network=True)
    return _view(evaluation, [model, *_in_order(_baselines([evaluation]), evaluation.headline)])


def headlines_view(names: Sequence[str], evaluations: Sequence[Evaluation]) -> RenderableType:
    """Several models on the same rows and by the same metric, and every baseline among them, the best first."""
    metric = evaluations[0].headline
    models = [
        ScoreLine(name, score.value, score.low, score.high, network=True)
        for name, score in ((name, one.scores[metric]) for name, one in zip(names, evaluations, strict=True))
    ]
    return _view(evaluations[0], _in_order([*models, *_baselines(evaluations)], metric))


def _baselines(evaluations: Sequence[Evaluation]) -> list[ScoreLine]:
    """Each baseline once; one that differs from run to run (it saw other training rows) as often as it differs."""
    metric = evaluations[0].headline
    found = [
        ScoreLine(baseline_name(item.name), item.scores[metric])
        for one in evaluations
        for item in one.baselines
        if metric in item.scores
    ]
    return list(dict.fromkeys(found))


def _in_order(lines: Sequence[ScoreLine], metric: str) -> list[ScoreLine]:
    return sorted(lines, key=lambda line: line.value, reverse=metric in HIGHER_IS_BETTER)


def _view(evaluation: Evaluation, lines: Sequence[ScoreLine]) -> RenderableType:
    """A dot's place is the score; longer is not better, so there are no bars, and the title says which side is good."""
    metric = evaluation.headline
    span = _span([value for line in lines for value in (line.value, line.low, line.high)])
    direction = say("show.higher" if metric in HIGHER_IS_BETTER else "show.lower")
    part = named("part_name", evaluation.part)
    title = Text(say("show.part", part=part, rows=evaluation.rows, task=evaluation.task), "bold")
    title.append("  " + say("show.metric_direction", metric=label(metric), direction=direction), "dim not bold")
    grid = Table.grid(padding=(0, 2))
    for is_score in (
        False,
        False,
        True,
        True,
    ):  # name and dots give way on a narrow terminal, score and interval do not
        grid.add_column(no_wrap=is_score)
    for line in lines:
        strong, colour = ("bold", "cyan") if line.network else ("", "bright_black")
        grid.add_row(
            Text(line.name, strong), DotLine(line.value, line.low, line.high, span, colour),
            Text(metric_text(metric, line.value), f"{strong} cyan" if line.network else "", justify="right"),
            Text(interval_text(metric, line.low, line.high), "dim"),
        )  # fmt: skip
    return Group(title, grid)


def _span(values: Sequence[float | None]) -> tuple[float, float]:
    finite = [value for value in values if value is not None and math.isfinite(value)]
    return min(finite, default=0.0), max(finite, default=1.0)
