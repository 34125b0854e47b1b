"""How dear a look is: multiply-adds of one pass, and how many rows a view can afford."""

import torch
from torch import Tensor, nn
from torch.utils.flop_counter import FlopCounterMode

from lamina.lens.undisturbed import undisturbed


def macs_of(network: nn.Module, inputs: tuple[Tensor, ...]) -> int:
    """Multiply-adds of one pass over one row (1, ...) of each input, counted while it runs."""
    counter = FlopCounterMode(display=False)
    with undisturbed(network), torch.no_grad(), counter:
        network(*(value[:1].clone() for value in inputs))
    return counter.get_total_flops() // 2


def affordable(macs: int, budget: float, least: int, most: int) -> int:
    """How many passes of so many multiply-adds keep within a budget of them, within bounds."""
    return max(least, min(most, int(budget // max(1, macs))))
