"""Subsampling and noise by their equations, and by how often words come."""

import numpy as np
import pytest
from scipy.stats import chisquare

from lamina.data.corpus.word_noise import NoiseWords, keep_probability


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


def test_a_draw_at_the_end_is_a_word() -> None:
    class Ends:
        def random(self, shape: tuple[int, ...]) -> np.ndarray:
            return np.array([0.0, np.nextafter(1.0, 0.0)])

    assert NoiseWords(np.array([0, 3, 3, 3, 0])).draw(Ends(), (2,)).tolist() == [1, 3]  # type: ignore[arg-type]
