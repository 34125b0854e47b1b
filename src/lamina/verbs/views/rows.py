"""The view `rows`: what was looked at, what the model should answer, what it does, and how sure it is."""

import math

import torch
from torch import Tensor

from lamina.core.spec import DataSpec
from lamina.data.texts.vocabulary import UNKNOWN, UNKNOWN_ID
from lamina.data.texts.written import written
from lamina.report.numbers import short
from lamina.report.section import Section
from lamina.report.views.looked_rows import RowShown, rows_body
from lamina.verbs.views.hidden import answers_at, is_masked
from lamina.verbs.views.looked import Looked, View
from lamina.verbs.views.row_steps import token_name, token_names
from lamina.words import say

MOST_CELLS = 8  # columns of a table's row that are shown
MOST_CLASSES = 4
MOST_CHARACTERS = 240
MOST_TAGS = 24  # tokens with their labels
BY_ERROR = ("closest", "typical", "farthest")


def rows_section(looked: Looked) -> Section:
    """A card for each row: what it is, target and answer, and the likeliest classes as bars."""
    masked = is_masked(looked.model.spec)
    places = [row.place or 0 for row in looked.rows]
    answers = answers_at(looked.model, looked.raw, places) if masked else looked.model.answer(looked.raw)
    cards = [_card(looked, place, answers[place]) for place in range(len(looked.rows))]
    sentences = [_counted(looked), *dict.fromkeys(note for row in looked.rows for note in row.notes)]
    if masked:
        sentences.append(say("explain.rows_hidden"))
    if any(_has_unknown(looked, row) for row in range(len(cards))):
        sentences.append(say("explain.rows_unknown", mark=UNKNOWN))
    return Section("rows", say("explain.rows_title"), "", tuple(sentences), body=rows_body(cards))


def _counted(looked: Looked) -> str:
    """How many rows there are, how they were chosen, how many are answered right."""
    rows, numeric = looked.rows, looked.model.spec.numeric
    known = [row for row in rows if row.target]
    if any(row.chosen.startswith("sure") for row in rows):
        return say("explain.rows_chosen", rows=len(rows))
    if numeric and any(row.chosen in BY_ERROR for row in rows):
        return say("explain.rows_by_error", rows=len(rows))
    if known and not numeric:
        right = sum(row.target == row.answer for row in known)
        return say("explain.rows_right", rows=len(rows), known=len(known), right=right)
    return say("explain.rows", rows=len(rows))


def _card(looked: Looked, place: int, answer: Tensor) -> RowShown:
    """What is shown of a row; of a sentence whose tokens are labelled each token beside its label."""
    row, spec = looked.rows[place], looked.model.spec
    if spec.task == "tag" and not any(" " in name for name in spec.classes):
        told, tokens = _tagged(looked, place, answer)
        return RowShown(row.name, row.chosen, "", told, content=tokens)
    return RowShown(
        row.name, row.chosen, row.target, row.answer, classes_of(answer, spec, row.target),
        _image(looked, place), _series(looked, place), _content(looked, place),
    )  # fmt: skip


def _tagged(looked: Looked, place: int, answer: Tensor) -> tuple[str, tuple[tuple[str, str], ...]]:
    """(how many labels are right, "" where that is not known; token and label, a wrong one with the true label).

    answer: (L, K) probabilities.
    """
    row, spec = looked.rows[place], looked.model.spec
    assert spec.text is not None
    ids = looked.raw["tokens"][place][: int(looked.raw["lengths"][place])]
    labels = [spec.classes[code] for code in answer[: len(ids)].argmax(dim=1).tolist()]
    targets = row.target.split(" ") if row.target else labels
    shown = [
        (name, label if label == true else say("report.tag_instead", answer=label, target=true))
        for name, label, true in zip(token_names(ids[:MOST_TAGS], spec.text), labels, targets, strict=False)
    ]
    if len(labels) > len(shown):
        shown.append(("", say("tokens.more", count=len(labels) - len(shown))))
    right = sum(label == true for label, true in zip(labels, targets, strict=False))
    known = row.target and len(targets) == len(labels)
    return (say("explain.tags_right", right=right, tokens=len(labels)) if known else "", tuple(shown))


def _has_unknown(looked: Looked, place: int) -> bool:
    """Whether the vocabulary lacks a token of the row's text."""
    if "tokens" not in looked.raw or looked.model.spec.text is None:
        return False
    return bool((looked.raw["tokens"][place][: int(looked.raw["lengths"][place])] == UNKNOWN_ID).any())


def classes_of(answer: Tensor, spec: DataSpec, target: str) -> tuple[tuple[str, float], ...]:
    """The likeliest classes (labels, next tokens) with their probabilities, and the target's; () of numbers and of steps."""
    if spec.numeric or answer.dim() != 1 or spec.task == "translate":
        return ()
    names = [each.name for each in spec.targets] if spec.multi_label else spec.classes
    if spec.task == "language" and spec.text is not None:
        names = tuple(token_name(token, spec.text) for token in spec.text.vocabulary)
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
        text = written(ids, spec.text).replace("\ufffd", UNKNOWN)
        if len(text) > MOST_CHARACTERS:  # of running text the end, which the next token follows
            next_token = spec.task == "language" and not is_masked(spec)
            text = f"… {text[-MOST_CHARACTERS:]}" if next_token else f"{text[:MOST_CHARACTERS]} …"
        return (("", text),)
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
    if len(cells) <= MOST_CELLS + 1:  # the line that tells of one more would take its place
        return tuple(cells)
    return (*cells[:MOST_CELLS], ("", say("explain.more_columns", count=len(cells) - MOST_CELLS)))


VIEW = View("rows", lambda looked: bool(looked.rows), rows_section)
