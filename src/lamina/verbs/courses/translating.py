"""A model of pairs writes: greedy or by beam search, in batches of like length, with keys and values kept."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import torch
from torch import Tensor, nn

from lamina.blocks.beam_search import beam_search
from lamina.blocks.decoding import Decoded, greedy
from lamina.core.errors import InputError
from lamina.core.spec import DataSpec
from lamina.data.texts.vocabulary import END_ID, PADDING_ID, START_ID, UNKNOWN_ID
from lamina.data.texts.written import write_texts
from lamina.evaluation.predictions import evaluating

NEVER = (PADDING_ID, UNKNOWN_ID, START_ID)  # tokens that no translation holds
DRAWING = ("temperature", "top_k", "top_p", "seed")  # options of texts that are drawn: a translation is looked for
TOKENS_AT_ONCE = 4096  # source tokens of a batch, beams counted


@dataclass(frozen=True)
class Search:
    """How a translation is looked for. num_beams 1: greedy. alpha: of the length penalty (Wu et al. 2016).

    max_length: tokens of a translation at most; None: as many as training's longest.
    """

    num_beams: int = 4
    alpha: float = 0.6
    max_length: int | None = None

    @classmethod
    def of(cls, options: Mapping[str, Any]) -> "Search":
        """From the options of a command: `beam`, `length`; what is not asked for is the usual."""
        if drawing := [name for name in DRAWING if options.get(name) is not None]:
            raise InputError("pairs.draws_nothing", option=drawing[0].replace("_", "-"))
        beams, length = options.get("beam"), options.get("length")
        for name, value in (("beam", beams), ("length", length)):
            if value is not None and (not isinstance(value, int) or value < 1):
                raise InputError("pairs.bad_option", option=name, value=str(value))
        return cls(num_beams=cls.num_beams if beams is None else int(beams), max_length=length)


class Writer(Protocol):
    """A network that reads a source once and then foretells token after token (`blocks.decoding`)."""

    def empty_state(self, source: Tensor, source_lengths: Tensor | None = None) -> Any:
        """The state before the first token; source: (B, S)."""
        ...

    def step(self, tokens: Tensor, state: Any) -> tuple[Tensor, Any]:
        """The newest token of each row (B,) -> logits of the next (B, V), state."""
        ...


def translate(
    network: nn.Module, tokens: Tensor, lengths: Tensor, spec: DataSpec, search: Search | None = None
) -> list[str]:
    """Translations of sources as token ids (n, S) with lengths (n,); the network's mode is put back afterwards.

    A row's translation depends neither on the other rows nor on padding (but for rounding).
    """
    assert spec.into is not None
    search = search or Search()
    found: list[list[int]] = [[] for _ in range(len(lengths))]
    order = lengths.argsort(stable=True)
    device = next(network.parameters()).device
    with evaluating(network):
        for rows in _batches(order, lengths, search.num_beams):
            some = lengths[rows].to(device)
            source = tokens[rows, : int(lengths[rows].max())].to(device, torch.int64)
            decoded = decode(network, source, some, spec.into.max_length, search)
            kept = zip(rows.tolist(), decoded.tokens.tolist(), decoded.lengths.tolist(), strict=True)
            for row, ids, length in kept:
                found[row] = ids[:length]
    return write_texts(found, spec.into)


def decode(network: Any, source: Tensor, lengths: Tensor, longest: int, search: Search) -> Decoded:
    """Token ids of one batch; source: (B, S) int64, lengths: (B,)."""
    limit = (longest if search.max_length is None else search.max_length) + 1  # the end mark
    never = torch.tensor(NEVER, device=source.device)

    def step(newest: Tensor, state: Any) -> tuple[Tensor, Any]:
        logits, state = network.step(newest, state)
        return logits.index_fill(1, never, -math.inf), state

    first = torch.full_like(lengths, START_ID)
    state = network.empty_state(source, lengths)
    if search.num_beams == 1:
        return greedy(step, state, first, end=END_ID, max_length=limit)
    return beam_search(
        step, state, first, end=END_ID, max_length=limit, num_beams=search.num_beams, alpha=search.alpha
    )  # fmt: skip


def _batches(order: Tensor, lengths: Tensor, num_beams: int) -> list[Tensor]:
    """Rows in order of length, cut so that a batch has at most so many source tokens."""
    batches: list[Tensor] = []
    begin = 0
    longest = lengths[order].tolist()
    for place in range(len(order)):
        if place > begin and (place + 1 - begin) * longest[place] * num_beams > TOKENS_AT_ONCE:
            batches.append(order[begin:place])
            begin = place
    return [*batches, order[begin:]] if len(order) else []
