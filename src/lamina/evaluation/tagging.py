"""All that is known of labels given to tokens: scores with intervals, per label, confusion, spans, calibration.

Tokens of a sentence hang together, so intervals come from resampling whole sentences.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor

from lamina.core.errors import InputError
from lamina.core.records import Baseline, ClassScore, Evaluation, Note, Score
from lamina.evaluation.calibration import calibration_bins, calibration_error
from lamina.evaluation.intervals import SMALLEST_PART, bootstrap
from lamina.evaluation.metrics import class_shares, confusion_matrix
from lamina.evaluation.spans import count_spans, marks_spans

_SMALLEST = float(np.finfo(np.float64).eps)


@dataclass(frozen=True)
class Tagged:
    """Scored tokens of a part, one after the other, sentence by sentence.

    probability: (N, K) of each label; target: (N,) int64; sentence: (N,) int64, which sentence, ascending; known: (N,)
    bool, whether the vocabulary holds the token.
    """

    probability: Tensor
    target: Tensor
    sentence: Tensor
    known: Tensor

    def __len__(self) -> int:
        return len(self.target)


def evaluate_tags(
    part: str, tagged: Tagged, classes: Sequence[str], *, baselines: Sequence[Baseline] = (), seed: int = 0,
    intervals: bool = True,
) -> Evaluation:  # fmt: skip
    """Evaluation of a part by name; rows are scored tokens. The headline: span F1 where labels mark spans, else accuracy.

    Raises InputError for a part without a scored token, and for answers that are not finite.
    """
    _check(part, tagged)
    measure, sentences = _measure(tagged, classes)
    values = measure(np.ones(sentences))
    found = (
        bootstrap(lambda rows: _of_some(measure, rows, sentences), sentences, -(-len(tagged) // sentences), seed)
        if intervals
        else {}
    )
    scores = {
        name: Score(value=value, low=found.get(name, (None, None))[0], high=found.get(name, (None, None))[1])
        for name, value in values.items()
        if np.isfinite(value)
    }
    chosen, target = tagged.probability.argmax(dim=1).numpy(), tagged.target.numpy()
    confusion = confusion_matrix(target, chosen, len(classes), np.ones(len(target))).astype(np.int64)
    return Evaluation(
        part=part, rows=len(tagged), task="tag", headline="span_f1" if "span_f1" in scores else "accuracy", scores=scores,
        per_class=(*_spans_by_kind(tagged, classes), *_per_label(confusion, classes)), classes=tuple(classes),
        confusion=tuple(tuple(row) for row in confusion.tolist()),
        calibration=calibration_bins(tagged.probability.max(dim=1).values.numpy(), (chosen == target).astype(np.float64)),
        baselines=tuple(baselines), notes=_notes(tagged, sentences, classes, confusion),
    )  # fmt: skip


def tag_scores(tagged: Tagged, classes: Sequence[str]) -> dict[str, float]:
    """The scores without intervals (for baselines)."""
    _check("", tagged)
    measure, sentences = _measure(tagged, classes)
    return {name: value for name, value in measure(np.ones(sentences)).items() if np.isfinite(value)}


def _check(part: str, tagged: Tagged) -> None:
    if not len(tagged):
        raise InputError("evaluation.empty_part", part=part)
    broken = ~torch.isfinite(tagged.probability).all(dim=1)
    if bool(broken.any()):
        raise InputError("evaluation.not_finite", part=part, rows=int(broken.sum()), first=int(broken.nonzero()[0]) + 1)


def _of_some(
    measure: Callable[[np.ndarray], dict[str, float]], rows: np.ndarray, sentences: int
) -> Callable[[np.ndarray], dict[str, float]]:
    """The measure of some sentences, by weights of these alone."""

    def of_these(weight: np.ndarray) -> dict[str, float]:
        whole = np.zeros(sentences)
        whole[rows] = weight
        return measure(whole)

    return of_these


def _measure(tagged: Tagged, classes: Sequence[str]) -> tuple[Callable[[np.ndarray], dict[str, float]], int]:
    """(weight of each sentence -> scores, number of sentences). Counts are added up per sentence once."""
    probability, target = tagged.probability.numpy(), tagged.target.numpy()
    _, sentence = np.unique(tagged.sentence.numpy(), return_inverse=True)
    count, size = int(sentence.max()) + 1, len(classes)
    chosen = probability.argmax(axis=1)
    right, known = chosen == target, tagged.known.numpy()
    loss = -np.log(np.clip(probability[np.arange(len(target)), target], _SMALLEST, 1.0))

    def by_sentence(values: np.ndarray) -> np.ndarray:
        return np.bincount(sentence, weights=values.astype(np.float64), minlength=count)

    tokens, rights, nats = by_sentence(np.ones(len(target))), by_sentence(right), by_sentence(loss)
    strange, strange_right = by_sentence(~known), by_sentence(right & ~known)
    spans = _span_counts(chosen, target, sentence, classes) if marks_spans(classes) else None
    cells = target * size + chosen
    confidence = probability.max(axis=1)

    def scores(weight: np.ndarray) -> dict[str, float]:
        each = weight[sentence]
        confusion = np.bincount(cells, weights=each, minlength=size**2).reshape(size, size)
        true, answered = confusion.sum(axis=1), confusion.sum(axis=0)
        shares, seen = class_shares(confusion.diagonal(), true, answered), (true + answered) > 0
        found = {} if spans is None else _span_shares(weight @ spans)
        return found | {
            "accuracy": _share(weight @ rights, weight @ tokens),
            "accuracy_unknown": _share(weight @ strange_right, weight @ strange),
            "sentence_accuracy": _share(weight @ (rights == tokens), weight.sum()),
            "precision_macro": float(shares.precision[seen].mean()),
            "recall_macro": float(shares.recall[seen].mean()),
            "f1_macro": float(shares.f1[seen].mean()),
            "log_loss": _share(weight @ nats, weight @ tokens),
            "calibration_error": calibration_error(confidence, right.astype(np.float64), each),
        }

    return scores, count


def _span_counts(chosen: np.ndarray, target: np.ndarray, sentence: np.ndarray, classes: Sequence[str]) -> np.ndarray:
    """(sentences, 3): spans found rightly, there, given."""
    found = [
        np.array(list(count_spans(*pair).values()), dtype=np.float64).reshape(-1, 3).sum(axis=0)
        for pair in _labels(chosen, target, sentence, classes)
    ]
    return np.stack(found)


def _labels(
    chosen: np.ndarray, target: np.ndarray, sentence: np.ndarray, classes: Sequence[str]
) -> list[tuple[list[str], list[str]]]:
    """(true labels, given labels) of each sentence; sentence ascends."""
    borders = np.flatnonzero(np.diff(sentence)) + 1
    pairs = zip(np.split(target, borders), np.split(chosen, borders), strict=True)
    names = list(classes)
    return [([names[code] for code in true], [names[code] for code in given]) for true, given in pairs]


def _span_shares(counts: np.ndarray) -> dict[str, float]:
    right, there, given = counts.tolist()
    return {
        "span_f1": _share(2 * right, there + given), "span_precision": _share(right, given),
        "span_recall": _share(right, there),
    }  # fmt: skip


def _spans_by_kind(tagged: Tagged, classes: Sequence[str]) -> tuple[ClassScore, ...]:
    """Precision, recall and F1 of each kind of span, where labels mark spans; rows are the spans there are."""
    if not marks_spans(classes):
        return ()
    chosen, target = tagged.probability.argmax(dim=1).numpy(), tagged.target.numpy()
    totals: dict[str, np.ndarray] = {}
    for pair in _labels(chosen, target, tagged.sentence.numpy(), classes):
        for kind, counts in count_spans(*pair).items():
            totals[kind] = totals.get(kind, np.zeros(3)) + np.array(counts)
    return tuple(_score(kind, *counts.tolist()) for kind, counts in sorted(totals.items()))


def _per_label(confusion: np.ndarray, classes: Sequence[str]) -> tuple[ClassScore, ...]:
    columns = zip(classes, confusion.diagonal(), confusion.sum(axis=1), confusion.sum(axis=0), strict=True)
    return tuple(_score(name, float(right), float(there), float(given)) for name, right, there, given in columns)


def _score(name: str, right: float, there: float, given: float) -> ClassScore:
    """0 where a share does not exist, as elsewhere."""
    share = [
        above / below if below else 0.0 for above, below in ((right, given), (right, there), (2 * right, there + given))
    ]
    return ClassScore(name=name, precision=share[0], recall=share[1], f1=share[2], rows=int(there))


def _notes(tagged: Tagged, sentences: int, classes: Sequence[str], confusion: np.ndarray) -> tuple[Note, ...]:
    unknown = int((~tagged.known).sum())
    notes = [Note(code="tag.scored", parameters={"tokens": len(tagged), "sentences": sentences, "unknown": unknown})]
    absent = [name for name, count in zip(classes, confusion.sum(axis=1), strict=True) if count == 0]
    if absent:
        notes.append(Note(code="evaluation.classes_absent", parameters={"names": absent}))
    if sentences < SMALLEST_PART:
        notes.append(Note(code="evaluation.few_rows", parameters={"rows": sentences, "least": SMALLEST_PART}))
    return tuple(notes)


def _share(above: Any, below: Any) -> float:
    """NaN where there is nothing to divide by."""
    return float(above / below) if below else float("nan")
