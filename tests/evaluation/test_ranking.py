"""The area under the ROC curve: known numbers, ties, weights."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import roc_auc_score

from lamina.evaluation.ranking import RankedScores


def test_hand_counted_pairs() -> None:
    ranks = RankedScores(np.array([0.1, 0.4, 0.4, 0.8]), np.array([False, True, False, True]))
    assert ranks.area(np.ones(4)) == pytest.approx((1 + 0.5 + 1 + 1) / 4)  # four pairs, one tied


@settings(max_examples=50, deadline=None)
@given(seed=st.integers(0, 10_000), levels=st.integers(1, 20))
def test_ties_and_weights_agree_with_scikit_learn(seed: int, levels: int) -> None:
    random = np.random.default_rng(seed)
    score = random.integers(0, levels, 40) / levels
    positive = np.r_[True, False, random.random(38) < 0.3]
    weight = random.integers(0, 3, 40).astype(float)
    weight[:2] = 1
    expected = roc_auc_score(positive, score, sample_weight=weight)
    assert RankedScores(score, positive).area(weight) == pytest.approx(expected, abs=1e-12)


def test_turning_the_scores_round_turns_the_area_round() -> None:
    random = np.random.default_rng(3)
    score, positive = random.normal(size=30), random.random(30) < 0.5
    forward = RankedScores(score, positive).area(np.ones(30))
    assert RankedScores(-score, positive).area(np.ones(30)) == pytest.approx(1 - forward)


def test_no_rows_have_no_area() -> None:
    assert np.isnan(RankedScores(np.zeros(0), np.zeros(0, dtype=bool)).area(np.zeros(0)))
