"""The McCulloch-Pitts neuron computes logic; training through its step is refused in one sentence."""

import itertools

import pytest
import torch
from torch import nn

from lamina.blocks.neuron import McCullochPitts, Step, refuse_untrainable
from lamina.core.errors import InputError

PAIRS = torch.tensor(list(itertools.product([0.0, 1.0], repeat=2)))


@pytest.mark.parametrize(
    ("weight", "threshold", "answers"),
    [((1, 1), 2, [0, 0, 0, 1]), ((1, 1), 1, [0, 1, 1, 1]), ((1, -1), 1, [0, 0, 1, 0])],
    ids=["and", "or", "a-and-not-b"],
)
def test_one_neuron_is_a_gate(weight: tuple[int, int], threshold: float, answers: list[int]) -> None:
    assert McCullochPitts(weight, threshold)(PAIRS).tolist() == answers


def test_two_layers_of_neurons_are_exclusive_or() -> None:
    either, both = McCullochPitts((1, 1), 1), McCullochPitts((1, 1), 2)
    hidden = torch.stack([either(PAIRS), both(PAIRS)], dim=1)
    assert McCullochPitts((1, -1), 1)(hidden).tolist() == [0, 1, 1, 0]


def test_step_fires_at_its_threshold() -> None:
    assert Step()(torch.tensor([-1e-30, -0.0, 0.0, 1e-30])).tolist() == [0, 1, 1, 1]


def test_training_through_a_step_is_refused() -> None:
    network = nn.Sequential(nn.Linear(2, 3), Step(), nn.Linear(3, 1))
    with pytest.raises(InputError, match="slope is 0 everywhere") as caught:
        network(PAIRS).sum().backward()
    assert caught.value.exit_code == 2
    with pytest.raises(InputError, match="cannot be trained"):
        refuse_untrainable(network)


def test_prediction_through_a_step_is_fine() -> None:
    network = nn.Sequential(nn.Linear(2, 3), Step())
    with torch.no_grad():
        assert set(network(PAIRS).unique().tolist()) <= {0.0, 1.0}
    refuse_untrainable(nn.Sequential(nn.Linear(2, 3), nn.ReLU()))
