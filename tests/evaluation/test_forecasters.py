"""The simple forecasts: exact on series that they fit, and only what the window holds."""

import numpy as np
import torch
from sklearn.linear_model import Ridge

from lamina.core.spec import SeriesSpec
from lamina.evaluation.forecasters import fit_forecasters, fit_ridge, naive_forecasters

SERIES = SeriesSpec(variables=("a", "b"), targets=("b",), window=8, horizon=6, season=4)


def cut(values: np.ndarray, series: SeriesSpec) -> tuple[torch.Tensor, torch.Tensor]:
    """Windows (n, L, V) and next steps of the targets (n, Y * H)."""
    whole = torch.from_numpy(values)
    rows = len(values) - series.window - series.horizon + 1
    columns = [series.variables.index(name) for name in series.targets]
    windows = torch.stack([whole[i : i + series.window] for i in range(rows)])
    ahead = [whole[i + series.window : i + series.window + series.horizon, columns].T.flatten() for i in range(rows)]
    return windows, torch.stack(ahead)


def test_naive_and_seasonal_naive() -> None:
    values = np.stack([np.zeros(40), np.arange(40) % 4 + 0.0], axis=1)
    windows, target = cut(values, SERIES)
    last, seasonal = naive_forecasters(SERIES)
    assert (last.name, seasonal.name) == ("naive", "seasonal-naive")
    assert torch.equal(last.answers(windows), windows[:, -1:, 1].expand(-1, 6))
    assert torch.equal(seasonal.answers(windows), target)


def test_a_season_that_the_window_does_not_hold_is_left_out() -> None:
    longer = SERIES.model_copy(update={"season": 9})
    assert [item.name for item in naive_forecasters(longer)] == ["naive"]
    assert [item.name for item in naive_forecasters(SERIES.model_copy(update={"season": 1}))] == ["naive"]


def test_the_ridge_recovers_a_linear_recurrence() -> None:
    at = np.arange(120.0)
    values = np.stack([np.cos(0.3 * at), np.sin(0.3 * at) + 0.01 * at], axis=1)
    windows, target = cut(values, SERIES)
    ridge = fit_ridge(windows[:70], target[:70], SERIES)
    assert ridge is not None
    assert float((ridge.answers(windows[70:]) - target[70:]).abs().max()) < 0.05


def test_the_ridge_is_scikit_learns() -> None:
    random = np.random.default_rng(0)
    windows, target = cut(random.normal(size=(60, 2)).cumsum(axis=0), SERIES)
    ridge = fit_ridge(windows, target, SERIES)
    assert ridge is not None
    features = (windows.flatten(1) - ridge.shift) / ridge.scale
    alpha = float(ridge.description.rpartition("alpha ")[2])
    expected = Ridge(alpha).fit(features.numpy(), target.numpy()).predict(features.numpy())
    np.testing.assert_allclose(ridge.answers(windows), expected, rtol=1e-2, atol=1e-2)


def test_all_that_exist() -> None:
    windows, target = cut(np.random.default_rng(1).normal(size=(40, 2)), SERIES)
    assert [item.name for item in fit_forecasters(windows, target, SERIES)] == ["naive", "seasonal-naive", "linear"]
    assert [item.name for item in fit_forecasters(windows[:2], target[:2], SERIES)] == ["naive", "seasonal-naive"]
