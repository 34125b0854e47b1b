"""The scores, by scikit-learn's definitions, over rows that carry a weight.

The weight is how often a resample drew the row (all one for the score itself), so that one function gives both the
score and its bootstrap. A score that does not exist for these rows is NaN here and never leaves this floor.
Shares are 0..1 (mape and smape too), log loss is in nats, rmse and mae are in the target's raw unit.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from lamina.evaluation.calibration import calibration_error
from lamina.evaluation.ranking import RankedScores

_SMALLEST = float(np.finfo(np.float64).eps)
NAN = float("nan")


class ClassShares(NamedTuple):
    """Precision, recall and F1 of each class (0 where undefined), (K,) each."""

    precision: np.ndarray
    recall: np.ndarray
    f1: np.ndarray


def confusion_matrix(target: np.ndarray, chosen: np.ndarray, num_classes: int, weight: np.ndarray) -> np.ndarray:
    """(K, K): row is the true class, column the answer."""
    flat = np.bincount(target * num_classes + chosen, weights=weight, minlength=num_classes**2)
    return flat.reshape(num_classes, num_classes)


def class_shares(right: np.ndarray, true: np.ndarray, answered: np.ndarray) -> ClassShares:
    """From counts per class: rightly answered, rows of the class, answers of the class."""
    precision, recall = _divide(right, answered), _divide(right, true)
    return ClassShares(precision, recall, _divide(2 * right, true + answered))


def measure_classes(probability: np.ndarray, target: np.ndarray) -> Callable[[np.ndarray], dict[str, float]]:
    """Scores of one classified target; probability (n, K), target (n,) of class numbers.

    Macro averages are over the classes that occur in target or answers; roc_auc is one-vs-rest, averaged over the
    classes that have rows inside and outside; with two classes it is that of the second.
    """
    num_classes = probability.shape[1]
    chosen = probability.argmax(axis=1)
    right = (chosen == target).astype(np.float64)
    confidence = probability.max(axis=1)
    loss = -np.log(np.clip(probability[np.arange(len(target)), target], _SMALLEST, 1 - _SMALLEST))
    ranked = [1] if num_classes == 2 else list(range(num_classes))
    ranks = [RankedScores(probability[:, k], target == k) for k in ranked]

    def scores(weight: np.ndarray) -> dict[str, float]:
        confusion = confusion_matrix(target, chosen, num_classes, weight)
        true, answered = confusion.sum(axis=1), confusion.sum(axis=0)
        shares = class_shares(confusion.diagonal(), true, answered)
        seen = (true + answered) > 0
        return {
            "accuracy": float((right * weight).sum() / weight.sum()),
            "precision_macro": float(shares.precision[seen].mean()),
            "recall_macro": float(shares.recall[seen].mean()),
            "f1_macro": float(shares.f1[seen].mean()),
            "roc_auc": _mean([rank.area(weight) for rank in ranks]),
            "log_loss": float((loss * weight).sum() / weight.sum()),
            "calibration_error": calibration_error(confidence, right, weight),
        }

    return scores


def measure_labels(probability: np.ndarray, target: np.ndarray) -> Callable[[np.ndarray], dict[str, float]]:
    """Scores of several yes/no targets; both (n, Y). Accuracy counts rows whose labels are all right."""
    truth, chosen = target > 0.5, probability >= 0.5
    right = (truth == chosen).astype(np.float64)
    exact = right.all(axis=1).astype(np.float64)
    clipped = np.clip(probability, _SMALLEST, 1 - _SMALLEST)
    loss = -np.where(truth, np.log(clipped), np.log(1 - clipped)).mean(axis=1)
    confidence = np.where(chosen, probability, 1 - probability)
    ranks = [RankedScores(probability[:, k], truth[:, k]) for k in range(truth.shape[1])]

    def scores(weight: np.ndarray) -> dict[str, float]:
        shares = class_shares(weight @ (truth & chosen), weight @ truth, weight @ chosen)
        cells = np.repeat(weight, truth.shape[1])
        return {
            "accuracy": float((exact * weight).sum() / weight.sum()),
            "precision_macro": float(shares.precision.mean()),
            "recall_macro": float(shares.recall.mean()),
            "f1_macro": float(shares.f1.mean()),
            "roc_auc": _mean([rank.area(weight) for rank in ranks]),
            "log_loss": float((loss * weight).sum() / weight.sum()),
            "calibration_error": calibration_error(confidence.ravel(), right.ravel(), cells),
        }

    return scores


def measure_numbers(answers: np.ndarray, target: np.ndarray) -> Callable[[np.ndarray], dict[str, float]]:
    """Scores of numeric targets in raw units; both (n, Y), averaged over the targets with equal weight.

    mape is over the rows whose target is not zero; smape is 2|y - a| / (|y| + |a|), 0 where both are zero.
    r2 is NaN where the target does not vary.
    """
    error = answers - target
    square, absolute = error**2, np.abs(error)
    nonzero = (target != 0).astype(np.float64)
    percentage = absolute / np.where(target != 0, np.abs(target), 1.0) * nonzero
    symmetric = _divide(2 * absolute, np.abs(target) + np.abs(answers))

    def scores(weight: np.ndarray) -> dict[str, float]:
        total = weight.sum()
        mean = weight @ target / total
        spread = weight @ (target - mean) ** 2
        # a constant target leaves rounding noise: compare with the size of the numbers, not with zero
        varies = spread > 1e-20 * total * (1 + mean**2)
        r2 = np.where(varies, 1 - weight @ square / np.where(varies, spread, 1.0), NAN)
        counted = weight @ nonzero
        return {
            "rmse": float(np.sqrt(weight @ square / total).mean()),
            "mae": float((weight @ absolute / total).mean()),
            "r2": _mean(list(r2)),
            "mape": _mean(list(np.where(counted > 0, weight @ percentage / np.where(counted > 0, counted, 1), NAN))),
            "smape": float((weight @ symmetric / total).mean()),
        }

    return scores


def _mean(values: list[float]) -> float:
    """Mean over the values that exist; NaN when none does."""
    finite = [value for value in values if not np.isnan(value)]
    return float(np.mean(finite)) if finite else NAN


def _divide(above: np.ndarray, below: np.ndarray) -> np.ndarray:
    """Element by element, 0 where the divisor is 0."""
    return np.divide(above, below, out=np.zeros(np.shape(below), dtype=np.float64), where=below != 0)
