"""The derivatives of the activations, written out: what back-propagation multiplies by at each neuron.

Elementwise: `z` of any shape in, the slope at `z` of the same shape out. Softmax couples the elements of a row,
so its derivative is a matrix. Where a function has a corner, the slope is the one torch's autograd takes.
"""

import math

import torch
from torch import Tensor

SELU_ALPHA = 1.6732632423543772848170429916717
SELU_SCALE = 1.0507009873554804934193349852946


def identity_derivative(z: Tensor) -> Tensor:
    """1 everywhere."""
    return torch.ones_like(z)


def step_derivative(z: Tensor) -> Tensor:
    """0 everywhere (at 0 there is none): nothing for gradient descent to follow."""
    return torch.zeros_like(z)


def sigmoid_derivative(z: Tensor) -> Tensor:
    """s (1 - s), s = 1 / (1 + e^-z); at most 1/4, at 0."""
    s = torch.sigmoid(z)
    return s * (1 - s)


def tanh_derivative(z: Tensor) -> Tensor:
    """1 - tanh(z)^2; at most 1, at 0."""
    return 1 - torch.tanh(z).square()


def scaled_tanh_derivative(z: Tensor) -> Tensor:
    """1.7159 * 2/3 * (1 - tanh(2z/3)^2)."""
    return 1.7159 * 2 / 3 * tanh_derivative(2 * z / 3)


def relu_derivative(z: Tensor) -> Tensor:
    """1 for z > 0, else 0; 0 at 0."""
    return (z > 0).to(z.dtype)


def leaky_relu_derivative(z: Tensor) -> Tensor:
    """1 for z > 0, else 0.01; 0.01 at 0."""
    return torch.where(z > 0, torch.ones_like(z), 0.01)


def relu6_derivative(z: Tensor) -> Tensor:
    """1 for 0 < z < 6, else 0."""
    return ((z > 0) & (z < 6)).to(z.dtype)


def elu_derivative(z: Tensor) -> Tensor:
    """1 for z > 0, else e^z."""
    return torch.where(z > 0, 1.0, torch.exp(z.clamp(max=0)))


def selu_derivative(z: Tensor) -> Tensor:
    """scale for z > 0, else scale * alpha * e^z."""
    return SELU_SCALE * torch.where(z > 0, 1.0, SELU_ALPHA * torch.exp(z.clamp(max=0)))


def gelu_derivative(z: Tensor) -> Tensor:
    """Phi(z) + z phi(z), with the normal distribution Phi and its density phi."""
    density = torch.exp(-z.square() / 2) / math.sqrt(2 * math.pi)
    return (1 + torch.erf(z / math.sqrt(2))) / 2 + z * density


def silu_derivative(z: Tensor) -> Tensor:
    """s (1 + z (1 - s)), s = sigmoid(z)."""
    s = torch.sigmoid(z)
    return s * (1 + z * (1 - s))


def softplus_derivative(z: Tensor) -> Tensor:
    """sigmoid(z)."""
    return torch.sigmoid(z)


def mish_derivative(z: Tensor) -> Tensor:
    """t + z s (1 - t^2), t = tanh(softplus(z)), s = sigmoid(z)."""
    t = torch.tanh(torch.nn.functional.softplus(z))
    return t + z * torch.sigmoid(z) * (1 - t.square())


def softsign_derivative(z: Tensor) -> Tensor:
    """1 / (1 + |z|)^2."""
    return (1 + z.abs()).square().reciprocal()


def hard_sigmoid_derivative(z: Tensor) -> Tensor:
    """1/6 for -3 < z < 3, else 0."""
    return torch.where((z > -3) & (z < 3), torch.full_like(z, 1 / 6), 0.0)


def hard_swish_derivative(z: Tensor) -> Tensor:
    """0 for z <= -3, 1 for z >= 3, between them z / 3 + 1/2."""
    middle = torch.where(z < 3, z / 3 + 0.5, 1.0)
    return torch.where(z > -3, middle, 0.0)


def softmax_jacobian(z: Tensor) -> Tensor:
    """ds_i / dz_j = s_i (delta_ij - s_j); z: (..., K) -> (..., K, K). Its rows and columns add up to 0."""
    s = torch.softmax(z, dim=-1)  # torch subtracts the maximum, so large z do not overflow
    return torch.diag_embed(s) - s.unsqueeze(-1) * s.unsqueeze(-2)
