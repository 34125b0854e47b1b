"""An encoder-decoder's two ways over a text: training reads the whole target at once, writing adds a token at a time."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from lamina.core.looks import Writing
from lamina.data.texts.vocabulary import END_ID, START_ID
from lamina.data.texts.written import write_texts
from lamina.lens.attention import attention_maps
from lamina.lens.writing import attention_while_writing, can_write
from lamina.report.views.attention_picture import Map
from lamina.verbs.courses.translating import NEVER
from lamina.verbs.views.attention_sides import Side
from lamina.verbs.views.looked import Looked
from lamina.verbs.views.row_steps import as_numbers, one_row, token_names
from lamina.words import say

MOST_STEPS = 60


@dataclass(frozen=True)
class Passes:
    """The same heads in training and while writing, and what is to be said of the two."""

    training: tuple[Map, ...]
    writing: tuple[Map, ...]
    sentences: list[str]


def can_show_passes(looked: Looked) -> bool:
    """Whether a network reads a source once and then writes token after token."""
    return looked.model.spec.into is not None and can_write(looked.model.network)


def passes_of(looked: Looked, sides: Sequence[Side]) -> Passes | None:
    """The clearest head of the decoder on itself, and the clearest on the source, both ways."""
    spec = looked.model.spec
    assert spec.into is not None
    source, lengths, target_in = one_row(looked, 0)
    written = attention_while_writing(
        looked.model.network, source, lengths, start=START_ID, end=END_ID, never=NEVER,
        most=min(spec.into.max_length + 1, MOST_STEPS),
    )  # fmt: skip
    read = torch.tensor([[START_ID, *written.tokens[:-1]]], device=source.device)
    names, keys = token_names(read[0], spec.into), sides[0].keys
    chosen = [_clearest([side for side in sides if side.written and side.cross == cross]) for cross in (False, True)]
    training, writing = [], []
    for side, head in (one for one in chosen if one is not None):
        keys = side.keys if side.cross else names
        training.append(_in_training(side, head))
        writing.append(_in_writing(written, side, head, names, keys))
    ids = written.tokens[:-1] if written.tokens[-1] == END_ID else written.tokens
    told = {"steps": len(written.tokens), "tokens": target_in.shape[1], "apart": _apart(looked, written, read)}
    sentences = [say("attention.passes", **told, cached=any(not side.cross for side in sides if side.written))]
    if read.shape != target_in.shape or not torch.equal(read, target_in):
        sentences.append(say("attention.own_text", text=write_texts([ids], spec.into)[0]))
    return Passes(tuple(training), tuple(writing), sentences) if training else None


def _clearest(sides: Sequence[Side]) -> tuple[Side, int] | None:
    """The side and head that look most at one place (or walk along most)."""
    heads = [(side, number, head) for side in sides for number, head in enumerate(side.heads)]
    if not heads:
        return None
    side, number, _ = max(heads, key=lambda one: (one[2].does == "along", one[2].does != "even", -one[2].evenness))
    return side, number


def _in_training(side: Side, head: int) -> Map:
    title = say("attention.training", layer=side.layer, head=head)
    under = say("attention.training_cross" if side.cross else "attention.training_self")
    return Map(title, under, as_numbers(side.weights[head]), np.asarray(side.masked.cpu()), side.queries, side.keys)


def _in_writing(written: Writing, side: Side, head: int, names: tuple[str, ...], keys: tuple[str, ...]) -> Map:
    """A row for each step, with as many keys as there were then."""
    steps = written.steps[side.layer]
    width = max(len(keys), max(step.shape[1] for step in steps))
    weights = np.full((len(steps), width), np.nan)
    for place, step in enumerate(steps):
        weights[place, : step.shape[1]] = as_numbers(step[head])
    masked = np.zeros(weights.shape, dtype=bool)
    if side.cross:
        real = steps[0].shape[1]
        weights, masked, keys = weights[:, :real], masked[:, :real], keys[:real]
    title = say("attention.writing", layer=side.layer, head=head)
    under = say("attention.writing_cross" if side.cross else "attention.writing_self")
    return Map(title, under, weights, masked, names, keys, grown=not side.cross)


def _apart(looked: Looked, written: Writing, read: Tensor) -> float:
    """The largest difference between the weights of the steps and those of one pass over the text that was written."""
    source, lengths, _ = one_row(looked, 0)
    largest = 0.0
    for seen in attention_maps(looked.model.network, (source, lengths, read)):
        for place, step in enumerate(written.steps.get(seen.layer, ())):
            row = seen.weights[:, place]
            largest = max(largest, float((row[:, : step.shape[1]] - step).abs().max()))
    return largest
