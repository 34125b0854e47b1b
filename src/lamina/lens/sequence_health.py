"""Gates, attention and the way back through time of one pass, for a reading of a training's health."""

import math
from collections.abc import Sequence
from typing import Literal

import torch
from torch import Tensor

from lamina.core.health import AttentionHealth, GateHealth, TimeHealth
from lamina.core.observing import EACH_STEP
from lamina.lens.moments import NEAR

MOST_LAGS = 64
ROWS = 16  # whose attention is looked at
_UNBOUNDED = ("cell",)
_BETWEEN_ONES = ("candidate", "hidden")  # tanh; the other gates lie between 0 and 1


def gate_health(shown: dict[str, list[Tensor]], lengths: Tensor | None) -> tuple[GateHealth, ...]:
    """Each gate that a recurrent layer showed, (B, T, H): padding left out, layers and directions apart."""
    found = []
    for name, values in shown.items():
        gate = name.rpartition(".")[2]
        if values[0].dim() != 3:
            continue
        numbers = values[0].detach().float()
        if lengths is not None and len(lengths) == len(numbers):
            steps = torch.arange(numbers.shape[1], device=numbers.device)
            numbers = numbers[steps < lengths[:, None]]
        if gate in _UNBOUNDED or not numbers.numel():
            low = high = 0.0
        else:
            bottom = -1.0 if gate in _BETWEEN_ONES else 0.0
            near = NEAR * (1.0 - bottom)
            low = float((numbers <= bottom + near).float().mean())
            high = float((numbers >= 1.0 - near).float().mean())
        mean = float(numbers.mean()) if numbers.numel() else 0.0
        found.append(GateHealth(name=name, mean=mean, low=low, high=high))
    return tuple(found)


def last_states(shown: dict[str, list[Tensor]]) -> list[Tensor]:
    """The states (B, H) of each step of the last layer, forward in time, as the block showed them."""
    names = [name for name in shown if name.endswith(EACH_STEP) and "reverse" not in name]
    return shown[max(names, key=lambda name: int(name.partition(".")[0]))] if names else []


def time_health(
    gradients: Sequence[Tensor | None], where: Literal["state", "input"], lengths: Tensor | None, rows: int
) -> TimeHealth | None:
    """How far back an error reaches. gradients: of each step, (B, H), of the mean loss of `rows` rows.

    lengths: (B,), where rows end before the last step; a row's lag counts from its own last step.
    """
    known = next((one for one in gradients if one is not None), None)
    if known is None or len(gradients) < 2:
        return None
    zero = known.new_zeros(len(known))
    norms = torch.stack([zero if one is None else one.float().flatten(1).norm(dim=1) for one in gradients])  # (T, B)
    steps = len(norms)
    ends = torch.full((len(known),), steps, device=norms.device) if lengths is None else lengths.clamp(1, steps)
    longest = int(ends.max())
    lags = sorted({round(lag) for lag in torch.linspace(0, longest - 1, min(MOST_LAGS, longest)).tolist()})
    found = []
    for lag in lags:
        place = ends - 1 - lag
        some = place >= 0
        squares = norms.gather(0, place.clamp(min=0)[None])[0].square()
        found.append(rows * math.sqrt(float(squares[some].mean())))
    return TimeHealth(where=where, steps=longest, lags=tuple(lags), gradients=tuple(found))


def attention_health(weights: Tensor, masks: Sequence[Tensor]) -> AttentionHealth:
    """weights: (B, heads, Q, K), or (B, Q, K) of one; masks: (B, L), true where a row of an input is no padding.

    Padding is known where exactly one length L of the masks is that of the keys.
    """
    weights = (weights[:, None] if weights.dim() == 3 else weights).detach()[:ROWS].float()
    masks = [mask[:ROWS] for mask in masks]
    rows, heads, queries, keys = weights.shape
    fitting = [mask for mask in masks if tuple(mask.shape) == (rows, keys)]
    valid = fitting[0] if len(fitting) == 1 else None
    asks = weights.sum(dim=3) > 0  # queries that look at something
    if valid is not None and queries == keys:
        asks = asks & valid[:, None]
    seen = (weights > 0).any(dim=1)  # (B, Q, K); a softmax that is all or nothing gives 0 to keys that it may look at
    allowed = (seen.any(dim=0) & seen.any(dim=1)[:, None])[:, None]  # (B, 1, Q, K): what mask and row allow
    choices = allowed.sum(dim=3)
    entropy = torch.special.entr(weights).sum(dim=3) / choices.clamp(min=2).float().log()
    choosing = asks & (choices > 1)
    shares = (entropy.clamp(max=1.0) * choosing).sum(dim=(0, 2)) / choosing.sum(dim=(0, 2)).clamp(min=1)
    strongest = weights.argmax(dim=3).masked_fill(~asks, -1)
    same = ((strongest == _mode(strongest)[..., None]) & asks).sum() / asks.sum().clamp(min=1)
    mass = None
    if valid is not None and not bool(valid.all()):
        on_padding = (weights * ~valid[:, None, None]).sum(dim=3)
        mass = float((on_padding * asks).sum() / asks.sum().clamp(min=1))
    return AttentionHealth(
        entropies=tuple(shares.tolist()), same_key=float(same),
        head_likeness=_heads_alike(weights) if heads > 1 else None, padding_mass=mass,
        masked=float((weights == 0).float().mean()), lost=_lost(weights, allowed & asks[..., None]), queries=queries, keys=keys,
    )  # fmt: skip


def _lost(weights: Tensor, allowed: Tensor) -> float:
    """Share of the allowed pairs whose weight is 0."""
    return float(((weights == 0) & allowed).sum() / allowed.expand_as(weights).sum().clamp(min=1))


def _mode(strongest: Tensor) -> Tensor:
    """The commonest key of each row and head, (B, heads, Q) -> (B, heads); -1 (asks nothing) is not counted."""
    keys = int(strongest.max()) + 1
    counts = torch.nn.functional.one_hot(strongest + 1, keys + 1).sum(dim=2)
    return counts[..., 1:].argmax(dim=-1)


def _heads_alike(weights: Tensor) -> float:
    """Mean cosine between two heads of a row, each as one vector of all its weights."""
    flat = torch.nn.functional.normalize(weights.flatten(2), dim=2)
    heads = flat.shape[1]
    together = flat.sum(dim=1).square().sum(dim=1)
    return float(((together - heads) / (heads * (heads - 1))).mean())


def slices(gradient: Tensor | None, along: int) -> list[Tensor | None]:
    """A gradient (B, T, F), or (T, B, F) with along=0, as one (B, F) for each step."""
    return [] if gradient is None else list(gradient.unbind(along))
