"""A table of learned vectors: nearest neighbours, and a map on a plane."""

from collections.abc import Sequence

import torch
from torch import Tensor

from lamina.core.looks import WordMap
from lamina.core.seed import generator

SHUFFLES = 5


def nearest_vectors(table: Tensor, row: int, most: int = 10) -> list[tuple[int, float]]:
    """The rows whose direction is nearest to that of a row, (row, cosine), the nearest first, itself left out."""
    unit = table / table.norm(dim=1, keepdim=True).clamp(min=1e-12)
    cosine = unit @ unit[row]
    cosine[row] = -torch.inf
    found = cosine.topk(min(most, len(table) - 1))
    return list(zip(found.indices.tolist(), found.values.tolist(), strict=True))


def word_map(table: Tensor, names: Sequence[str]) -> WordMap:
    """The rows on a plane: their two directions of largest variance (principal components; signs by the largest entry)."""
    centred = table.detach().double() - table.detach().double().mean(dim=0)
    _, sizes, directions = torch.linalg.svd(centred, full_matrices=False)
    directions = directions[:2] if len(directions) > 1 else torch.cat([directions, torch.zeros_like(directions)])
    largest = directions.gather(1, directions.abs().argmax(dim=1, keepdim=True))
    directions = directions * torch.where(largest < 0, -1.0, 1.0)
    energy = sizes.square()
    shares = [float(one) / max(float(energy.sum()), 1e-300) for one in energy[:2]] + [0.0]
    return WordMap(tuple(names), centred @ directions.T, (shares[0], shares[1]))


def neighbour_cosine(table: Tensor, most: int = 500) -> tuple[float, float]:
    """Mean cosine of the first rows with their nearest neighbour, and what it is by chance.

    By chance: the most of a few tables with the same numbers shuffled. Rows that are near each other no more than by chance hold
    nothing that was learned.
    """
    random = generator(0, "neighbours")
    chance = []
    for _ in range(SHUFFLES):
        order = torch.randperm(table.numel(), generator=random).to(table.device)
        chance.append(_mean_nearest(table.flatten()[order].reshape(table.shape), most))
    return _mean_nearest(table, most), max(chance)


def _mean_nearest(table: Tensor, most: int) -> float:
    unit = table / table.norm(dim=1, keepdim=True).clamp(min=1e-12)
    cosine = unit[:most] @ unit.T
    cosine.diagonal().fill_(-torch.inf)
    return float(cosine.max(dim=1).values.mean())
