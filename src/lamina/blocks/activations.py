"""Activations by name: `activation("relu")` is a new module; beside each, its derivative and fitting initial weights.

Nothing works in place and no module is shared between layers, so that hooks see every value.
Sources: sigmoid, tanh: Rumelhart et al. 1986; scaled tanh: LeCun et al. 1998, eq. 6; relu: Nair & Hinton 2010;
leaky-relu: Maas et al. 2013; elu: Clevert et al. 2015; selu: Klambauer et al. 2017; gelu: Hendrycks & Gimpel 2016;
silu (swish): Elfwing et al. 2017; mish: Misra 2019; softplus: Dugas et al. 2001; hard-swish: Howard et al. 2019.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Literal

import torch
from torch import Tensor, nn

from lamina.blocks import derivatives as slopes
from lamina.blocks.neuron import Step
from lamina.core.errors import InputError, nearest

Scheme = Literal["lecun", "xavier", "he"]


class ScaledTanh(nn.Module):
    """1.7159 tanh(2z/3): f(1) = 1, f(-1) = -1, and the second derivative is largest there (LeCun et al. 1998)."""

    def forward(self, z: Tensor) -> Tensor:
        """z: any shape -> same shape, in (-1.7159, 1.7159)."""
        return 1.7159 * torch.tanh(z * (2 / 3))


@dataclass(frozen=True)
class Activation:
    """An activation: its module, its derivative (None: softmax, see `softmax_jacobian`), initial weights that fit."""

    name: str
    module: Callable[[], nn.Module]
    derivative: Callable[[Tensor], Tensor] | None
    scheme: Scheme = "he"


_TABLE = (
    Activation("identity", nn.Identity, slopes.identity_derivative, "lecun"),
    Activation("step", Step, slopes.step_derivative, "lecun"),
    Activation("sigmoid", nn.Sigmoid, slopes.sigmoid_derivative, "xavier"),
    Activation("tanh", nn.Tanh, slopes.tanh_derivative, "xavier"),
    Activation("scaled-tanh", ScaledTanh, slopes.scaled_tanh_derivative, "lecun"),
    Activation("relu", nn.ReLU, slopes.relu_derivative),
    Activation("leaky-relu", partial(nn.LeakyReLU, 0.01), slopes.leaky_relu_derivative),
    Activation("relu6", nn.ReLU6, slopes.relu6_derivative),
    Activation("elu", nn.ELU, slopes.elu_derivative),
    Activation("selu", nn.SELU, slopes.selu_derivative, "lecun"),
    Activation("gelu", nn.GELU, slopes.gelu_derivative),
    Activation("silu", nn.SiLU, slopes.silu_derivative),
    Activation("mish", nn.Mish, slopes.mish_derivative),
    Activation("softplus", nn.Softplus, slopes.softplus_derivative, "xavier"),
    Activation("softsign", nn.Softsign, slopes.softsign_derivative, "xavier"),
    Activation("hard-sigmoid", nn.Hardsigmoid, slopes.hard_sigmoid_derivative, "xavier"),
    Activation("hard-swish", nn.Hardswish, slopes.hard_swish_derivative),
    Activation("softmax", partial(nn.Softmax, dim=-1), None, "lecun"),
)
ACTIVATIONS: dict[str, Activation] = {row.name: row for row in _TABLE}
_ALSO = {"linear": "identity", "swish": "silu", "leakyrelu": "leaky-relu", "hardswish": "hard-swish"}


def find_activation(name: str) -> Activation:
    """The row of an activation by its name ("leaky_relu" and "swish" are understood); InputError with the nearest."""
    key = str(name).strip().lower().replace("_", "-").replace(" ", "-")
    key = _ALSO.get(key, key)
    if key not in ACTIVATIONS:
        raise InputError(
            "networks.unknown_activation", activation=str(name), nearest=nearest(key, [*ACTIVATIONS, *_ALSO]),
            names=", ".join(ACTIVATIONS),
        )  # fmt: skip
    return ACTIVATIONS[key]


def activation(name: str) -> nn.Module:
    """A new activation module by name; softmax works over the last axis."""
    return find_activation(name).module()
