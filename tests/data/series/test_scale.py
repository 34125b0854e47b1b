"""The windows' scaling: known numbers, constants, and the same units for window and answers."""

import numpy as np
import pytest
import torch
from numpy.testing import assert_allclose

from lamina.data.prepare import describe, rebuild
from lamina.data.series.scale import fit_series_scale, step_scale

VALUES = np.array([[1.0, 5.0], [2.0, 5.0], [6.0, 5.0]])


@pytest.mark.parametrize(
    ("how", "mean", "scale"),
    [("standard", [3.0, 5.0], [np.std([1, 2, 6]), 1.0]), ("minmax", [1.0, 5.0], [5.0, 1.0]), ("none", [0, 0], [1, 1])],
)
def test_known_numbers(how: str, mean: list[float], scale: list[float]) -> None:
    module = fit_series_scale(VALUES, how)
    assert_allclose(module.mean, mean)
    assert_allclose(module.scale, scale)
    (window,) = module(torch.from_numpy(VALUES)[None])
    assert window.dtype == torch.float32 and window.shape == (1, 3, 2)
    assert_allclose(window[0], (VALUES - mean) / scale, rtol=1e-6)


def test_answers_have_the_units_of_the_window() -> None:
    module = fit_series_scale(VALUES, "standard")
    scale = step_scale(module, [1, 0], 2)
    raw = torch.tensor([[5.0, 6.0, 1.0, 2.0]], dtype=torch.float64)
    assert_allclose(scale.raw_units()(scale(raw)), raw, rtol=1e-6)
    assert_allclose(scale(raw)[0, 2], module(torch.from_numpy(VALUES)[None])[0][0, 0, 0])


def test_it_can_be_written_down_and_rebuilt() -> None:
    module = fit_series_scale(VALUES, "standard")
    again = rebuild(describe(module))
    again.load_state_dict(module.state_dict())
    assert torch.equal(again(torch.from_numpy(VALUES)[None])[0], module(torch.from_numpy(VALUES)[None])[0])
