"""Beam search: the num_beams best beginnings are kept at each step, for a whole batch at once."""

import math
from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

from lamina.blocks.decoding import Decoded, Step
from lamina.core.errors import InputError


def length_penalty(length: int | Tensor, alpha: float) -> Any:
    """((5 + length) / 6)^alpha: Wu et al. 2016, Google's neural machine translation system, equation 14."""
    return ((5 + length) / 6) ** alpha


def select_rows(state: Any, rows: Tensor) -> Any:
    """The given rows of a state: tensors by their first axis, tuples and lists item by item, else state.select(rows)."""
    if isinstance(state, Tensor):
        return state.index_select(0, rows)
    if hasattr(state, "select"):
        return state.select(rows)
    if isinstance(state, tuple | list):
        items = [select_rows(item, rows) for item in state]
        return type(state)(*items) if hasattr(state, "_fields") else type(state)(items)
    return state


@torch.no_grad()
def beam_search(
    step: Step, state: Any, first: Tensor, *, end: int, max_length: int, num_beams: int, alpha: float = 0.6,
    select: Callable[[Any, Tensor], Any] = select_rows,
) -> Decoded:  # fmt: skip
    """The text with the best score = log probability / length_penalty(length, alpha) that the beams meet.

    first: (B,). alpha 0 compares plain log probabilities, which favours short texts. A row is done when num_beams of
    its texts have ended and no beginning is better than the best of them, or when none could still become so; what
    other rows do then changes nothing in it. One beam is greedy; as many beams as there are texts is an exhaustive search. select: how rows of the state are picked (a recurrent state has them on its second axis).
    """
    if num_beams < 1:
        raise InputError("networks.bad_beams", num_beams=num_beams)
    beams = _Beams(len(first), num_beams, max_length, end, alpha, first.device)
    rows = torch.arange(len(first), device=first.device).repeat_interleave(num_beams)
    state, newest = select(state, rows), first[rows]
    for length in range(1, max_length + 1):
        logits, state = step(newest, state)
        newest, rows = beams.extend(torch.log_softmax(logits.double(), dim=1), length)
        if beams.are_done(length):
            break
        state = select(state, rows)
    return beams.best()


class _Beams:
    """Beginnings alive, (B, K, ...), and the best ended text of each row."""

    def __init__(
        self, rows: int, num_beams: int, max_length: int, end: int, alpha: float, device: torch.device
    ) -> None:
        self.num_beams, self.max_length, self.end, self.alpha = num_beams, max_length, end, alpha
        self.scores = torch.full((rows, num_beams), -math.inf, dtype=torch.float64, device=device)
        self.scores[:, 0] = 0.0  # all beams begin alike: one of them counts
        self.tokens = torch.full((rows, num_beams, max_length), end, device=device)
        self.best_scores = torch.full((rows,), -math.inf, dtype=torch.float64, device=device)
        self.best_tokens = torch.full((rows, max_length), end, device=device)
        self.best_lengths = torch.zeros(rows, dtype=torch.int64, device=device)
        self.num_ended = torch.zeros(rows, dtype=torch.int64, device=device)
        self.done = torch.zeros(rows, dtype=torch.bool, device=device)

    def extend(self, chances: Tensor, length: int) -> tuple[Tensor, Tensor]:
        """One token more: log probabilities (B * K, V) -> the newest tokens (B * K,) and which row each continues."""
        rows, beams, vocabulary = len(self.scores), self.num_beams, chances.shape[1]
        total = (self.scores.unsqueeze(2) + chances.view(rows, beams, vocabulary)).flatten(1)
        scores, found = total.topk(min(2 * beams, beams * vocabulary), dim=1)
        origin, token = found // vocabulary, found % vocabulary
        texts = self.tokens.gather(1, origin.unsqueeze(2).expand(-1, -1, self.max_length)).clone()
        texts[:, :, length - 1] = token
        ends = token == self.end
        ended = ends & (torch.arange(found.shape[1], device=found.device) < beams) & scores.isfinite()
        self._keep(scores.masked_fill(~ended, -math.inf), texts, length)
        self.num_ended += ended.sum(dim=1)
        alive = scores.masked_fill(ends, -math.inf)
        self.scores, order = self._padded(alive).topk(beams, dim=1)
        order = order.clamp(max=found.shape[1] - 1)
        self.tokens = texts.gather(1, order.unsqueeze(2).expand(-1, -1, self.max_length))
        first_beam = torch.arange(rows, device=found.device).unsqueeze(1) * beams
        return token.gather(1, order).flatten(), (first_beam + origin.gather(1, order)).flatten()

    def are_done(self, length: int) -> bool:
        """Whether every row has a text that no living beginning can beat any more, or num_beams that none beats now."""
        alive = self.scores[:, 0]
        now = alive / length_penalty(length, self.alpha)
        reachable = alive / length_penalty(self.max_length if self.alpha > 0 else length, self.alpha)
        self.done |= (self.num_ended >= self.num_beams) & (self.best_scores >= now) | (self.best_scores >= reachable)
        return bool(self.done.all())

    def best(self) -> Decoded:
        """The best texts; a row of which nothing has ended gives its best beginning, cut at max_length."""
        none = self.best_scores.isneginf() & self.scores[:, 0].isfinite()
        self._keep(self.scores[:, :1].masked_fill(~none.unsqueeze(1), -math.inf), self.tokens[:, :1], self.max_length)
        length = max(1, int(self.best_lengths.max())) if len(self.best_lengths) else 0
        return Decoded(self.best_tokens[:, :length], self.best_lengths, self.best_scores)

    def _keep(self, scores: Tensor, texts: Tensor, length: int) -> None:
        """Remember the best of these ended texts where it is the best so far and the row is not done."""
        score, index = (scores / length_penalty(length, self.alpha)).max(dim=1)
        text = texts.gather(1, index.view(-1, 1, 1).expand(-1, 1, self.max_length)).squeeze(1)
        better = (score > self.best_scores) & ~self.done
        self.best_scores = torch.where(better, score, self.best_scores)
        self.best_tokens = torch.where(better.unsqueeze(1), text, self.best_tokens)
        self.best_lengths = self.best_lengths.masked_fill(better, length)

    def _padded(self, scores: Tensor) -> Tensor:
        """At least num_beams columns, the added ones dead."""
        lack = self.num_beams - scores.shape[1]
        return torch.nn.functional.pad(scores, (0, lack), value=-math.inf) if lack > 0 else scores
