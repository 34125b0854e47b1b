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


def noise_shares(counts: NDArray[np.int64], power: float = POWER) -> NDArray[np.float64]:
    """(V,) probability with which each word is drawn as noise: in proportion to count^0.75; of count 0 never."""
    weights = np.where(counts > 0, counts.astype(np.float64) ** power, 0.0)
    return weights / weights.sum()


class NoiseWords:
    """Words drawn with probability proportional to count^0.75; words of count 0 never.

    Walker's method (1977, An efficient method for generating discrete random variables with general distributions):
    as many cells as words, all as likely, each shared by at most two words, so a draw is two look-ups.
    """

    def __init__(self, counts: NDArray[np.int64], power: float = POWER) -> None:
        self._first = np.flatnonzero(counts > 0)  # the word that a cell is named after
        weights = counts[self._first].astype(np.float64) ** power
        share, other = shared_cells(weights / weights.mean())
        self._share, self._second = share.astype(np.float32), self._first[other]

    def draw(self, random: np.random.Generator, shape: tuple[int, ...]) -> NDArray[np.int64]:
        """Ids of the given shape."""
        cell = random.integers(0, len(self._first), shape, dtype=np.int32)
        first = random.random(shape, dtype=np.float32) < self._share[cell]
        return np.where(first, self._first[cell], self._second[cell])


def shared_cells(parts: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """(n,) parts of mean 1 -> (n,) share of each cell that is its own word's, and (n,) the word that has the rest.

    A word of less than a cell is filled up by one of more (Vose 1991, A linear algorithm for generating random numbers
    with a given distribution).
    """
    left, share, other = parts.tolist(), [1.0] * len(parts), list(range(len(parts)))
    small, large = np.flatnonzero(parts < 1).tolist(), np.flatnonzero(parts >= 1).tolist()
    while small and large:
        cell, giver = small.pop(), large[-1]
        share[cell], other[cell] = left[cell], giver
        left[giver] -= 1 - left[cell]
        if left[giver] < 1:
            small.append(large.pop())
    return np.array(share), np.array(other, dtype=np.int64)
