"""Attention over an image: where each head of a vision Transformer looks, laid back on the patches.

Distances are those of Dosovitskiy et al. 2021 (section 4.5, figure 7), the rollout that of Abnar & Zuidema 2020.
"""

from collections.abc import Sequence

import torch
from torch import Tensor, nn

from lamina.core.errors import InputError
from lamina.core.looks import AttentionSeen, PatchesSeen
from lamina.lens.attention import attention_maps


def patch_attention(network: nn.Module, inputs: tuple[Tensor, ...]) -> list[PatchesSeen]:
    """Where every attention looks in the first image of the inputs, (1, C, H, W), in the order in which they ran.

    InputError: the network has no attention, or none whose tokens are the patches of a convolution that does not overlap.
    """
    attentions = attention_maps(network, inputs)
    size = patch_size(network)
    height, width = (int(side) for side in inputs[0].shape[2:]) if inputs[0].dim() == 4 else (0, 0)
    grid = (height // size[0], width // size[1])
    fitting = [one for one in attentions if one.weights.shape[2] - grid[0] * grid[1] in (0, 1)]
    if not fitting or grid[0] * grid[1] < 2:
        raise InputError("lens.no_patches", network=type(network).__name__)
    return [_seen(one, grid, size) for one in fitting if one.reach is not None]


def patch_size(network: nn.Module) -> tuple[int, int]:
    """Pixels (down, across) of a patch: the first convolution whose stride is its kernel, larger than 1."""
    for module in network.modules():
        if isinstance(module, nn.Conv2d) and module.stride == module.kernel_size and max(module.kernel_size) > 1:
            down, across = module.kernel_size
            return int(down), int(across)
    raise InputError("lens.no_patches", network=type(network).__name__)


def rollout(layers: Sequence[Tensor]) -> Tensor:
    """How much each token at the end holds of each at the start, if attention alone carried it: (T, T), rows sum to 1.

    layers: weights (heads, T, T) of each. The heads' mean A, half of it for the path that goes round the attention:
    the product of (A + I) / 2 over the layers, the last in front (Abnar & Zuidema 2020, equation 1).
    """
    size = layers[0].shape[-1]
    found = torch.eye(size, dtype=torch.float64)
    for weights in layers:
        mean = weights.detach().double().cpu().mean(dim=0)
        found = (mean + torch.eye(size, dtype=torch.float64)) / 2 @ found
    return found


def rolled_over_patches(seen: Sequence[PatchesSeen]) -> Tensor:
    """(rows, columns): the rollout of all layers, as the class token (without one all patches together) holds it."""
    return _looked(rollout([one.weights for one in seen])[None], seen[0].grid)[0]


def even_distance(grid: tuple[int, int], size: tuple[int, int]) -> float:
    """Mean distance in pixels of a head that looks at all patches alike."""
    apart = _apart(grid, size)
    return float(apart.mean())


def _seen(one: AttentionSeen, grid: tuple[int, int], size: tuple[int, int]) -> PatchesSeen:
    weights = one.weights.detach().double().cpu()
    extra = weights.shape[2] - grid[0] * grid[1]
    among = weights[:, extra:, extra:]
    among = among / among.sum(dim=2, keepdim=True).clamp(min=1e-300)
    distance = (among * _apart(grid, size)).sum(dim=2).mean(dim=1)
    return PatchesSeen(one.layer, weights, grid, size, _looked(weights, grid), distance)


def _looked(weights: Tensor, grid: tuple[int, int]) -> Tensor:
    """(heads, T, T) -> (heads, rows, columns): what the class token takes of each patch; without one the patches' mean."""
    extra = weights.shape[2] - grid[0] * grid[1]
    of = weights[:, 0, extra:] if extra else weights.mean(dim=1)
    return of.unflatten(1, grid)


def _apart(grid: tuple[int, int], size: tuple[int, int]) -> Tensor:
    """(N, N): pixels between the middles of the patches."""
    places = torch.cartesian_prod(torch.arange(grid[0]) * size[0], torch.arange(grid[1]) * size[1]).double()
    return torch.cdist(places, places)
