"""Who looks at whom: the weights of every attention of a network for one row, as its blocks show them when observed.

Of modules of Lamina's, which show their weights (core.observing), and of torch's, whose kernels do not (lens.torch_attention).
The weights are those of the formula, equal to the fast path's to rounding: the output is the same.
"""

import math

import torch
from torch import Tensor, nn

from lamina.core.errors import InputError
from lamina.core.looks import AttentionSeen
from lamina.core.observing import Seen, observing
from lamina.lens.torch_attention import TorchAttention
from lamina.lens.undisturbed import undisturbed


def attention_maps(network: nn.Module, inputs: tuple[Tensor, ...]) -> list[AttentionSeen]:
    """Weights of each attention, in the order in which they ran, for the first row of the inputs.

    An attention that ran several times (a decoder step by step) gives a map for each time, "#2" behind its name.
    """
    with undisturbed(network), torch.no_grad(), observing(network) as seen, TorchAttention(seen):
        network(*(value.clone() for value in inputs))
    found = [
        summary(name if number == 0 else f"{name}#{number + 1}", weights[0]) for name, number, weights in _weights(seen)
    ]
    if not found:
        raise InputError("lens.no_attention", network=type(network).__name__)
    return found


def summary(layer: str, weights: Tensor) -> AttentionSeen:
    """The record of weights (heads, Q, K), or (Q, K) of a single head."""
    weights = weights[None] if weights.dim() == 2 else weights
    looking = weights.sum(dim=2) > 0
    bits = -(weights * torch.log2(weights.clamp(min=torch.finfo(weights.dtype).tiny))).sum(dim=2)
    number = looking.sum(dim=1).clamp(min=1)
    reach = None
    if weights.shape[1] == weights.shape[2]:
        steps = torch.arange(weights.shape[1], dtype=weights.dtype, device=weights.device)
        reach = (weights * (steps[:, None] - steps[None]).abs()).sum(dim=(1, 2)) / number
    return AttentionSeen(layer, weights, (bits * looking).sum(dim=1) / number, reach)


def most_entropy(keys: int) -> float:
    """Bits of attention that is spread evenly over so many keys."""
    return math.log2(keys)


def _weights(seen: Seen) -> list[tuple[str, int, Tensor]]:
    """(layer, how manieth time, weights (B, heads, Q, K))."""
    shown = {name: values["weights"] for name, values in seen.shown.items() if "weights" in values}
    return [(name, number, weights) for name, values in shown.items() for number, weights in enumerate(values)]
