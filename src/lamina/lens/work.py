"""How dear a look is: about how many multiply-adds a pass takes, and how many passes a view can afford."""

import torch
from torch import Tensor, nn

from lamina.core.observing import observing
from lamina.lens.undisturbed import undisturbed


def macs_of(network: nn.Module, inputs: tuple[Tensor, ...]) -> int:
    """About the multiply-adds of one pass over one row (1, ...) of each input, on which a view's size depends.

    Each number that a layer gives costs as much as one of its output units has weights: exact for convolutions and
    dense layers; `lens.inspect` counts all others, too.
    """
    with undisturbed(network), torch.no_grad(), observing(network) as seen:
        network(*(value[:1].clone() for value in inputs))
    total = 0
    for name, module in network.named_modules():
        weights = [value for value in module.parameters(recurse=False) if value.dim() > 1]
        for output in seen.outputs.get(name, []):
            if isinstance(output, Tensor):
                total += sum(output.numel() * (one.numel() // max(1, len(one))) for one in weights)
    return total


def affordable(macs: int, budget: float, least: int, most: int) -> int:
    """How many passes of so many multiply-adds keep within a budget of them, within bounds."""
    return max(least, min(most, int(budget // max(1, macs))))
