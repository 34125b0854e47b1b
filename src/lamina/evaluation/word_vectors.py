"""What word vectors know: the words nearest to one, analogies, and how alike people find two words.

All of it is by the cosine of two vectors. A score counts only the pairs and questions whose words all have vectors;
how many of them do, the coverage, belongs beside it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import atanh, sqrt, tanh

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from lamina.core.later import Later
from lamina.evaluation.intervals import Z, wilson

stats = Later("scipy.stats")


AT_ONCE = 256  # questions whose scores over the whole vocabulary are held at once


class WordVectors:
    """Words with their vectors, each scaled to length 1 (a zero vector stays zero). table: (V, D)."""

    def __init__(self, words: Sequence[str], table: Tensor) -> None:
        self.words = tuple(words)
        self.places = {word: place for place, word in enumerate(self.words)}
        table = table.detach().to(torch.float32)
        self.table = table / table.norm(dim=1, keepdim=True).clamp(min=1e-30)

    def nearest(self, vector: Tensor, count: int, without: Iterable[str] = ()) -> list[tuple[str, float]]:
        """(word, cosine) of the `count` words nearest to a vector (D,), nearest first; words in `without` are not told."""
        scores = self.table @ (vector / vector.norm().clamp(min=1e-30)).to(torch.float32)
        left_out = [self.places[word] for word in without if word in self.places]
        scores[left_out] = -torch.inf
        values, places = scores.topk(min(count, len(self.words) - len(left_out)))
        return [(self.words[place], value) for place, value in zip(places.tolist(), values.tolist(), strict=True)]


def loss_of_shares(read: NDArray[np.float64], noise: NDArray[np.float64] | None = None, negatives: int = 0) -> float:
    """Mean loss of a prediction by the best answer that knows how often each word occurs, and not what stands beside it.

    read: (V,) shares of the words that are predicted. Told from `negatives` noise words of shares `noise`, word o is said
    to be real with the probability read / (read + negatives noise) (Mikolov et al. 2013, equation 4; Levy & Goldberg
    2014, Neural word embedding as implicit matrix factorization, without the word's context); predicted along a tree,
    the cost is the entropy of the shares. All vectors of words being the same, no network does better.
    """
    some = read > 0
    if noise is None:
        return float(-(read[some] * np.log(read[some])).sum())
    real, false = read[some], negatives * noise[some]
    return float((real * np.log1p(false / real) + false * np.log1p(real / false)).sum())


@dataclass(frozen=True)
class Agreement:
    """A score over what is covered, of all that was asked, with a 95 % interval; NaN where nothing can be said."""

    value: float
    low: float | None
    high: float | None
    covered: int
    asked: int


def similarity(vectors: WordVectors, pairs: Sequence[tuple[str, str, float]]) -> Agreement:
    """Spearman's rank correlation of the cosines with judgements. pairs: (word, word, how alike people find them).

    Interval: Bonett & Wright (2000), Sample size requirements for correlations, equation 4.
    """
    known = [pair for pair in pairs if pair[0] in vectors.places and pair[1] in vectors.places]
    if len({judged for _, _, judged in known}) < 2 or len(known) < 4:
        return Agreement(float("nan"), None, None, len(known), len(pairs))
    first = [vectors.places[word] for word, _, _ in known]
    second = [vectors.places[word] for _, word, _ in known]
    cosines = (vectors.table[first] * vectors.table[second]).sum(dim=1)
    value = float(stats.spearmanr(cosines.numpy(), [judged for _, _, judged in known])[0])  # type: ignore[arg-type]
    if not abs(value) < 1:
        return Agreement(value, None, None, len(known), len(pairs))
    half = Z * sqrt((1 + value**2 / 2) / (len(known) - 3))
    return Agreement(value, tanh(atanh(value) - half), tanh(atanh(value) + half), len(known), len(pairs))


def analogies(vectors: WordVectors, questions: Sequence[tuple[str, str, str, str]]) -> Agreement:
    """Share of "a is to b as c is to d" that are answered with d: the word nearest to b - a + c that is none of them.

    3CosAdd: Mikolov, Yih, Zweig (2013), Linguistic regularities in continuous space word representations. The
    questions' words are compared as they stand; the answer comes from the whole vocabulary.
    """
    known = [question for question in questions if all(word in vectors.places for word in question)]
    if not known:
        return Agreement(float("nan"), None, None, 0, len(questions))
    places = torch.tensor([[vectors.places[word] for word in question] for question in known])
    right = sum(int((_answers(vectors, some) == some[:, 3]).sum()) for some in places.split(AT_ONCE))
    low, high = wilson(right, len(known)) or (None, None)
    return Agreement(right / len(known), low, high, len(known), len(questions))


def _answers(vectors: WordVectors, places: Tensor) -> Tensor:
    """(m,) the word that each of the questions (m, 4) is answered with."""
    a, b, c = (vectors.table[places[:, column]] for column in range(3))
    scores = (b - a + c) @ vectors.table.T
    scores.scatter_(1, places[:, :3], -torch.inf)
    return scores.argmax(dim=1)


def principal_axes(table: Tensor, count: int = 2) -> tuple[np.ndarray, float]:
    """The rows of a table on their first principal axes, (m, count) float64: the directions in which they differ most;

    and the share of the variance that these axes have.

    The sign of an axis is that of its largest share, so that the same vectors give the same picture.
    """
    centred = (table - table.mean(dim=0)).double()
    _, spread, axes = torch.linalg.svd(centred, full_matrices=False)
    axes = axes[:count]
    signs = torch.sign(axes.gather(1, axes.abs().argmax(dim=1, keepdim=True)))
    share = float((spread[:count] ** 2).sum() / (spread**2).sum().clamp(min=1e-300))
    return (centred @ (axes * signs).T).numpy(), share
