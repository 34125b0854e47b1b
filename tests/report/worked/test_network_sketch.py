"""A small network as a drawing: every weight and value stands in it."""

import itertools
import re
from collections.abc import Callable

import pytest
import torch
from torch import nn

from lamina.lens.backprop import backpropagate
from lamina.lens.presets import Preset, softmax, two_two_one
from lamina.report.worked.network_sketch import MOST_UNITS, can_be_sketched, network_sketch


def test_two_two_one() -> None:
    preset = two_two_one()
    seen = backpropagate(preset.network, preset.x, preset.target, loss=preset.loss)
    drawn = network_sketch(seen)
    assert drawn.count("<circle") == 5 and drawn.count("<line") == 6
    for value in ("0.6457", "1.0943", "δ = 0.5943", "z = 1.3", ">0.4<"):
        assert value in drawn


@pytest.mark.parametrize("make", [two_two_one, softmax])
def test_what_edges_say_lies_on_nothing_else(make: Callable[[], Preset]) -> None:
    preset = make()
    drawn = network_sketch(backpropagate(preset.network, preset.x, preset.target, loss=preset.loss))
    places = [(float(x), float(y)) for x, y in re.findall(r'<rect x="([-.\d]+)" y="([-.\d]+)"', drawn)]
    assert len(places) == sum(value.numel() for value in preset.network.parameters() if value.dim() == 2)
    for one, other in itertools.combinations(places, 2):
        assert abs(one[0] - other[0]) >= 56 or abs(one[1] - other[1]) >= 34


def test_what_could_not_be_read_is_not_drawn() -> None:
    wide = nn.Sequential(nn.Linear(MOST_UNITS + 1, 1))
    seen = backpropagate(wide, torch.zeros(1, MOST_UNITS + 1), torch.zeros(1, 1), loss="squared-error-sum")
    assert not can_be_sketched(seen)
    two = backpropagate(nn.Linear(1, 1), torch.zeros(2, 1), torch.zeros(2, 1), loss="squared-error-sum")
    assert not can_be_sketched(two)
