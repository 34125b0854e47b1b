"""Counting language models against their formulas, written out with dictionaries."""

import math
from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lamina.evaluation.ngram import best_ngram, fit_ngram, fit_unigram

V = 4
ROWS = st.lists(st.integers(0, V - 1), min_size=8, max_size=40)


def ids(row) -> np.ndarray:
    return np.array(row, dtype=np.int64)


def kneser_ney(row: list[int], history: tuple[int, ...], token: int, order: int) -> float:
    """P(token | history), straight from the paper: counts in dictionaries, one level after the other."""
    chance = 1.0 / V
    for k in range(1, order + 1):
        if len(history) < k - 1:
            break
        grams = Counter(tuple(row[i : i + k]) for i in range(len(row) - k + 1))
        if k < order:
            longer = {tuple(row[i : i + k + 1]) for i in range(len(row) - k)}
            grams = Counter({gram: sum(each[1:] == gram for each in longer) for gram in grams})
        once, twice = (sum(count == number for count in grams.values()) for number in (1, 2))
        discount = once / (once + 2 * twice) if once else 0.5
        before = history[len(history) - k + 1 :]
        following = {gram[-1]: count for gram, count in grams.items() if gram[:-1] == before}
        total = sum(following.values())
        if total:
            kinds = sum(count > 0 for count in following.values())
            chance = (max(following.get(token, 0) - discount, 0) + discount * kinds * chance) / total
    return chance


@settings(max_examples=40, deadline=None)
@given(ROWS, ROWS, st.integers(1, 4))
def test_it_is_the_formula(row, held, order):
    found = fit_ngram(ids(row), V, order).nats(ids(held))
    expected = [-math.log(kneser_ney(row, tuple(held[:place]), held[place], order)) for place in range(1, len(held))]
    np.testing.assert_allclose(found, expected, rtol=1e-9)


@settings(max_examples=30, deadline=None)
@given(ROWS, st.lists(st.integers(0, V - 1), min_size=1, max_size=5), st.integers(1, 4))
def test_probabilities_of_what_may_follow_are_one(row, history, order):
    model = fit_ngram(ids(row), V, order)
    chances = [math.exp(-model.nats(ids([*history, token]))[-1]) for token in range(V)]
    assert sum(chances) == pytest.approx(1.0)
    assert min(chances) > 0


def test_the_order_is_chosen_on_held_out_text():
    random = np.random.default_rng(0)
    noise = random.integers(0, V, 3_000)
    period = np.tile([0, 1, 0, 2, 0, 3], 500)  # two tokens back decide
    assert best_ngram(noise[:2000], noise[2000:], V, 6).order == 2
    assert best_ngram(period[:2000], period[2000:], V, 6).order == 3
    assert best_ngram(period, None, V, 6).order == 3


def test_a_unigram_knows_every_token():
    model = fit_unigram(ids([0, 0, 0, 1]), 3)
    np.testing.assert_allclose(np.exp(-model.nats(ids([0, 0, 1, 2]))), [4 / 7, 2 / 7, 1 / 7])
