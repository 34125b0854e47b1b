"""How dear a look is: about how many multiply-adds a pass takes, and how many passes a view can afford."""

import torch
from torch import Tensor, nn
from torch.nn.utils.parametrize import is_parametrized

from lamina.core.observing import observing
from lamina.lens.parts import modules_in
from lamina.lens.undisturbed import undisturbed


def macs_of(network: nn.Module, inputs: tuple[Tensor, ...]) -> int:
    """About the multiply-adds of one pass over one row (1, ...) of each input, on which a view's size depends.

    Each number that a layer gives costs as much as one of its output units has weights: exact for convolutions and
    dense layers; `lens.inspect` counts all others, too.
    """
    with undisturbed(network), torch.no_grad(), observing(network) as seen:
        network(*(value[:1].clone() for value in inputs))
    total = 0
    for name, module in modules_in(network).items():
        weights = [value for value in _weights(module) if value.dim() > 1]
        for output in seen.outputs.get(name, []):
            if isinstance(output, Tensor):
                total += sum(output.numel() * (one.numel() // max(1, len(one))) for one in weights)
    return total


def _weights(module: nn.Module) -> list[Tensor]:
    """A layer's own, and those that are computed for each pass (weight norm)."""
    computed = module.parametrizations if is_parametrized(module) else {}
    return [*module.parameters(recurse=False), *(getattr(module, name) for name in computed)]  # type: ignore[union-attr]


def affordable(macs: int, budget: float, least: int, most: int) -> int:
    """How many passes of so many multiply-adds keep within a budget of them, within bounds."""
    return max(least, min(most, int(budget // max(1, macs))))
