"""The top of the report and its tables of scores: what came out, beside what a simple model gets."""

from collections.abc import Mapping

from lamina.core.records import ClassScore, Evaluation, Score
from lamina.report.html import Html, table, tag
from lamina.report.marks import GOOD
from lamina.report.numbers import COUNTS, HIGHER_IS_BETTER, PERCENT, interval_text, label, metric_text, named
from lamina.report.run.confusion import top_confusions
from lamina.report.run.main_part import advice_of
from lamina.words import say

MOST_CLASSES = 30


def result_section(evaluation: Evaluation, audit_line: str, test_uses: int | None) -> Html:
    """The headline score with its interval, the baselines on the same rows, the advice, the audit line."""
    metric = evaluation.headline
    score = evaluation.scores[metric]
    told = {"part": named("part_name", evaluation.part), "rows": evaluation.rows, "task": evaluation.task}
    big = tag(
        "div",
        tag("div", label(metric), class_="mark"),
        tag("div", metric_text(metric, score.value), class_="big"),
        tag("div", interval_text(metric, score.low, score.high), class_="quiet"),
        tag("div", say("report.part_rows", told), class_="quiet"),
    )
    uses = say("report.test_uses", uses=test_uses) if test_uses else None
    return tag(
        "section",
        tag("div", big, _bars(evaluation, score), class_="hero"),
        _verdict(evaluation),
        tag("p", tag("strong", say("report.audit"), ": "), audit_line, class_="quiet"),
        tag("p", uses, class_="quiet") if uses else None,
        _notes(evaluation),
    )


def scores_section(evaluations: Mapping[str, Evaluation], main: Evaluation) -> Html:
    """Every score of every part, with the interval and the baselines of the main part."""
    others = [part for part in evaluations if part != main.part]
    heads = [say("report.score"), named("part_name", main.part), say("report.interval")]
    heads += [named("baseline", each.name) for each in main.baselines]
    heads += [named("part_name", part) for part in others]
    rows: list[list[object]] = []
    for metric, score in main.scores.items():
        row = [_label(metric, main), tag("strong", metric_text(_base(metric), score.value)), _interval(metric, score)]
        row += [_value(metric, each.scores.get(metric)) for each in main.baselines]
        row += [_value(metric, _of(evaluations[part], metric)) for part in others]
        rows.append(row)
    described = [
        tag("li", tag("strong", named("baseline", each.name)), ": ", each.description)
        for each in main.baselines
        if each.description
    ]
    how = say("report.intervals_of_windows" if main.task == "language" else "report.intervals_are")
    known = main.task != "tag" and any(score.low is not None for score in main.scores.values())
    intervals = None if not known else tag("p", how, class_="quiet")  # of tags a note tells
    return tag(
        "section", tag("h2", say("report.scores")), table(heads, rows), intervals,
        tag("ul", *described, class_="quiet") if described else None,
    )  # fmt: skip


def classes_table(evaluation: Evaluation) -> Html:
    """Precision, recall and F1 of each class; of very many classes those that are answered worst, the rest folded."""
    heads = [say("report.class_head"), say("report.rows"), say("show.precision"), say("show.recall"), say("show.f1")]

    def line(each: ClassScore) -> list[object]:
        values = [metric_text(name, getattr(each, name)) for name in ("precision", "recall", "f1")]
        return [each.name, f"{each.rows:,}", *values]

    if len(evaluation.per_class) <= MOST_CLASSES:
        return table(heads, [line(each) for each in evaluation.per_class])
    worst = sorted(evaluation.per_class, key=lambda each: each.f1)[:MOST_CLASSES]
    return tag(
        "div",
        tag("p", say("report.worst_classes", shown=MOST_CLASSES, classes=len(evaluation.per_class)), class_="quiet"),
        table(heads, [line(each) for each in worst]),
        tag(
            "details",
            tag("summary", say("report.all_classes")),
            table(heads, [line(each) for each in evaluation.per_class]),
        ),
    )


def confusions_table(evaluation: Evaluation) -> Html | None:
    """The most frequent errors; None where there is none."""
    rows: list[list[object]] = [
        [true, given, f"{count:,}", f"{100 * share:.1f} %"] for true, given, count, share in top_confusions(evaluation)
    ]
    heads = [say("report.target_head"), say("report.answer_head"), say("report.rows"), say("report.share_of_class")]
    return table(heads, rows, numbers_from=2) if rows else None


def _verdict(evaluation: Evaluation) -> Html | None:
    note = advice_of(evaluation)
    if note is None:
        return None
    return tag("div", say(note.code, note.parameters), class_="verdict " + ("good" if note.code in GOOD else "care"))


def _notes(evaluation: Evaluation) -> Html | None:
    advice = advice_of(evaluation)
    lines = [tag("li", say(note.code, note.parameters)) for note in evaluation.notes if note is not advice]
    return tag("ul", *lines, class_="quiet") if lines else None


def _bars(evaluation: Evaluation, score: Score) -> Html:
    """The network's dot with its interval, and the baselines' dots, best first; the direction says which side is good."""
    metric = evaluation.headline
    higher = metric in HIGHER_IS_BETTER
    rivals = [
        (named("baseline", each.name), each.scores[metric]) for each in evaluation.baselines if metric in each.scores
    ]
    rivals.sort(key=lambda rival: rival[1], reverse=higher)
    longest = 1.0 if metric in PERCENT else max(score.value, score.high or 0, *(value for _, value in rivals), 1e-12)
    lines = [*_bar(say("report.this_network"), score.value, longest, metric, score)]
    for name, value in rivals:
        lines += _bar(name, value, longest, metric, None)
    direction = tag("div", say("report.higher" if higher else "report.lower"), class_="quiet")
    return tag("div", tag("div", *lines, class_="bars"), direction)


def _bar(name: str, value: float, longest: float, metric: str, score: Score | None) -> list[Html]:
    """Name, dot on its line and number: three cells of the grid. A dot, because a longer bar looks like a better one."""

    def percent(part: float) -> float:
        return round(100 * min(1.0, max(0.0, part / longest)), 2)

    whisker = None
    if score is not None and score.low is not None and score.high is not None:
        reach = f"left:{percent(score.low)}%;width:{round(percent(score.high) - percent(score.low), 2)}%"
        whisker = tag("b", style=reach)
    bar = tag("i", class_="ours" if score else None, style=f"left:{percent(value)}%")
    return [tag("span", name), tag("div", whisker, bar, class_="track"), tag("span", metric_text(metric, value))]


def _base(metric: str) -> str:
    """rmse_price -> rmse, for the unit; a metric's own name where it is one."""
    first = metric.split("_")[0]
    return first if first in ("rmse", "mae", "r2") else metric


def _label(metric: str, evaluation: Evaluation) -> str:
    base = _base(metric)
    return label(metric) if base == metric else f"{label(base)}: {metric[len(base) + 1 :]}"


def _interval(metric: str, score: Score) -> str:
    return "" if metric in COUNTS else interval_text(_base(metric), score.low, score.high)


def _value(metric: str, value: float | None) -> str:
    return "" if value is None else metric_text(_base(metric), value)


def _of(evaluation: Evaluation, metric: str) -> float | None:
    return evaluation.scores[metric].value if metric in evaluation.scores else None
