"""Small networks with fixed numbers for back-propagation by hand.

neuron    z = w x + b, y = sigmoid(z), one example: dL/dw = dL/dy sigma'(z) x
two-two-one
          a_11 = sigmoid(x_1 w_11 + x_2 w_13 + b_1)      a_12 = sigmoid(x_1 w_12 + x_2 w_14 + b_2)
          y = a_21 = relu(a_11 w_21 + a_12 w_22 + b_3)

softmax   a = W x + b, y = softmax(a), cross entropy: dL/da = y - target
recurrent h_t = tanh(W x_t + U h_{t-1} + b), three steps of one number, two hidden units

and single layers over a small input for one window by hand:

convolution    3x3, kernel 2x2, padding 1, stride 1 -> 4x4
pooling        4x4, window 2x2, stride 2 -> 2x2, the largest value of each
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


def softmax() -> Preset:
    """Two inputs, three classes: W = (0.2, -0.4; 0.5, 0.1; -0.3, 0.3), b = (0, 0.1, -0.1), x = (1, 2), the second is right."""
    network = _filled([[[0.2, -0.4], [0.5, 0.1], [-0.3, 0.3]]], [[0.0, 0.1, -0.1]], [nn.Identity()])
    return Preset(network, torch.tensor([[1.0, 2.0]]), torch.tensor([1]), "cross-entropy")


@dataclass(frozen=True)
class RecurrentPreset:
    """A simple recurrent layer, a sequence (T, in), and what the last hidden state should be (H,)."""

    layer: nn.RNN
    x: Tensor
    target: Tensor


def recurrent() -> RecurrentPreset:
    """W = (0.5; -0.3), U = (0.6, -0.2; 0.1, 0.4), b = (0.1; 0), x = 1, 0.5, -1, target (0.5; 0)."""
    layer = nn.RNN(1, 2, dtype=torch.float64)
    numbers = {
        "weight_ih_l0": [[0.5], [-0.3]], "weight_hh_l0": [[0.6, -0.2], [0.1, 0.4]],
        "bias_ih_l0": [0.1, 0.0], "bias_hh_l0": [0.0, 0.0],
    }  # fmt: skip
    layer.load_state_dict({name: torch.tensor(value, dtype=torch.float64) for name, value in numbers.items()})
    x = torch.tensor([[1.0], [0.5], [-1.0]], dtype=torch.float64)
    return RecurrentPreset(layer, x, torch.tensor([0.5, 0.0], dtype=torch.float64))


@dataclass(frozen=True)
class WindowPreset:
    """A layer of windows over a small input, a place to look at, and the error dC/dz that comes back to it."""

    layer: nn.Module
    x: Tensor
    delta: Tensor
    place: tuple[int, int]


def convolution() -> WindowPreset:
    """w = (1, 0; 0, -1), b = 0.5, x = 1 .. 9."""
    layer = nn.Conv2d(1, 1, 2, padding=1, dtype=torch.float64)
    kernel = torch.tensor([[1.0, 0.0], [0.0, -1.0]], dtype=torch.float64)
    layer.load_state_dict({"weight": kernel[None, None], "bias": torch.tensor([0.5], dtype=torch.float64)})
    delta = torch.zeros(1, 4, 4, dtype=torch.float64)
    delta[0, 1:3, 1:3] = torch.tensor([[0.1, -0.2], [0.3, 0.4]])
    return WindowPreset(layer, torch.arange(1.0, 10.0, dtype=torch.float64).reshape(1, 3, 3), delta, (1, 2))


def pooling() -> WindowPreset:
    """The largest of each 2x2 window: (2, 5; 4, 2)."""
    x = torch.tensor([[[1, 2, 3, 3], [0, 1, 1, 5], [3, 0, 1, 0], [1, 4, 1, 2]]], dtype=torch.float64)
    return WindowPreset(nn.MaxPool2d(2), x, torch.tensor([[[0.1, -0.2], [0.3, 0.4]]], dtype=torch.float64), (0, 1))


WINDOWS = {"convolution": convolution, "pooling": pooling}
PRESETS = {"neuron": neuron, "two-two-one": two_two_one, "softmax": softmax}
RECURRENT = {"recurrent": recurrent}


def _filled(weights: list, biases: list, activations: list[nn.Module]) -> nn.Sequential:
    layers: list[nn.Module] = []
    for weight, bias, activation in zip(weights, biases, activations, strict=True):
        matrix = torch.tensor(weight, dtype=torch.float64)
        dense = nn.Linear(matrix.shape[1], matrix.shape[0], dtype=torch.float64)
        dense.load_state_dict({"weight": matrix, "bias": torch.tensor(bias, dtype=torch.float64)})
        layers += [dense, activation]
    return nn.Sequential(*layers)
