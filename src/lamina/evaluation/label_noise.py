"""Are some labels wrong? Compares two accounts of a network's errors on rows with their labels.

The first: the labels are right, and the network is as sure as it has reason to be once a temperature is set (Guo et al.
2017, `calibration`): sure errors are then rarer than unsure ones, by the odds that the network itself gives. The
second: a share e of the labels is another class, drawn evenly, whatever the network thinks (symmetric label noise; Natarajan
et al. 2013; Northcutt et al. 2021): then there are errors among the surest rows, too. With p the probabilities at
sharpness a, a label k of K has the probability (1 - e) p_k + e (1 - p_k) / (K - 1). Twice the logarithm of the ratio of
both accounts' best likelihoods tells which one the rows speak for; as one number it holds all rows, so that many rows
do not make chance look like proof.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

MOST_ROWS, MOST_NUMBERS = 8192, 2**22  # rows, and probabilities, by which both accounts are fitted
SHARPNESS = np.geomspace(0.05, 4.0, 45)
SHARES = np.concatenate(([0.0], np.geomspace(0.002, 0.4, 40)))
LEAST = 1e-12  # of a probability, as stored ones may be 0
FEWEST_ROWS = 30


class Noise(NamedTuple):
    """gain: 2 log of the likelihood ratio; share: of wrong labels, at its most likely; doubts: of each row, how probable

    it then is that its label is wrong, (n,).
    """

    gain: float
    share: float
    doubts: NDArray[np.float64]


def label_noise(probabilities: NDArray[np.float64], labels: NDArray[np.int64], share: float | None = None) -> Noise:
    """probabilities (n, K) of a network's answers, rows summing to 1; labels (n,) classes. Few rows say nothing.

    share: of wrong labels where other rows have told it; the gain may then be negative.
    """
    rows, classes = probabilities.shape
    if rows < FEWEST_ROWS or classes < 2:
        return Noise(0.0, 0.0, np.zeros(rows))
    step = max(1, -(-rows // MOST_ROWS), rows * classes // MOST_NUMBERS)
    scores, few = np.log(probabilities[::step].clip(LEAST, 1.0)), labels[::step]
    given = np.stack([_sharpened(scores, few, sharpness) for sharpness in SHARPNESS])  # (A, n)
    shares = SHARES if share is None else np.array([0.0, share])
    likelihood = np.stack([np.log(_mixed(given, each, classes)).sum(axis=1) for each in shares], axis=1)
    told = likelihood if share is None else likelihood[:, 1:]
    best = np.unravel_index(told.argmax(), told.shape)
    share = float(shares[best[1]]) if share is None else share
    chosen = _sharpened(np.log(probabilities.clip(LEAST, 1.0)), labels, SHARPNESS[best[0]])
    doubts = 1.0 - (1.0 - share) * chosen / _mixed(chosen, share, classes)
    return Noise(float(2 * (told.max() - likelihood[:, 0].max())), share, doubts)


def _sharpened(scores: NDArray[np.float64], labels: NDArray[np.int64], sharpness: float) -> NDArray[np.float64]:
    """Of each row its label's probability, softmax(sharpness * scores)."""
    powers = np.exp(sharpness * (scores - scores.max(axis=1, keepdims=True)))
    return (powers[np.arange(len(labels)), labels] / powers.sum(axis=1)).clip(LEAST, 1.0)


def _mixed(given: NDArray[np.float64], share: float, classes: int) -> NDArray[np.float64]:
    return (1.0 - share) * given + share * (1.0 - given) / (classes - 1)
