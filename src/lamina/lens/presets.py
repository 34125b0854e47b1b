"""Small networks with fixed numbers for back-propagation by hand.

neuron    z = w x + b, y = sigmoid(z), one example: dL/dw = dL/dy sigma'(z) x
two-two-one
          a_11 = sigmoid(x_1 w_11 + x_2 w_13 + b_1)      a_12 = sigmoid(x_1 w_12 + x_2 w_14 + b_2)
          y = a_21 = relu(a_11 w_21 + a_12 w_22 + b_3)
"""

from dataclasses import dataclass

import torch
from torch import Tensor, nn


@dataclass(frozen=True)
class Preset:
    """A network with an example to learn from."""

    network: nn.Sequential
    x: Tensor
    target: Tensor
    loss: str = "squared-error-half"


def neuron() -> Preset:
    """One sigmoid neuron: w = 0.6, b = 0.9, x = 1, y = 0."""
    return Preset(_filled([[[0.6]]], [[0.9]], [nn.Sigmoid()]), torch.tensor([[1.0]]), torch.tensor([[0.0]]))


def two_two_one() -> Preset:
    """Two inputs, two sigmoid neurons, one ReLU: w_11 .. w_14 = 0.1, 0.3, 0.2, 0.4; w_21, w_22 = 0.5, 0.6."""
    weights = [[[0.1, 0.2], [0.3, 0.4]], [[0.5, 0.6]]]
    network = _filled(weights, [[0.1, 0.2], [0.3]], [nn.Sigmoid(), nn.ReLU()])
    return Preset(network, torch.tensor([[1.0, 2.0]]), torch.tensor([[0.5]]))


PRESETS = {"neuron": neuron, "two-two-one": two_two_one}


def _filled(weights: list, biases: list, activations: list[nn.Module]) -> nn.Sequential:
    layers: list[nn.Module] = []
    for weight, bias, activation in zip(weights, biases, activations, strict=True):
        matrix = torch.tensor(weight, dtype=torch.float64)
        dense = nn.Linear(matrix.shape[1], matrix.shape[0], dtype=torch.float64)
        dense.load_state_dict({"weight": matrix, "bias": torch.tensor(bias, dtype=torch.float64)})
        layers += [dense, activation]
    return nn.Sequential(*layers)
