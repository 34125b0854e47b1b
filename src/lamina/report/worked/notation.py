"""How layers, their activations and the squared errors are written in a calculation."""

import torch
from torch import Tensor

from lamina.core.backpropagation import Backpropagation, DenseLayer
from lamina.report.worked.equation import (
    Equation,
    Heading,
    Piece,
    Side,
    digits,
)
from lamina.words import say

# name of the module -> (as it is written, its value at z, its slope)
ACTIVATIONS = {
    "": ("", "z", "1"),
    "Sigmoid": ("sigmoid", "1 / (1 + exp(−z))", "a (1 − a)"),
    "Tanh": ("tanh", "tanh(z)", "1 − a²"),
    "ReLU": ("relu", "max(0, z)", "1 where z > 0, else 0"),
    "LeakyReLU": ("leaky-relu", "z where z > 0, else 0.01 z", "1 where z > 0, else 0.01"),
    "Softmax": ("softmax", "", ""),
}
# the squared errors, and the factor of their derivative
FORMS = {  # loss -> (the cost, what stands before (y - target) in its derivative)
    "squared-error-sum": ("Σ ‖y − ŷ‖²", "2 "),
    "squared-error-mean": ("1/n Σ ‖y − ŷ‖²", "2/n "),
    "squared-error-half": ("1/(2n) Σ ‖y − ŷ‖²", "1/n "),
}


def activation_name(layer: DenseLayer) -> str:
    """How the layer's activation is written: sigmoid; several one after the other: tanh + softplus."""
    return " + ".join(ACTIVATIONS.get(one, (one.lower(),))[0] for one in layer.activation.split(" + "))


def heading(layer: DenseLayer) -> Heading:
    """ "Layer 2: 3 inputs, 1 unit", with its name where it is no number."""
    units, inputs = layer.weight.shape
    name = "" if layer.name.isdecimal() else layer.name  # places in a Sequential count otherwise than layers
    return Heading(say(
        "explain.backprop.layer", number=layer.number, name=name, inputs=inputs, units=units,
        activation=activation_name(layer),
    ))  # fmt: skip


def truth_of(seen: Backpropagation) -> Tensor:
    """The target as numbers (B, n): of classes a 1 at the right one."""
    if seen.loss == "cross-entropy":
        return torch.nn.functional.one_hot(seen.target, seen.answer.shape[1]).double()
    return seen.target.double().reshape(seen.answer.shape)


def share(seen: Backpropagation, power: int) -> str:
    """The factor before the squares (1) or before their derivative (2), with n put in; "" for 1."""
    count = len(seen.answer)
    factor = {"squared-error-sum": 1.0, "squared-error-mean": 1 / count, "squared-error-half": 0.5 / count}[seen.loss]
    factor *= power
    return "" if factor == 1 else digits(factor)


def line(left: str, side: Side) -> Equation:
    """One name, one side."""
    return Equation((left,), (side,))


def applied(function: str, piece: Piece) -> Side:
    """A function with what it is applied to: a number in round brackets, a matrix in its own."""
    return (f"{function}({piece})",) if isinstance(piece, str) else (function, piece)


def held(side: Side, needed: bool) -> Side:
    """Round brackets where a factor stands before."""
    return ("(", *side, ")") if needed else side
