"""Whether a probability means what it says: calibration bins, and temperature scaling.

Guo, Pleiss, Sun, Weinberger: On calibration of modern neural networks, ICML 2017 (arXiv 1706.04599).
"""

import numpy as np
import torch
from torch import Tensor

from lamina.core.records import CalibrationBin

NUM_BINS = 15  # the paper's M
COLDEST, HOTTEST = 0.1, 10.0


def fit_temperature(logits: Tensor, target: Tensor) -> float:
    """The temperature T in [0.1, 10] at which softmax(logits / T) has the smallest log loss; rows: validation only.

    logits (n, Y); target int64 (n,) classes, or 0/1 (n, Y) labels (sigmoid instead of softmax). The log loss is convex
    in 1/T, so the zero of its derivative is found by bisection in float64. Where every row is answered rightly
    the rows cannot say how sure to be, and T is never below 1.
    """
    scores = logits.detach().double().cpu()
    target = target.detach().cpu()
    if len(scores) == 0 or not bool(torch.isfinite(scores).all()):
        return 1.0
    labels = target.dim() == 2
    low, high = 1 / HOTTEST, 1 / COLDEST
    if _all_right(scores, target, labels):
        high = 1.0
    if _slope(scores, target, high, labels) <= 0:
        return 1 / high
    if _slope(scores, target, low, labels) >= 0:
        return 1 / low
    for _ in range(60):
        middle = (low * high) ** 0.5
        if _slope(scores, target, middle, labels) > 0:
            high = middle
        else:
            low = middle
    return float(2 / (low + high))


def _slope(scores: Tensor, target: Tensor, sharpness: float, labels: bool) -> float:
    """Derivative of the mean log loss by 1/T; the mean is NumPy's, the same bits at any number of threads."""
    if labels:
        return float(((torch.sigmoid(scores * sharpness) - target) * scores).sum(dim=1).numpy().mean())
    expected = (torch.softmax(scores * sharpness, dim=1) * scores).sum(dim=1)
    return float((expected - scores.gather(1, target[:, None]).squeeze(1)).numpy().mean())


def _all_right(scores: Tensor, target: Tensor, labels: bool) -> bool:
    return bool(((scores > 0) == (target > 0.5)).all() if labels else (scores.argmax(dim=1) == target).all())


def calibration_bins(confidence: np.ndarray, right: np.ndarray, num_bins: int = NUM_BINS) -> tuple[CalibrationBin, ...]:
    """Bins of equal width over [0, 1] that hold rows; confidence and right (n,), a bin is (low, high]."""
    index = _bin_index(confidence, num_bins)
    bins = []
    for number in np.unique(index):
        inside = index == number
        bins.append(
            CalibrationBin(
                low=float(number / num_bins),
                high=float((number + 1) / num_bins),
                rows=int(inside.sum()),
                confidence=float(confidence[inside].mean()),
                accuracy=float(right[inside].mean()),
            )
        )
    return tuple(bins)


def calibration_error(
    confidence: np.ndarray, right: np.ndarray, weight: np.ndarray | None = None, num_bins: int = NUM_BINS
) -> float:
    """Expected calibration error (equation 3 of the paper): the bins' |accuracy - confidence|, weighed by rows."""
    weight = np.ones(len(confidence)) if weight is None else weight
    gap = np.bincount(_bin_index(confidence, num_bins), weights=weight * (right - confidence), minlength=num_bins)
    return float(np.abs(gap).sum() / weight.sum())


def _bin_index(confidence: np.ndarray, num_bins: int) -> np.ndarray:
    return np.clip(np.ceil(confidence * num_bins).astype(np.int64) - 1, 0, num_bins - 1)
