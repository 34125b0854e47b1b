"""Temperature and calibration bins: known numbers, optimality, bounds."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.nn import functional

from lamina.evaluation.calibration import COLDEST, HOTTEST, calibration_bins, calibration_error, fit_temperature


def drawn(temperature: float, rows: int = 4000) -> tuple[torch.Tensor, torch.Tensor]:
    """Logits that are too sure by a factor, and classes drawn from the honest probabilities."""
    random = torch.Generator().manual_seed(0)
    honest = torch.randn(rows, 5, generator=random, dtype=torch.float64) * 1.5
    target = torch.multinomial(honest.softmax(dim=1), 1, generator=random).squeeze(1)
    return honest * temperature, target


@pytest.mark.parametrize("temperature", [0.5, 1.0, 3.0])
def test_the_true_temperature_is_found(temperature: float) -> None:
    assert fit_temperature(*drawn(temperature)) == pytest.approx(temperature, rel=0.08)


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 1000))
def test_no_other_temperature_has_a_smaller_log_loss(seed: int) -> None:
    random = torch.Generator().manual_seed(seed)
    logits = torch.randn(60, 3, generator=random, dtype=torch.float64) * 4
    target = torch.randint(0, 3, (60,), generator=random)
    best = fit_temperature(logits, target)
    assert COLDEST <= best <= HOTTEST
    loss = functional.cross_entropy(logits / best, target)
    for other in (best * 0.97, best * 1.03):
        if COLDEST <= other <= HOTTEST:
            assert loss <= functional.cross_entropy(logits / other, target) + 1e-9


def test_labels_have_a_temperature_too() -> None:
    random = torch.Generator().manual_seed(1)
    honest = torch.randn(3000, 2, generator=random, dtype=torch.float64)
    target = torch.bernoulli(honest.sigmoid(), generator=random)
    assert fit_temperature(honest * 2, target) == pytest.approx(2.0, rel=0.1)


def test_rows_that_are_all_right_do_not_sharpen() -> None:
    logits = torch.tensor([[2.0, 0.0], [0.0, 2.0], [1.0, 0.0]])
    assert fit_temperature(logits, torch.tensor([0, 1, 0])) == 1.0


def test_no_rows_and_broken_logits_leave_the_temperature_at_one() -> None:
    assert fit_temperature(torch.zeros(0, 3), torch.zeros(0, dtype=torch.int64)) == 1.0
    assert fit_temperature(torch.tensor([[float("nan"), 1.0]]), torch.tensor([0])) == 1.0


def test_temperature_lowers_the_calibration_error_of_a_boastful_model() -> None:
    logits, target = drawn(3.0)

    def error(temperature: float) -> float:
        confidence, chosen = (logits / temperature).softmax(dim=1).max(dim=1)
        return calibration_error(confidence.numpy(), (chosen == target).double().numpy())

    assert error(fit_temperature(logits, target)) < 0.3 * error(1.0)


def test_bins_and_error_by_hand() -> None:
    confidence = np.array([0.95, 0.95, 0.55, 0.55])
    right = np.array([1.0, 0.0, 1.0, 1.0])
    bins = calibration_bins(confidence, right, num_bins=10)
    assert [(each.low, each.high, each.rows, each.accuracy) for each in bins] == [
        (0.5, 0.6, 2, 1.0),
        (0.9, 1.0, 2, 0.5),
    ]
    assert calibration_error(confidence, right, num_bins=10) == pytest.approx((2 * 0.45 + 2 * 0.45) / 4)
    assert calibration_error(confidence, right, np.array([0.0, 0.0, 1.0, 1.0]), num_bins=10) == pytest.approx(0.45)


def test_edges_belong_to_the_lower_bin() -> None:
    bins = calibration_bins(np.array([0.0, 1.0]), np.array([0.0, 1.0]), num_bins=10)
    assert [(each.low, each.high) for each in bins] == [(0.0, 0.1), (0.9, 1.0)]
