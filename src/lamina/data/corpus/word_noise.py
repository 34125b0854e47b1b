"""How often words are read and drawn: frequent words are read less, and noise words are drawn by a flattened frequency.

Mikolov, Sutskever, Chen, Corrado, Dean (2013), Distributed representations of words and phrases, sections 2.2 and 2.3.
"""

import numpy as np
from numpy.typing import NDArray

POWER = 0.75  # of the frequency: "outperformed significantly the unigram and the uniform distributions"


def keep_probability(counts: NDArray[np.int64], threshold: float) -> NDArray[np.float32]:
    """(V,) probability that an occurrence of each word is read: (sqrt(f / t) + 1) t / f, at most 1; f its frequency.

    That is the form of the authors' program (and of gensim); their equation 5, sqrt(t / f), lacks the second term.
    threshold: t; 0 reads every word.
    """
    if threshold == 0:
        return np.ones(len(counts), dtype=np.float32)
    frequency = np.maximum(counts, 1) / counts.sum()
    return np.minimum((np.sqrt(frequency / threshold) + 1) * threshold / frequency, 1).astype(np.float32)


class NoiseWords:
    """Words drawn with probability proportional to count^0.75; words of count 0 never."""

    def __init__(self, counts: NDArray[np.int64], power: float = POWER) -> None:
        weights = np.where(counts > 0, counts.astype(np.float64), 0.0) ** power
        weights[counts == 0] = 0.0  # also where power is 0
        self._cumulative = weights.cumsum() / weights.sum()
        self._last = int(np.flatnonzero(weights)[-1])

    def draw(self, random: np.random.Generator, shape: tuple[int, ...]) -> NDArray[np.int64]:
        """Ids of the given shape, by inversion of the cumulative distribution."""
        found = np.searchsorted(self._cumulative, random.random(shape), side="right")
        return np.minimum(found, self._last)  # rounding may leave the last sum below 1
