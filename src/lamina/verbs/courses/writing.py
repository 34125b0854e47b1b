"""A language model writes: what is read is kept in its state, and each token that it chooses is read in turn."""

import math
from collections.abc import Sequence
from typing import Any, NamedTuple, Protocol, runtime_checkable

import torch
from torch import Tensor, nn

from lamina.blocks.beam_search import beam_search, select_rows
from lamina.blocks.decoding import Decoded, greedy, sample
from lamina.core.seed import generator
from lamina.data.texts.vocabulary import END_ID, PADDING_ID, START_ID, UNKNOWN_ID
from lamina.evaluation.predictions import evaluating
from lamina.verbs.courses.generation import Generation

NEVER = (PADDING_ID, UNKNOWN_ID, START_ID)  # tokens that are no part of a text


@runtime_checkable
class Remembers(Protocol):
    """A network that goes on from what it has read."""

    def read(self, tokens: Tensor, lengths: Tensor | None = None, state: Any = None) -> tuple[Tensor, Any]:
        """tokens (B, n) after those of the state -> logits (B, n, V), the state after them."""
        ...


class Past(NamedTuple):
    """What was read. tokens: (B, n), those that the state stands for, the last `num_positions` at most; state: None for
    a network that reads all again.
    """

    tokens: Tensor
    state: Any


class Reader:
    """Reads token after token with any network over tokens (B, L) -> (B, L, V)."""

    def __init__(self, network: nn.Module, window: int, *, cached: bool = True) -> None:
        """window: tokens that a network without a memory is shown at most. cached=False reads all again at each step."""
        self.network, self.cached = network, cached and isinstance(network, Remembers)
        limit = getattr(network, "num_positions", None)
        self.num_positions: int | None = limit if limit or isinstance(network, Remembers) else window

    def begin(self, tokens: Tensor) -> Past:
        """The past (B, n), n >= 0, read at once; of more tokens than there are positions the last ones, but for one place."""
        room = tokens.shape[1] if self.num_positions is None else self.num_positions - 1
        kept = tokens[:, max(0, tokens.shape[1] - room) :]
        if not self.cached or not kept.shape[1]:
            return Past(kept, None)
        return Past(kept, self.network.read(kept)[1])  # type: ignore[operator]

    def step(self, newest: Tensor, past: Past) -> tuple[Tensor, Past]:
        """The newest token of each row (B,) -> logits of the next (B, V), and the past with it.

        Where all positions are taken, the later half of the past is read anew, and there is room again.
        """
        if self.num_positions is not None and past.tokens.shape[1] >= self.num_positions:
            past = self.begin(past.tokens[:, past.tokens.shape[1] - self.num_positions // 2 :])
        tokens = torch.cat([past.tokens, newest[:, None]], dim=1)
        if not self.cached:
            output = self.network(tokens)
            return (output[0] if isinstance(output, tuple) else output)[:, -1], Past(tokens, None)
        logits, state = self.network.read(newest[:, None], None, past.state)  # type: ignore[operator]
        return logits[:, -1], Past(tokens if self.num_positions else tokens[:, :0], state)


def select_past(past: Past, rows: Tensor) -> Past:
    """Rows of a past, as beam search asks for; a recurrent state has them on its second axis."""
    state = past.state
    if isinstance(state, tuple) and state and all(isinstance(part, Tensor) for part in state):
        state = tuple(part.index_select(1, rows) for part in state)
    else:
        state = select_rows(state, rows)
    return Past(past.tokens.index_select(0, rows), state)


def write(
    network: nn.Module, prompt: Sequence[int], asked: Generation, *, window: int, length: int, place: int = 0,
    cached: bool = True, ends: bool = True,
) -> list[int]:  # fmt: skip
    """Ids that follow a prompt's (at least one id), without the end mark, `asked.length` (else `length`) at most; all of

    them with ends=False, where the end mark is never chosen.

    place: of the prompt among several: each draws from a generator of its own, and the default one is left alone.
    """
    device = next(network.parameters()).device
    reader = Reader(network, window, cached=cached)
    tokens = torch.tensor([list(prompt)], dtype=torch.int64, device=device)
    never = torch.tensor(NEVER if ends else (*NEVER, END_ID), device=device)

    def step(newest: Tensor, past: Past) -> tuple[Tensor, Past]:
        logits, past = reader.step(newest, past)
        return logits.index_fill(1, never, -math.inf), past

    with evaluating(network):
        found = _decode(step, reader.begin(tokens[:, :-1]), tokens[:, -1], asked, asked.length or length, place)
    ids = found.tokens[0, : int(found.lengths[0])].tolist()
    return ids[:-1] if ids and ids[-1] == END_ID else ids


def _decode(step: Any, past: Past, first: Tensor, asked: Generation, length: int, place: int) -> Decoded:
    if asked.beam > 1:
        return beam_search(
            step, past, first, end=END_ID, max_length=length, num_beams=asked.beam, select=select_past
        )  # fmt: skip
    if asked.temperature == 0:
        return greedy(step, past, first, end=END_ID, max_length=length)
    return sample(
        step, past, first, end=END_ID, max_length=length, generator=generator(asked.seed, "write", place),
        temperature=asked.temperature, top_k=asked.top_k, top_p=asked.top_p,
    )  # fmt: skip
