"""The networks of two lines are what their equations say."""

import math

import torch

from lamina.lens.presets import PRESETS, WINDOWS, neuron, two_two_one


def test_the_equations() -> None:
    x = torch.tensor([[1.0, 2.0]], dtype=torch.float64)
    s = [1 / (1 + math.exp(-z)) for z in (1 * 0.1 + 2 * 0.2 + 0.1, 1 * 0.3 + 2 * 0.4 + 0.2)]
    assert abs(two_two_one().network(x).item() - (s[0] * 0.5 + s[1] * 0.6 + 0.3)) < 1e-12
    assert abs(neuron().network(torch.ones(1, 1, dtype=torch.float64)).item() - 1 / (1 + math.exp(-1.5))) < 1e-12


def test_each_is_made_anew() -> None:
    assert all(make().network is not make().network for make in PRESETS.values())


def test_windows_come_out_as_their_tables() -> None:
    assert WINDOWS["pooling"]().layer(WINDOWS["pooling"]().x[None])[0, 0].tolist() == [[2, 5], [4, 2]]
    window = WINDOWS["convolution"]()
    assert window.layer(window.x[None])[0, 0, 1, 2].item() == 1 * 2 - 1 * 6 + 0.5
    assert window.delta.shape == window.layer(window.x[None])[0].shape
