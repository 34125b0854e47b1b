"""Initial weights by name, fitted to the activation that follows; a function of the generator alone.

Biases start at 0, norms at 1 and 0. All schemes are normal distributions with mean 0 and variance:

    lecun   1 / fan_in                 LeCun et al. 1998, Efficient BackProp; Klambauer et al. 2017 (selu)
    xavier  2 / (fan_in + fan_out)     Glorot & Bengio 2010, eq. 16 (there uniform)
    he      2 / fan_in                 He et al. 2015, eq. 10
    normal  0.01^2                     Krizhevsky et al. 2012
"""

import math
from collections.abc import Iterator, Sequence
from typing import Literal, Protocol, runtime_checkable

import torch
from torch import Tensor, nn

from lamina.blocks.activations import ACTIVATIONS, find_activation
from lamina.core.errors import InputError, nearest

SCHEMES = ("auto", "lecun", "xavier", "he", "normal")
SchemeName = Literal["auto", "lecun", "xavier", "he", "normal"]
_NORMS = (nn.modules.batchnorm._NormBase, nn.LayerNorm, nn.GroupNorm)
_WEIGHTED = (nn.Linear, nn.modules.conv._ConvNd)
_BY_CLASS = {type(row.module()): row.name for row in ACTIVATIONS.values() if row.name != "identity"}


@runtime_checkable
class OwnInitialisation(Protocol):
    """A block whose paper states its initial weights: they are used whatever the scheme."""

    def initialise_own(self, generator: torch.Generator | None) -> None:
        """Fill this block's own parameters (not those of its children)."""
        ...


def initialise(
    network: nn.Module, scheme: str = "auto", *, activation: str | None = None, generator: torch.Generator | None = None
) -> nn.Module:
    """Draw all weights anew and give the network back; without a generator from torch's global one.

    scheme "auto": each layer by the activation that follows it in the network (or by `activation` for all of them);
    the last layer, which nothing follows, by "lecun". Parameters of unknown modules are left as they are.
    """
    if scheme not in SCHEMES:
        raise InputError(
            "networks.unknown_scheme", scheme=scheme, nearest=nearest(scheme, SCHEMES), names=", ".join(SCHEMES)
        )
    with torch.no_grad():
        for module, follower in _followed(network):
            chosen = scheme if scheme != "auto" else find_activation(activation or follower).scheme
            _fill(module, chosen, generator)
    return network


def variance(weight: Tensor, scheme: str) -> float:
    """Variance that a scheme gives a weight (out, in, *kernel)."""
    fan_in = weight[0].numel()
    fan_out = weight.shape[0] * math.prod(weight.shape[2:])
    by_scheme = {"lecun": 1 / fan_in, "xavier": 2 / (fan_in + fan_out), "he": 2 / fan_in, "normal": 1e-4}
    return by_scheme[scheme]


def _followed(network: nn.Module) -> Iterator[tuple[nn.Module, str]]:
    """Each module once, in order, with the name of the activation that comes before the next layer of weights."""
    follower, found = "identity", []
    for module in reversed(list(network.modules())):
        follower = _BY_CLASS.get(type(module), follower)
        found.append((module, follower))
        if isinstance(module, _WEIGHTED):
            follower = "identity"
    yield from reversed(found)


def _fill(module: nn.Module, scheme: str, generator: torch.Generator | None) -> None:
    if isinstance(module, OwnInitialisation):
        module.initialise_own(generator)
    elif isinstance(module, _WEIGHTED):
        if module.weight.numel():
            draw_normal(module.weight, math.sqrt(variance(module.weight, scheme)), generator)
        if module.bias is not None:
            module.bias.zero_()
    elif isinstance(module, _NORMS):
        module.reset_parameters()
    elif isinstance(module, nn.Embedding):
        draw_normal(module.weight, 1 / math.sqrt(module.embedding_dim), generator)
        if module.padding_idx is not None:
            module.weight[module.padding_idx].zero_()


@torch.no_grad()
def fill_normal(network: nn.Module, std: float, *, truncated: bool = False) -> nn.Module:
    """All matrices, kernels and embeddings from one normal distribution, biases 0, norms 1 and 0; gives it back.

    truncated: what falls beyond two deviations is drawn again. Drawn from torch's global generator.
    """
    for module in network.modules():
        if isinstance(module, (*_WEIGHTED, nn.Embedding)):
            weight = module.weight
            if truncated and not weight.is_meta:
                weight.copy_(nn.init.trunc_normal_(torch.empty(weight.shape), 0.0, std, -2 * std, 2 * std))
            else:
                draw_normal(weight, std, None)
            bias = getattr(module, "bias", None)
            if isinstance(bias, Tensor):
                bias.zero_()
        elif isinstance(module, _NORMS):
            module.reset_parameters()
    return network


def draw_normal(parameter: Tensor, std: float, generator: torch.Generator | None) -> None:
    """Fill with normal numbers drawn on the CPU, so that every device starts from the same weights."""
    if not parameter.is_meta:
        parameter.copy_(torch.empty(parameter.shape).normal_(0, std, generator=generator))


def draw_uniform(parameter: Tensor, bound: float, generator: torch.Generator | None) -> None:
    """Fill with numbers between -bound and bound, drawn on the CPU."""
    if not parameter.is_meta:
        parameter.copy_(torch.empty(parameter.shape).uniform_(-bound, bound, generator=generator))


def draw_orthogonal(parameter: Tensor, generator: torch.Generator | None) -> None:
    """Fill a square matrix with a random rotation, Q of a normal matrix with signs set by R (Saxe et al. 2014)."""
    if not parameter.is_meta:
        q, r = torch.linalg.qr(torch.empty(parameter.shape, dtype=torch.float64).normal_(generator=generator))
        parameter.copy_(q * r.diagonal().sign())


def draw_gates(
    w: Tensor, u: Tensor, biases: Sequence[Tensor], num_gates: int, generator: torch.Generator | None
) -> None:
    """Weights of a recurrent cell, gate by gate: W (gates * H, in) by Xavier, U (gates * H, H) orthogonal, biases 0."""
    for gate in w.chunk(num_gates):
        draw_normal(gate, math.sqrt(variance(gate, "xavier")), generator)
    for gate in u.chunk(num_gates):
        draw_orthogonal(gate, generator)
    for bias in biases:
        bias.zero_()
