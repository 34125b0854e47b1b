"""The view `rows`: what was looked at, what the model should answer, what it does, and how sure it is."""

import math

import torch
from torch import Tensor

from lamina.core.spec import DataSpec
from lamina.data.texts.written import written
from lamina.report.numbers import short
from lamina.report.section import Section
from lamina.report.views.looked_rows import RowShown, rows_body
from lamina.verbs.views.looked import Looked, View
from lamina.words import say

MOST_CELLS = 8  # columns of a table's row that are shown
MOST_CLASSES = 4
MOST_CHARACTERS = 240


def rows_section(looked: Looked) -> Section:
    """A card for each row: what it is, target and answer, and the likeliest classes as bars."""
    answers = looked.model.answer(looked.raw)
    cards = [
        RowShown(
            row.name, row.chosen, row.target, row.answer, classes_of(answers[place], looked.model.spec, row.target),
            _image(looked, place), _series(looked, place), _content(looked, place),
        )
        for place, row in enumerate(looked.rows)
    ]  # fmt: skip
    right = sum(row.target == row.answer for row in looked.rows if row.target)
    known = sum(bool(row.target) for row in looked.rows)
    spec = looked.model.spec
    if any(row.chosen.startswith("sure") for row in looked.rows):
        first = say("explain.rows_chosen", rows=len(cards))
    elif known and not spec.numeric:
        first = say("explain.rows_right", rows=len(cards), known=known, right=right)
    else:
        first = say("explain.rows", rows=len(cards))
    return Section("rows", say("explain.rows_title"), "", (first,), body=rows_body(cards))


def classes_of(answer: Tensor, spec: DataSpec, target: str) -> tuple[tuple[str, float], ...]:
    """The likeliest classes (labels, next tokens) with their probabilities, and the target's; () of numbers and of steps."""
    if spec.numeric or answer.dim() != 1 or spec.task == "translate":
        return ()
    names = [each.name for each in spec.targets] if spec.multi_label else spec.classes
    if spec.task == "language" and spec.text is not None:
        names = spec.text.vocabulary
    shown = answer.topk(min(MOST_CLASSES, len(answer))).indices.tolist()
    if target in names and names.index(target) not in shown and not spec.multi_label:
        shown.append(names.index(target))
    return tuple((names[place], float(answer[place])) for place in shown)


def _image(looked: Looked, place: int) -> Tensor | None:
    """(H, W, C) uint8."""
    return looked.raw["images"][place] if looked.model.spec.kind == "images" else None


def _series(looked: Looked, place: int) -> Tensor | None:
    """(L, V) of a window, at most three variables: the targets first."""
    if "window" not in looked.raw:
        return None
    window, series = looked.raw["window"][place], looked.model.spec.series
    if series is not None:
        first = [series.variables.index(name) for name in series.targets]
        rest = [k for k in range(len(series.variables)) if k not in first]
        window = window[:, [*first, *rest]]
    return torch.nan_to_num(window[:, :3])


def _content(looked: Looked, place: int) -> tuple[tuple[str, str], ...]:
    """What the row holds, in words: columns with their values, or the text."""
    spec, raw = looked.model.spec, looked.raw
    if "tokens" in raw and spec.text is not None:
        ids = raw["tokens"][place][: int(raw["lengths"][place])].tolist()
        text = written(ids, spec.text)
        return (("", text if len(text) <= MOST_CHARACTERS else f"{text[:MOST_CHARACTERS]} …"),)
    if "numbers" not in raw:
        return ()
    numbers = [
        (c.name, say("explain.missing") if math.isnan(v) else short(v))
        for c, v in zip(spec.numbers, raw["numbers"][place].tolist(), strict=True)
    ]
    codes = [
        (
            c.name,
            c.categories[code]
            if code < len(c.categories)
            else say("explain.missing" if code == len(c.categories) else "explain.unseen"),
        )
        for c, code in zip(spec.categories, raw["codes"][place].tolist(), strict=True)
    ]
    cells = [*numbers, *codes]
    more = [("", say("explain.more_columns", count=len(cells) - MOST_CELLS))] if len(cells) > MOST_CELLS else []
    return (*cells[:MOST_CELLS], *more)


VIEW = View("rows", lambda looked: bool(looked.rows), rows_section)
