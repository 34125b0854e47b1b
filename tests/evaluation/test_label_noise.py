"""Wrong labels against a network's own errors, on answers whose truth is known."""

import numpy as np
import pytest

from lamina.evaluation.label_noise import label_noise


def answered(rows: int, classes: int, seed: int, sure: float = 2.0) -> tuple[np.ndarray, np.ndarray]:
    """Probabilities (n, K), and labels drawn from just these: a network that is as sure as it has reason to be."""
    draw = np.random.default_rng(seed)
    scores = sure * draw.normal(size=(rows, classes))
    probabilities = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    labels = (probabilities.cumsum(axis=1) > draw.random((rows, 1))).argmax(axis=1)
    return probabilities, labels


def sharpened(probabilities: np.ndarray, by: float) -> np.ndarray:
    powers = probabilities**by
    return powers / powers.sum(axis=1, keepdims=True)


def spoilt(labels: np.ndarray, classes: int, share: float, seed: int) -> tuple[np.ndarray, np.ndarray]:
    draw = np.random.default_rng(seed + 1)
    wrong = draw.random(len(labels)) < share
    return np.where(wrong, (labels + draw.integers(1, classes, len(labels))) % classes, labels), wrong


@pytest.mark.parametrize("classes", [2, 3, 10])
@pytest.mark.parametrize("by", [0.5, 1.0, 3.0])
def test_own_errors_are_no_wrong_labels_however_sure_the_network_is(classes: int, by: float) -> None:
    """Too sure by a factor of three: a temperature explains it. Of 20 draws chance brings none to a gain of 20."""
    gains = []
    for seed in range(20):
        probabilities, labels = answered(300, classes, seed, 4.0)
        gains.append(label_noise(sharpened(probabilities, by), labels).gain)
    assert max(gains) < 20 and np.median(gains) < 2


@pytest.mark.parametrize(("classes", "share"), [(2, 0.08), (10, 0.08), (10, 0.2)])
def test_wrong_labels_are_counted_and_found(classes: int, share: float) -> None:
    probabilities, labels = answered(1000, classes, 3, 8.0)
    given, wrong = spoilt(labels, classes, share, 3)
    found = label_noise(sharpened(probabilities, 2.0), given)
    assert found.gain > 20 and found.share == pytest.approx(share, rel=0.4)
    doubted = found.doubts > 0.5
    assert wrong[doubted].mean() > 0.7 and doubted[wrong].mean() > 0.5


def test_few_rows_and_odd_probabilities() -> None:
    probabilities, labels = answered(20, 3, 0)
    assert label_noise(probabilities, labels).gain == 0.0
    sure = np.eye(2)[np.zeros(100, dtype=int)]  # probabilities of 0 and 1
    found = label_noise(sure, np.zeros(100, dtype=np.int64))
    assert found.gain == pytest.approx(0.0, abs=1e-6) and np.isfinite(found.doubts).all()
    found = label_noise(sure, (np.arange(100) < 8).astype(np.int64))
    assert np.isfinite(found.gain) and found.doubts.shape == (100,)


def test_a_share_that_other_rows_told() -> None:
    probabilities, labels = answered(400, 3, 5, 8.0)
    given, _ = spoilt(labels, 3, 0.1, 5)
    free, told = label_noise(probabilities, given), label_noise(probabilities, given, 0.1)
    assert told.share == 0.1 and 0 < told.gain <= free.gain + 1
    assert label_noise(probabilities, labels, 0.3).gain < 0  # these labels are right
