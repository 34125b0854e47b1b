"""Subsampling and noise by their equations, and by how often words come."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chisquare

from lamina.data.corpus.word_noise import NoiseWords, keep_probability, noise_shares, shared_cells


def test_frequent_words_are_read_less() -> None:
    counts = np.array([0, 0, 9_000, 990, 10])
    keep = keep_probability(counts, 1e-3)
    frequency = 0.9
    assert keep[2] == pytest.approx(np.sqrt(1e-3 / frequency) + 1e-3 / frequency, rel=1e-6)
    assert keep[4] == 1.0  # a frequency of 0.001
    assert (np.diff(keep[2:]) > 0).all()
    assert (keep_probability(counts, 0) == 1).all()


def test_noise_words_by_the_power_of_their_counts() -> None:
    counts = np.array([0, 0, 1000, 100, 0, 10, 1])
    drawn = np.bincount(NoiseWords(counts).draw(np.random.default_rng(0), (200, 500)).ravel(), minlength=7)
    assert drawn[[0, 1, 4]].sum() == 0
    expected = counts[[2, 3, 5, 6]] ** 0.75
    assert chisquare(drawn[[2, 3, 5, 6]], expected / expected.sum() * drawn.sum()).pvalue > 0.01


@given(st.lists(st.integers(1, 10**6), min_size=1, max_size=40))
def test_cells_hold_each_word_as_often_as_it_is(counts: list[int]) -> None:
    parts = np.array(counts) / np.mean(counts)
    share, other = shared_cells(parts)
    assert share.min() >= 0 and share.max() <= 1
    held = share.copy()
    np.add.at(held, other, 1 - share)
    np.testing.assert_allclose(held, parts, rtol=1e-9, atol=1e-9)


def test_one_word_alone() -> None:
    assert NoiseWords(np.array([0, 3, 0])).draw(np.random.default_rng(0), (2, 2)).tolist() == [[1, 1], [1, 1]]


def test_shares_are_those_of_the_draws() -> None:
    counts = np.array([0, 0, 1000, 100, 0, 10, 1])
    shares = noise_shares(counts)
    assert shares.sum() == pytest.approx(1.0) and (shares[[0, 1, 4]] == 0).all()
    assert shares[2] / shares[5] == pytest.approx(100**0.75)
