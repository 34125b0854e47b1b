"""What each head of an attention does: which places are masked, how evenly it looks, and at which key.

The kinds are those that Clark et al. 2019, What does BERT look at?, found heads to specialise in: the token itself, its
neighbours, the first token, all alike; and for an encoder-decoder the walk along the source (Bahdanau et al. 2014).
"""

import torch
from torch import Tensor

from lamina.core.looks import AttentionSeen, HeadSeen

EVEN = 0.9  # of the largest entropy: a head that tells nothing apart
MUCH = 0.4  # of a head's attention, from which it is named after where it goes
ALONG = 0.8  # correlation of the step with the middle of what it looks at


def masked_places(weights: Tensor) -> Tensor:
    """True where no head may look: (heads, Q, K) -> (Q, K).

    Keys at which nobody looks at any step (padding), and all keys behind the query where no query looks at one of them
    (causal). A single weight that is 0 by rounding is not masked.
    """
    nothing = (weights == 0).all(dim=0)
    masked = nothing.all(dim=0).expand_as(nothing).clone()
    later = torch.ones_like(nothing).triu(1)
    if nothing.shape[0] == nothing.shape[1] > 1 and bool(nothing[later].all()):
        masked |= later
    return masked


def what_heads_do(seen: AttentionSeen) -> list[HeadSeen]:
    """A record for each head; queries that have no choice, such as the first of a causal attention, are left out."""
    weights = seen.weights.double()
    allowed = ~masked_places(weights)
    choice = allowed.sum(dim=1) > 1
    if not bool(choice.any()):
        return [HeadSeen(seen.layer, head, "mixed", 1.0, 0.0, None) for head in range(len(weights))]
    most = allowed.sum(dim=1)[choice].double().log2()
    bits = -(weights * weights.clamp(min=torch.finfo(weights.dtype).tiny).log2()).sum(dim=2)[:, choice]
    evenness = (bits / most).mean(dim=1).clamp(max=1.0)  # rounding
    found = []
    for head in range(len(weights)):
        even = float(evenness[head])
        does, share = ("even", even) if even >= EVEN else _named(_places(weights[head], choice, seen.reach is not None))
        reach = None if seen.reach is None else float(seen.reach[head])
        found.append(HeadSeen(seen.layer, head, does, share, even, reach))
    return found


def _places(weights: Tensor, choice: Tensor, own: bool) -> dict[str, float]:
    """How much of the attention (Q, K) of the queries that have a choice goes to which place."""
    chosen = weights[choice]
    if not own:
        middle = chosen @ torch.arange(weights.shape[1], dtype=weights.dtype, device=weights.device)
        steps = torch.arange(len(chosen), dtype=weights.dtype, device=weights.device)
        walks = len(chosen) > 2 and float(middle.std()) > 0
        along = float(torch.corrcoef(torch.stack([steps, middle]))[0, 1]) if walks else 0.0
        return {"along": along if along >= ALONG else 0.0, "one": float(chosen.max(dim=1).values.mean())}
    queries = choice.nonzero().flatten()
    shares = {"first": float(weights[queries[queries > 1], 0].mean()) if bool((queries > 1).any()) else 0.0}
    for name, offset in (("itself", 0), ("before", -1), ("after", 1)):
        inside = queries[(queries + offset >= 0) & (queries + offset < weights.shape[1])]
        shares[name] = float(weights[inside, inside + offset].mean()) if len(inside) else 0.0
    return shares


def _named(shares: dict[str, float]) -> tuple[str, float]:
    best = max(shares, key=lambda name: shares[name])
    return (best, shares[best]) if shares[best] >= MUCH else ("mixed", shares[best])
