"""Gradients that a view asks of a network's answer, and one sentence where there are none that say anything."""

from collections.abc import Sequence

import torch
from torch import Tensor

from lamina.core.errors import InputError


def slope_of(answer: Tensor, place: Tensor, *, again: bool = False) -> Tensor:
    """d answer / d place, as large as the place; again: the same graph is asked once more.

    InputError: no gradient comes back (a forward under `torch.no_grad()`, a value that was detached or written over), or
    one that is not finite.
    """
    slope = _asked(answer, [place], again, unused=False)[0]
    if not bool(torch.isfinite(slope).all()):
        raise InputError("lens.slope_not_finite")
    return slope


def slopes_of(answer: Tensor, places: Sequence[Tensor]) -> list[Tensor]:
    """d answer / d each of the places; 0 where the answer does not depend on one."""
    if not places:
        return []
    found = _asked(answer, places, False, unused=True)
    return [torch.zeros_like(place) if one is None else one for place, one in zip(places, found, strict=True)]


def _asked(answer: Tensor, places: Sequence[Tensor], again: bool, *, unused: bool) -> tuple[Tensor, ...]:
    try:
        return torch.autograd.grad(answer, list(places), retain_graph=again, allow_unused=unused)
    except RuntimeError as error:
        raise InputError("lens.no_slope", reason=str(error).partition("\n")[0].rstrip(".")) from error
