"""Language models by counting: the baselines of those that learn.

Interpolated Kneser-Ney (Kneser & Ney 1995; one discount for each order, Chen & Goodman 1999, section 2.7 and 4.1):

    P_k(w | h) = max(c(h w) - D, 0) / c(h)  +  D N(h) / c(h)  P_{k-1}(w | h')        D = n1 / (n1 + 2 n2)

h' is h without its first token, N(h) how many different tokens follow h, n1 and n2 how many n-grams were counted once
and twice. Counts c below the highest order are of different tokens before (continuations); P_0 is 1 / V.
Nothing is looped over in Python: an n-gram is the number of its beginning times V plus its last token.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ids = NDArray[np.int64]


@dataclass(frozen=True)
class _Order:
    """The n-grams of one order. keys: sorted, (number of the beginning) * V + last token; counts: of each."""

    keys: Ids
    counts: NDArray[np.float64]
    totals: NDArray[np.float64]  # of each beginning: the sum of its counts
    kinds: NDArray[np.float64]  # and how many of them are not 0
    discount: float


@dataclass(frozen=True)
class NGram:
    """Counts of orders 1 ... n over a vocabulary of V tokens."""

    vocab_size: int
    orders: tuple[_Order, ...]

    @property
    def order(self) -> int:
        """The length of its longest n-grams."""
        return len(self.orders)

    def nats(self, tokens: Ids) -> NDArray[np.float64]:
        """-ln P of each token but the first, given all before it in the row: (n,) -> (n - 1,)."""
        chance = np.full(len(tokens), 1.0 / self.vocab_size)
        before = np.zeros(len(tokens), dtype=np.int64)  # number of the beginning in front of each token, -1 for none
        for order in self.orders:
            keys = before * self.vocab_size + tokens
            place = np.searchsorted(order.keys, keys).clip(max=len(order.keys) - 1)
            found = (before >= 0) & (order.keys[place] == keys)
            total = np.where(before >= 0, order.totals[before], 0.0)
            seen = np.where(found, order.counts[place] - order.discount, 0.0).clip(min=0.0)
            kept = order.discount * order.kinds[before] * chance
            chance = np.where(total > 0, (seen + kept) / np.where(total > 0, total, 1.0), chance)
            before = np.concatenate([[-1], np.where(found, place, -1)[:-1]])
        return -np.log(chance[1:])


def fit_ngram(tokens: Ids, vocab_size: int, order: int) -> NGram:
    """Count the n-grams of a row of token ids (n,), n >= 1, up to an order."""
    keys, numbers, firsts = [], [], []
    before = np.zeros(len(tokens), dtype=np.int64)
    for start in range(min(order, len(tokens))):  # where the first n-gram of this order ends
        found, first, inverse = np.unique(
            before[start:] * vocab_size + tokens[start:], return_index=True, return_inverse=True
        )
        keys.append(found)
        firsts.append(first + start)
        numbers.append(np.concatenate([np.zeros(start, dtype=np.int64), inverse]))  # before `start` there is no n-gram
        before = np.concatenate([[0], numbers[-1][:-1]])
    levels = []
    for level, found in enumerate(keys):
        if level + 1 < len(keys):  # different tokens before it: the longer n-grams that end in it
            counts = np.bincount(numbers[level][firsts[level + 1]], minlength=len(found)).astype(np.float64)
        else:
            counts = np.bincount(numbers[level][level:], minlength=len(found)).astype(np.float64)
        beginnings = len(keys[level - 1]) if level else 1
        levels.append(_order(found, counts, vocab_size, beginnings))
    return NGram(vocab_size, tuple(levels))


def _order(keys: Ids, counts: NDArray[np.float64], vocab_size: int, beginnings: int) -> _Order:
    owner = keys // vocab_size
    once, twice = float((counts == 1).sum()), float((counts == 2).sum())
    return _Order(
        keys, counts,
        totals=np.bincount(owner, weights=counts, minlength=beginnings).astype(np.float64),
        kinds=np.bincount(owner[counts > 0], minlength=beginnings).astype(np.float64),
        discount=once / (once + 2 * twice) if once else 0.5,
    )  # fmt: skip


def best_ngram(tokens: Ids, held: Ids | None, vocab_size: int, most: int) -> NGram:
    """Of orders 2 ... `most` the one that foretells the held tokens best; without any, order 3."""
    if held is None or len(held) < 2:
        return fit_ngram(tokens, vocab_size, min(3, most))
    best = fit_ngram(tokens, vocab_size, 2)
    for order in range(3, most + 1):
        longer = fit_ngram(tokens, vocab_size, order)
        if longer.nats(held).sum() >= best.nats(held).sum():
            break
        best = longer
    return best


@dataclass(frozen=True)
class Unigram:
    """How often each token stands in the training text, one added to each, so that none is impossible."""

    chances: NDArray[np.float64]

    def nats(self, tokens: Ids) -> NDArray[np.float64]:
        """-ln P of each token but the first: (n,) -> (n - 1,)."""
        return -np.log(self.chances[tokens[1:]])


def fit_unigram(tokens: Ids, vocab_size: int) -> Unigram:
    """Count the tokens of a row (n,)."""
    counts = np.bincount(tokens, minlength=vocab_size) + 1.0
    return Unigram(counts / counts.sum())
