"""The metrics against scikit-learn's, with and without weights, and the cases that scikit-learn refuses."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn import metrics as reference

from lamina.evaluation.metrics import measure_classes, measure_labels, measure_numbers


def probabilities(random: np.random.Generator, rows: int, classes: int) -> np.ndarray:
    raw = random.gamma(0.5, size=(rows, classes)).round(2) + 0.01  # rounded: ties
    return raw / raw.sum(axis=1, keepdims=True)


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10_000), classes=st.integers(2, 6), weighted=st.booleans())
def test_classes_agree_with_scikit_learn(seed: int, classes: int, weighted: bool) -> None:
    random = np.random.default_rng(seed)
    target = np.r_[np.arange(classes), random.integers(0, classes, 60)]
    given_probability = probabilities(random, len(target), classes)
    weight = random.integers(1, 4, len(target)).astype(float) if weighted else np.ones(len(target))
    ours = measure_classes(given_probability, target)(weight)
    chosen = given_probability.argmax(axis=1)
    kept = {"sample_weight": weight, "average": "macro", "zero_division": 0}
    score = given_probability[:, 1] if classes == 2 else given_probability
    expected = {
        "accuracy": reference.accuracy_score(target, chosen, sample_weight=weight),
        "precision_macro": reference.precision_score(target, chosen, **kept),
        "recall_macro": reference.recall_score(target, chosen, **kept),
        "f1_macro": reference.f1_score(target, chosen, **kept),
        "log_loss": reference.log_loss(target, given_probability, sample_weight=weight),
        "roc_auc": reference.roc_auc_score(target, score, multi_class="ovr", sample_weight=weight),
    }
    for name, value in expected.items():
        assert ours[name] == pytest.approx(value, rel=1e-12, abs=1e-12), name


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 10_000), targets=st.integers(1, 3))
def test_numbers_agree_with_scikit_learn(seed: int, targets: int) -> None:
    random = np.random.default_rng(seed)
    target = random.normal(300, 50, (40, targets))
    answers = target + random.normal(0, 20, target.shape)
    ours = measure_numbers(answers, target)(np.ones(40))
    assert ours["rmse"] == pytest.approx(reference.root_mean_squared_error(target, answers), rel=1e-12)
    assert ours["mae"] == pytest.approx(reference.mean_absolute_error(target, answers), rel=1e-12)
    assert ours["r2"] == pytest.approx(reference.r2_score(target, answers), rel=1e-12)
    assert ours["mape"] == pytest.approx(reference.mean_absolute_percentage_error(target, answers), rel=1e-12)


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_labels_agree_with_scikit_learn(seed: int) -> None:
    random = np.random.default_rng(seed)
    target = (random.random((50, 3)) < 0.4).astype(float)
    target[:2] = [[0, 0, 0], [1, 1, 1]]
    given_probability = random.random((50, 3))
    chosen = given_probability >= 0.5
    ours = measure_labels(given_probability, target)(np.ones(50))
    assert ours["accuracy"] == reference.accuracy_score(target, chosen)
    assert ours["f1_macro"] == pytest.approx(reference.f1_score(target, chosen, average="macro", zero_division=0))
    assert ours["roc_auc"] == pytest.approx(reference.roc_auc_score(target, given_probability, average="macro"))
    losses = [reference.log_loss(target[:, k], given_probability[:, k]) for k in range(3)]
    assert ours["log_loss"] == pytest.approx(np.mean(losses))


def test_known_numbers_by_hand() -> None:
    target = np.array([[0.0], [100.0], [200.0]])
    ours = measure_numbers(np.array([[10.0], [110.0], [180.0]]), target)(np.ones(3))
    assert ours["rmse"] == pytest.approx(np.sqrt((100 + 100 + 400) / 3))
    assert ours["mae"] == pytest.approx(40 / 3)
    assert ours["r2"] == pytest.approx(1 - 600 / 20_000)
    assert ours["mape"] == pytest.approx((0.1 + 0.1) / 2)  # the zero target is left out
    assert ours["smape"] == pytest.approx((2 + 20 / 210 + 40 / 380) / 3)


def test_smape_of_zero_and_zero_is_zero() -> None:
    ours = measure_numbers(np.zeros((3, 1)), np.zeros((3, 1)))(np.ones(3))
    assert ours["smape"] == 0.0
    assert np.isnan(ours["mape"])
    assert np.isnan(ours["r2"])


def test_r2_of_a_constant_target_with_rounding_noise_does_not_exist() -> None:
    target = np.full((50, 1), 0.1 + 0.2)
    assert np.isnan(measure_numbers(target + 1, target)(np.ones(50))["r2"])


def test_classes_absent_from_the_part_are_left_out_of_the_averages() -> None:
    target = np.array([0, 0, 1, 1])
    probability = np.array([[0.8, 0.1, 0.1], [0.3, 0.4, 0.3], [0.2, 0.7, 0.1], [0.1, 0.8, 0.1]])
    ours = measure_classes(probability, target)(np.ones(4))
    assert ours["f1_macro"] == pytest.approx(reference.f1_score(target, probability.argmax(axis=1), average="macro"))
    areas = [reference.roc_auc_score(target == k, probability[:, k]) for k in (0, 1)]
    assert ours["roc_auc"] == pytest.approx(np.mean(areas))


def test_one_class_has_no_roc_auc() -> None:
    assert np.isnan(measure_classes(np.array([[0.9, 0.1], [0.4, 0.6]]), np.array([0, 0]))(np.ones(2))["roc_auc"])
