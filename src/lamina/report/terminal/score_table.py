"""An evaluation on the terminal: the headline beside its baselines first, then the details."""

from rich.console import Group, RenderableType
from rich.text import Text

from lamina.core.records import Evaluation
from lamina.report.numbers import bar, baseline_name, interval_text, label, metric_text
from lamina.report.terminal.score_dots import headline_view
from lamina.report.terminal.tables import notes_view, plain_table
from lamina.words import say

MOST_CONFUSION_CLASSES = 16
MOST_CLASSES = 20


def evaluation_view(evaluation: Evaluation) -> RenderableType:
    """Headline with interval beside baselines, all metrics, classes, confusion, notes."""
    parts: list[RenderableType] = [headline_view(evaluation), metrics_table(evaluation)]
    if evaluation.per_class:
        parts.append(classes_table(evaluation))
    if evaluation.confusion and len(evaluation.classes) <= MOST_CONFUSION_CLASSES:
        parts.append(confusion_table(evaluation))
    return Group(*parts, *notes_view(evaluation.notes))


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
