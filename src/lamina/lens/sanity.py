"""Does a picture depend on what was learned? The same view of the same network with random weights must differ.

Adebayo et al. 2018, Sanity checks for saliency maps: a method whose picture stays when the weights are drawn anew shows
edges of the input, not reasons of the network.
"""

from collections.abc import Callable
from dataclasses import replace

import polars as pl
import torch
from torch import Tensor, nn

from lamina.core.errors import InputError
from lamina.core.looks import Attribution
from lamina.core.seed import generator
from lamina.lens.copy_of import copy_of


def with_random_weights(network: nn.Module, seed: int = 0) -> nn.Module:
    """A copy whose weights are shuffled within each matrix: as large as before, without what they had learned.

    Numbers for each unit (biases, scales of norms) stay, so that the network still answers with sensible sizes.
    """
    twin = copy_of(network)
    random = generator(seed, "random weights")
    matrices = [value for value in twin.parameters() if value.dim() > 1]
    if not matrices:
        raise InputError("lens.no_weights")
    with torch.no_grad():
        for value in matrices:
            order = torch.randperm(value.numel(), generator=random).to(value.device)
            value.copy_(value.flatten()[order].reshape(value.shape))
    return twin


def checked(
    view: Callable[[nn.Module], Attribution], network: nn.Module, *, seed: int = 0, twin: nn.Module | None = None
) -> Attribution:
    """The view of the network, with `change`: 1 - rank correlation of its sizes with those under random weights.

    twin: `with_random_weights(network, seed)`, where it is at hand.
    """
    found, other = view(network), view(twin or with_random_weights(network, seed))
    return replace(found, change=1.0 - rank_correlation(found.values.abs(), other.values.abs()))


def rank_correlation(one: Tensor, other: Tensor) -> float:
    """Spearman's, of all values; 0 where one of them does not vary."""
    ranks = [pl.Series(values.detach().double().cpu().flatten().numpy()).rank().to_torch() for values in (one, other)]
    centred = [values - values.mean() for values in ranks]
    size = float(centred[0].norm() * centred[1].norm())
    return float(centred[0] @ centred[1]) / size if size > 0 else 0.0
