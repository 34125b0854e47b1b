"""Random weights must change a picture that tells of what was learned."""

import pytest
import torch
from torch import nn

from lamina.core.errors import InputError
from lamina.core.looks import Attribution
from lamina.lens.attribution import gradient
from lamina.lens.sanity import checked, rank_correlation, with_random_weights


def test_weights_are_the_same_numbers_at_other_places() -> None:
    network = nn.Sequential(nn.Linear(6, 5), nn.BatchNorm1d(5))
    twin = with_random_weights(network)
    one, other = dict(network.named_parameters()), dict(twin.named_parameters())
    assert not torch.equal(one["0.weight"], other["0.weight"])
    assert torch.equal(*(each["0.weight"].flatten().sort().values for each in (one, other)))
    assert torch.equal(one["0.bias"], other["0.bias"])
    with pytest.raises(InputError):
        with_random_weights(nn.ReLU())


def test_a_gradient_changes_and_a_picture_of_the_input_does_not() -> None:
    torch.manual_seed(0)
    network, x = nn.Sequential(nn.Linear(200, 1)), torch.randn(1, 200)
    told = checked(lambda one: gradient(one, (x,)), network)
    assert told.change is not None and told.change > 0.7
    copied = checked(lambda one: Attribution("input", x[0], 0.0, 0.0), network)
    assert copied.change == pytest.approx(0.0, abs=1e-9)


def test_a_twin_at_hand_is_used() -> None:
    torch.manual_seed(0)
    network, x = nn.Sequential(nn.Linear(50, 1)), torch.randn(1, 50)
    twin = with_random_weights(network)
    told = checked(lambda one: gradient(one, (x,)), network)
    assert checked(lambda one: gradient(one, (x,)), network, twin=twin).change == told.change
    assert checked(lambda one: gradient(one, (x,)), network, twin=network).change == pytest.approx(0.0)


def test_rank_correlation() -> None:
    x = torch.arange(5.0)
    assert rank_correlation(x, x**3) == pytest.approx(1.0)
    assert rank_correlation(x, -x) == pytest.approx(-1.0)
    assert rank_correlation(x, torch.ones(5)) == 0.0
