"""What the maps of a stage have in common over a few rows: how many values are zero, which maps stay dark or repeat."""

from collections.abc import Sequence

import torch
from torch import Tensor

from lamina.core.looks import MapFacts

ALIKE = 0.95  # |correlation| of two maps that show the same


def map_facts(name: str, rows: Sequence[Tensor]) -> MapFacts:
    """Facts of one stage's maps (C, H, W) for each of n rows.

    zeros: share of the values that are 0; dark: channels that are 0 everywhere in all rows; repeats: channels whose
    values correlate by more than 0.95 (or less than -0.95) with those of a channel before them; broken: share of the
    values that are NaN or infinite, which count for nothing else.
    """
    values = torch.stack([one.detach().double().cpu().flatten(1) for one in rows], dim=1).flatten(1)  # (C, n H W)
    finite = values.isfinite()
    values = values.where(finite, 0.0)
    lit = values.abs().amax(dim=1) > 1e-6 * values.abs().max().clamp(min=1e-300)
    centred = values[lit] - values[lit].mean(dim=1, keepdim=True)
    centred = centred / centred.norm(dim=1, keepdim=True).clamp(min=1e-300)
    alike = (centred @ centred.T).abs().tril(-1) > ALIKE
    dark, whole = ~lit & finite.all(dim=1), finite.double().mean()
    return MapFacts(
        name, tuple(rows[0].shape), float(((values == 0) & finite).double().mean()), int(dark.sum()),
        int(alike.any(dim=1).sum()), broken=1 - float(whole),
    )  # fmt: skip


def strongest_channels(maps: Tensor, most: int) -> list[int]:
    """The channels of (C, H, W) with the largest mean size, in the order of their numbers."""
    return sorted(maps.abs().mean(dim=(1, 2)).topk(min(most, len(maps))).indices.tolist())
