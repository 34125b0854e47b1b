"""Scores of forecasts: pooled over the steps, MASE by its definition, intervals by blocks."""

import numpy as np
import pytest
from sklearn.metrics import mean_absolute_error, root_mean_squared_error

from lamina.core.spec import SeriesSpec
from lamina.evaluation.forecasts import forecast_extras, forecast_intervals, measure_forecast, step_errors

ONE = SeriesSpec(variables=("a",), targets=("a",), window=4, horizon=3, naive_errors=(2.0,))
TWO = SeriesSpec(variables=("a", "b"), targets=("a", "b"), window=4, horizon=3, naive_errors=(2.0, 0.5))
RANDOM = np.random.default_rng(0)


def test_pooled_over_steps_and_scaled_by_the_naive() -> None:
    given, truth = RANDOM.normal(size=(20, 3)), RANDOM.normal(size=(20, 3))
    found = measure_forecast(given, truth, ONE)(np.ones(20))
    assert found["rmse"] == pytest.approx(root_mean_squared_error(truth.ravel(), given.ravel()))
    assert found["mase"] == pytest.approx(mean_absolute_error(truth.ravel(), given.ravel()) / 2)


def test_several_targets_are_averaged_and_told_each() -> None:
    given, truth = RANDOM.normal(size=(20, 6)), RANDOM.normal(size=(20, 6))
    found = measure_forecast(given, truth, TWO)(np.ones(20))
    first, second = (measure_forecast(given[:, s], truth[:, s], ONE)(np.ones(20)) for s in (slice(0, 3), slice(3, 6)))
    assert found["rmse"] == pytest.approx((first["rmse"] + second["rmse"]) / 2)
    assert found["mase"] == pytest.approx((first["mase"] + second["mae"] / 0.5) / 2)
    extras = forecast_extras(given, truth, TWO)
    assert extras["rmse_b"] == pytest.approx(second["rmse"]) and extras["mape_rows"] == 120


def test_zeros_are_left_out_of_mape_and_counted() -> None:
    given, truth = np.full((4, 3), 2.0), np.tile([0.0, 1.0, 4.0], (4, 1))
    assert measure_forecast(given, truth, ONE)(np.ones(4))["mape"] == pytest.approx(0.75)
    assert forecast_extras(given, truth, ONE)["mape_rows"] == 8


def test_a_naive_that_never_errs_gives_no_mase() -> None:
    flat = ONE.model_copy(update={"naive_errors": (0.0,)})
    assert np.isnan(measure_forecast(np.ones((4, 3)), np.zeros((4, 3)), flat)(np.ones(4))["mase"])


def test_intervals_hold_the_score_and_need_enough_blocks() -> None:
    truth = RANDOM.normal(size=(200, 3))
    given = truth + RANDOM.normal(size=(200, 3))
    score = measure_forecast(given, truth, ONE)(np.ones(200))["rmse"]
    low, high = forecast_intervals(given, truth, ONE, 0)["rmse"]
    assert low < score < high
    assert forecast_intervals(given, truth, ONE, 0) == forecast_intervals(given, truth, ONE, 0)
    assert forecast_intervals(given[:14], truth[:14], ONE, 0) == {}


def test_blocks_widen_the_interval_of_overlapping_origins() -> None:
    """Errors of neighbouring origins that are alike hold less than as many independent ones."""
    steps = np.repeat(RANDOM.normal(size=40), 10)
    wide = SeriesSpec(variables=("a",), targets=("a",), window=4, horizon=10, naive_errors=(2.0,))
    error = np.repeat(steps[:, None], 10, axis=1)
    low, high = forecast_intervals(error, np.zeros_like(error), wide, 0)["rmse"]
    alone = forecast_intervals(RANDOM.permutation(error), np.zeros_like(error), wide, 0)["rmse"]
    assert high - low > 1.5 * (alone[1] - alone[0])


def test_errors_by_step() -> None:
    given = np.zeros((5, 6))
    truth = np.tile([1.0, 2.0, 3.0, 3.0, 2.0, 1.0], (5, 1))
    np.testing.assert_allclose(step_errors(given, truth, TWO), [2, 2, 2])
