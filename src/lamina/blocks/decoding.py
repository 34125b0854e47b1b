"""From a network that says how likely each next token is to a text: greedy or sampled. Beam search: `beam_search`.

A network takes part through one function,

    step(tokens, state) -> (logits, state)        tokens (B,) int64, the newest of each row; logits (B, vocab_size)

where `state` is whatever it needs to go on: a recurrent state, a cache, all tokens so far. Decoding begins with the
`first` token of each row (its start mark, or the last token of a prompt whose earlier ones are in the state).
"""

import math
from collections.abc import Callable
from typing import Any, NamedTuple

import torch
from torch import Tensor

from lamina.core.errors import InputError

Step = Callable[[Tensor, Any], tuple[Tensor, Any]]


class Decoded(NamedTuple):
    """tokens: (B, L) int64, `end` included and repeated after it; lengths: (B,); scores: (B,) float64.

    A length counts `end`; a text that was cut at max_length has none. Scores are sums of log probabilities of the
    network (for beam search divided by its length penalty).
    """

    tokens: Tensor
    lengths: Tensor
    scores: Tensor


@torch.no_grad()
def greedy(step: Step, state: Any, first: Tensor, *, end: int, max_length: int) -> Decoded:
    """The likeliest token at each step, until each row has its `end`; first: (B,)."""
    return _decode(step, state, first, end, max_length, lambda logits: logits.argmax(dim=1))


@torch.no_grad()
def sample(
    step: Step, state: Any, first: Tensor, *, end: int, max_length: int, generator: torch.Generator,
    temperature: float = 1.0, top_k: int | None = None, top_p: float | None = None,
) -> Decoded:  # fmt: skip
    """Tokens drawn by their probabilities, on the CPU and from `generator`: the same generator, the same text."""

    def draw(logits: Tensor) -> Tensor:
        chances = torch.softmax(filtered(logits, temperature, top_k, top_p), dim=1).cpu()
        return torch.multinomial(chances, 1, generator=generator).squeeze(1).to(logits.device)

    return _decode(step, state, first, end, max_length, draw)


def filtered(logits: Tensor, temperature: float = 1.0, top_k: int | None = None, top_p: float | None = None) -> Tensor:
    """Logits to sample from, (B, V) -> (B, V) float64, -inf where a token is left out.

    temperature: logits are divided by it; below 1 the likely become likelier. top_k: the k likeliest stay (Fan et al.
    2018). top_p: the likeliest stay until their probabilities reach p, at least one (Holtzman et al. 2019, nucleus).
    """
    if not 0 < temperature < math.inf:
        raise InputError("networks.bad_temperature", temperature=str(temperature))
    if top_k is not None and top_k < 1:
        raise InputError("networks.bad_top_k", top_k=top_k)
    if top_p is not None and not 0 < top_p <= 1:
        raise InputError("networks.bad_top_p", top_p=str(top_p))
    logits = logits.double() / temperature
    ordered, order = logits.sort(dim=1, descending=True, stable=True)
    out = torch.zeros_like(logits, dtype=torch.bool)
    if top_k is not None:
        out[:, top_k:] = True
    if top_p is not None:
        chances = torch.softmax(ordered.masked_fill(out, -math.inf), dim=1)
        out |= chances.cumsum(dim=1) - chances >= top_p  # what stands before a token already reaches p
    return logits.masked_fill(torch.zeros_like(out).scatter(1, order, out), -math.inf)


def _decode(
    step: Step, state: Any, first: Tensor, end: int, max_length: int, choose: Callable[[Tensor], Tensor]
) -> Decoded:
    tokens: list[Tensor] = []
    done = torch.zeros_like(first, dtype=torch.bool)
    lengths, scores = torch.zeros_like(first), torch.zeros(len(first), dtype=torch.float64, device=first.device)
    newest = first
    for _ in range(max_length):
        logits, state = step(newest, state)
        newest = choose(logits).masked_fill(done, end)
        chosen = torch.log_softmax(logits.double(), dim=1).gather(1, newest.unsqueeze(1)).squeeze(1)
        scores += chosen.masked_fill(done, 0.0)
        lengths += ~done
        tokens.append(newest)
        done = done | (newest == end)
        if bool(done.all()):
            break
    joined = torch.stack(tokens, dim=1) if tokens else first.new_zeros(len(first), 0)
    return Decoded(joined, lengths, scores)
