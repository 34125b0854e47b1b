"""What stands around a network that forecasts: levels taken off and given back, and a linear part by hand."""

import pytest
import torch

from lamina.blocks.forecast import Anchor, Autoregression, Correction, horizon_of
from lamina.blocks.init import initialise
from lamina.core.errors import InputError

WINDOW = torch.tensor([[[1.0, 10.0], [2.0, 30.0], [6.0, 20.0]]])  # one row, three steps, two columns


def test_the_last_value_is_taken_off_and_given_back_to_each_step() -> None:
    rest, level = Anchor("last", (1, 0), horizon=2)(WINDOW)
    assert rest.tolist() == [[[-5.0, -10.0], [-4.0, 10.0], [0.0, 0.0]]]
    assert level.tolist() == [[20.0, 20.0, 6.0, 6.0]]  # step after step within a target


def test_the_mean_is_that_of_the_window() -> None:
    rest, level = Anchor("mean", (0,), horizon=3)(WINDOW)
    assert level.tolist() == [[3.0, 3.0, 3.0]]
    assert rest.mean(dim=1).abs().max() < 1e-6


def test_how_much_of_the_level_stays_is_learned_for_each_step() -> None:
    anchor = Anchor("last", (1, 0), horizon=2)
    with torch.no_grad():
        anchor.drift.copy_(torch.tensor([0.0, -0.5]))
    assert anchor(WINDOW)[1].tolist() == [[20.0, 10.0, 6.0, 3.0]]
    assert initialise(anchor)(WINDOW)[1].tolist() == [[20.0, 20.0, 6.0, 6.0]]


def test_the_linear_part_starts_at_zero_and_weighs_the_newest_values() -> None:
    linear = Autoregression(num_lags=2, horizon=2, target_columns=(0, 1))
    assert linear(WINDOW).tolist() == [[0.0] * 4]
    with torch.no_grad():
        linear.weight.copy_(torch.tensor([[0.0, 1.0], [2.0, -1.0]]))
    assert linear(WINDOW).tolist() == [[6.0, 2 * 2.0 - 6.0, 20.0, 2 * 30.0 - 20.0]]


@pytest.mark.parametrize(("season", "places"), [(2, [3, 4, 3, 4, 3]), (3, [2, 3, 4, 2, 3]), (5, [0, 1, 2, 3, 4])])
def test_with_a_season_the_linear_part_starts_as_the_newest_season_again(season: int, places: list[int]) -> None:
    linear = initialise(Autoregression(season + 1, 5, (0,), season))
    window = torch.arange(5.0 - season - 1, 5.0).view(1, -1, 1)
    assert linear(window).tolist() == [[float(place) for place in places]]


def test_a_season_longer_than_the_lags_starts_at_zero() -> None:
    assert not initialise(Autoregression(4, 2, (0,), season=5)).weight.any()


def test_a_correction_starts_at_zero_whatever_the_scheme() -> None:
    layer = initialise(Correction(3, 2), "he")
    assert not layer.weight.any() and not layer.bias.any()


def test_a_window_shorter_than_the_lags_is_refused() -> None:
    with pytest.raises(
        InputError, match="The window has 3 steps, but the linear part of this network takes the newest 4"
    ):
        Autoregression(4, 1, (0,))(WINDOW)


def test_an_unknown_anchor_is_refused_with_the_nearest() -> None:
    with pytest.raises(InputError, match=r'no anchor "lst".*Did you mean "last"'):
        Anchor("lst", (0,), 1)


def test_outputs_are_shared_evenly_among_the_targets() -> None:
    assert horizon_of("lstm", 12, (0, 3), in_features=4) == 6
    with pytest.raises(InputError, match="cannot share 7 outputs among 2"):
        horizon_of("lstm", 7, (0, 1), in_features=2)
    with pytest.raises(InputError, match="cannot forecast column 2 of its windows: they have 2 columns"):
        horizon_of("lstm", 2, (2,), in_features=2)
    with pytest.raises(InputError, match="cannot forecast column -1"):
        horizon_of("lstm", 2, (-1,), in_features=2)
