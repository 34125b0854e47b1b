"""The model card: README.md of a bundle, for whoever finds the folder later."""

import re
from collections.abc import Mapping
from typing import Any

from lamina.core.records import Audit, Evaluation
from lamina.core.spec import DataSpec
from lamina.core.visible import visible
from lamina.report.numbers import COUNTS, interval_text, label, metric_text, named
from lamina.report.run.main_part import advice_of, main_evaluation
from lamina.report.run.summary import audit_line
from lamina.report.run.usage import commands, python_lines
from lamina.words import say

MOST_NAMES = 40


def model_card(
    evaluations: Mapping[str, Evaluation], audit: Audit, card: Mapping[str, Any], *,
    spec: DataSpec | None = None, folder: str = "", own: str = "", asks: str = "data",
) -> str:  # fmt: skip
    """Markdown: what the model is, its data and split, scores beside baselines, audit line, use, limits.

    card: network, data, epochs, best_epoch, seconds, test_uses (what is missing is left out). Names from the data are
    escaped, so that they stay text. own, asks: `report.run.usage`.
    """
    main = main_evaluation(evaluations)
    what = _what(card, spec, main)
    lines = [f"# {_plain(card.get('network', 'lamina'))} · {_plain(card.get('data', audit.source))}", "", *what]
    lines += ["", f"## {say('report.card_scores')}", "", *_scores(main)] if main else []
    lines += ["", f"**{say('report.audit')}**: {_plain(audit_line(audit))}", ""]
    if card.get("test_uses"):
        lines += [say("report.test_uses", uses=card["test_uses"]), ""]
    lines += [f"## {say('report.card_data')}", "", *_data(audit)]
    lines += ["", f"## {say('report.card_use')}", "", *_use(folder, own, asks)]
    lines += ["", f"## {say('report.card_limits')}", "", *_limits(main)]
    return visible("\n".join(lines)) + "\n"


def _what(card: Mapping[str, Any], spec: DataSpec | None, main: Evaluation | None) -> list[str]:
    """What it is, what goes in and what comes out."""
    target = ", ".join(_plain(each.name) for each in spec.targets) if spec else ""
    task = spec.task if spec else (main.task if main else "")
    known = {"network": _code(card.get("network", "?")), "data": _plain(card.get("data", "?"))}
    lines = [say("report.card_what", **known, task=task, target=target), ""]
    if spec and spec.image:
        lines.append("- " + say("report.card_image", **spec.image.model_dump(include={"height", "width", "channels"})))
    elif spec and (names := [column.name for column in (*spec.numbers, *spec.categories)]):
        lines.append("- " + say("report.card_inputs", count=len(names), names=_names(names)))
    classes = spec.classes if spec else main.classes if main else ()
    if classes:
        lines.append("- " + say("report.card_classes", count=len(classes), names=_names(list(classes))))
    if all(name in card for name in ("epochs", "best_epoch", "seconds")):
        trained = {name: card[name] for name in ("epochs", "best_epoch", "seconds")}
        lines.append("- " + say("report.card_trained", **trained))
    return [*lines, "", say("report.card_bundle")]


def _scores(main: Evaluation) -> list[str]:
    """The table of the part that counts, baselines beside it, and the advice."""
    heads = [say("report.score"), named("part_name", main.part), say("report.interval")]
    heads += [named("baseline", each.name) for each in main.baselines]
    lines = [f"| {' | '.join(heads)} |", "|" + " --- |" + " ---: |" * (len(heads) - 1)]
    for metric, score in main.scores.items():
        interval = "" if metric in COUNTS else interval_text(metric, score.low, score.high)
        cells = [label(metric), metric_text(metric, score.value), interval]
        rivals = [each.scores.get(metric) for each in main.baselines]
        cells += ["" if value is None else metric_text(metric, value) for value in rivals]
        lines.append(f"| {' | '.join(_plain(cell) for cell in cells)} |")
    advice = advice_of(main)
    notes = [f"- {_plain(say(note.code, note.parameters))}" for note in main.notes if note is not advice]
    verdict = ["", f"**{_plain(say(advice.code, advice.parameters))}**"] if advice else []
    return lines + verdict + (["", *notes] if notes else [])


def _data(audit: Audit) -> list[str]:
    lines = [
        f"- {say('report.source')}: {_plain(audit.source)} (sha256 `{_code(audit.fingerprint[:16])}`)",
        f"- {say('report.rows_read')}: {audit.rows_read:,}; {say('report.rows_used')}: {audit.rows_used:,}",
        f"- {say('report.split')}: {_plain(say(audit.rule.code, audit.rule.parameters))}",
        "- " + ", ".join(f"{named('part_name', part.name)}: {part.rows:,}" for part in audit.parts),
    ]
    return lines + [f"- {_plain(say(note.code, note.parameters))}" for note in audit.notes[:MOST_NAMES]]


def _use(folder: str, own: str, asks: str) -> list[str]:
    bundle = folder or "model"
    typed = [line for _, line in commands(bundle, own, asks) if line.startswith(("lamina verify", "lamina predict"))]
    return ["```sh", *reversed(typed), "```", "", "```python", python_lines(bundle, own, asks), "```"]


def _limits(main: Evaluation | None) -> list[str]:
    lines = [say("report.card_limit_like")]
    if main is not None and main.part == "test":
        lines.append(say("report.card_limit_rows", rows=main.rows))
    elif main is not None and main.part == "validation":
        lines.append(say("report.card_limit_no_test"))
    return [f"- {line}" for line in [*lines, say("report.card_limit_cause")]]


def _names(names: list[str]) -> str:
    shown = ", ".join(_plain(name) for name in names[:MOST_NAMES])
    return shown + (", " + say("report.more", count=len(names) - MOST_NAMES) if len(names) > MOST_NAMES else "")


def _plain(text: object) -> str:
    """Text that Markdown shows as it is: on one line, with its signs escaped."""
    return re.sub(r"([\\`*_\[\]<>|#~])", r"\\\1", " ".join(str(text).split()))


def _code(text: object) -> str:
    """Text between backquotes, which knows no escapes."""
    return " ".join(str(text).replace("`", "'").split())
