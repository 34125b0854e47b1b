"""Attention while a text is written token by token, the keys and values of earlier steps kept (Vaswani et al. 2017, 3.1).

In training the whole target is known: one pass, with a mask over what comes later. Here nothing comes later: at step t
there are t keys, one of them new. Both give the same weights for the same text.
"""

import math
from collections.abc import Sequence
from typing import Any, Protocol

import torch
from torch import Tensor, nn

from lamina.core.looks import Writing
from lamina.core.observing import Seen, observing
from lamina.lens.undisturbed import undisturbed


class Writes(Protocol):
    """A network that reads a source once and then foretells token after token."""

    def empty_state(self, source: Tensor, source_lengths: Tensor | None = None) -> Any:
        """The state before the first token; source: (B, S)."""
        ...

    def step(self, tokens: Tensor, state: Any) -> tuple[Tensor, Any]:
        """The newest token of each row (B,) -> logits of the next (B, V), state."""
        ...


def can_write(network: nn.Module) -> bool:
    """Whether a network has `empty_state` and `step`."""
    return callable(getattr(network, "empty_state", None)) and callable(getattr(network, "step", None))


def attention_while_writing(
    network: Any, source: Tensor, lengths: Tensor, *, start: int, end: int, most: int, never: Sequence[int] = ()
) -> Writing:
    """The likeliest token at each step until `end`, or `most` of them; source: (1, S) int64, lengths: (1,).

    never: tokens that are not written. Layers whose attention is computed once, as the encoder's, are left out.
    """
    newest = torch.full_like(lengths, start)
    written: list[int] = []
    steps: dict[str, list[Tensor]] = {}
    with undisturbed(network), torch.no_grad(), observing(network) as seen:
        state = network.empty_state(source, lengths)
        for _ in range(most):
            before = {name: len(values.get("weights", ())) for name, values in seen.shown.items()}
            logits, state = network.step(newest, state)
            for name, weights in _shown_since(seen, before):
                steps.setdefault(name, []).append(weights)
            newest = logits.index_fill(
                1, torch.tensor(never, dtype=torch.int64, device=logits.device), -math.inf
            ).argmax(1)
            written.append(int(newest[0]))
            if written[-1] == end:
                break
    return Writing(tuple(written), {name: tuple(values) for name, values in steps.items()})


def _shown_since(seen: Seen, before: dict[str, int]) -> list[tuple[str, Tensor]]:
    """(layer, weights (heads, K) of its one query) of what was shown in a step."""
    found = []
    for name, values in seen.shown.items():
        for weights in values.get("weights", [])[before.get(name, 0) :]:
            row = weights[0]
            found.append((name, row[:, -1] if row.dim() == 3 else row[-1:]))
    return found
