"""Distances between the training and the test rows of a column."""

import numpy as np

from lamina.data.tables.drift import Drift, category_drift, notable, number_drift


def test_kolmogorov_smirnov_by_hand() -> None:
    assert number_drift(np.array([1.0, 2.0]), np.array([1.0, 2.0])).distance == 0.0
    assert number_drift(np.array([1.0, 2.0, np.nan]), np.array([3.0])).distance == 1.0
    assert number_drift(np.array([1.0, 2.0, 3.0, 4.0]), np.array([1.0, 2.0, 5.0, 6.0])).distance == 0.5
    assert number_drift(np.array([np.nan]), np.array([1.0])).distance == 0.0


def test_total_variation_by_hand() -> None:
    assert category_drift(np.array([0, 0, 1, 1]), np.array([0, 1, 1, 1])).distance == 0.25
    assert category_drift(np.array([0]), np.array([5])).distance == 1.0


def test_samples_of_one_distribution_are_not_notable_and_shifted_ones_are() -> None:
    random = np.random.default_rng(0)
    same = [number_drift(random.normal(size=300), random.normal(size=100)) for _ in range(50)]
    assert all(drift.distance < drift.noise for drift in same)
    codes = [category_drift(random.integers(0, 20, 300), random.integers(0, 20, 100)) for _ in range(50)]
    assert all(drift.distance < drift.noise for drift in codes)
    shifted = number_drift(random.normal(size=300), random.normal(1.0, size=100))
    assert list(notable({"x": shifted, "y": same[0]})) == ["x"]


def test_farthest_first_and_small_distances_left_out() -> None:
    drifts = {"a": Drift(0.2, 0.01), "b": Drift(0.5, 0.01), "c": Drift(0.05, 0.01), "d": Drift(0.4, 0.6)}
    assert notable(drifts) == {"b": 0.5, "a": 0.2}
