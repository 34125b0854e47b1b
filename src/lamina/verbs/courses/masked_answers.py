"""What stands behind [MASK]: texts in which tokens are hidden, filled in by a masked language model."""

from collections.abc import Sequence
from typing import Any

import polars as pl
import torch

from lamina.bundle.model import Model
from lamina.core.config import DataConfig
from lamina.core.errors import InputError
from lamina.core.records import Note
from lamina.core.spec import TextSpec
from lamina.data.corpus.reading import document_of
from lamina.data.corpus.stream import encode_running
from lamina.data.texts.vocabulary import BLANK, HIDING, MASK, MASK_ID, UNKNOWN_ID, build_tokenizer
from lamina.data.texts.written import written
from lamina.verbs.courses.course import Asked
from lamina.verbs.courses.language_answers import numbering, read_prompts
from lamina.words import say

CANDIDATES = 5  # likeliest tokens that are shown for each mark


def fill(model: Model, data: Any, config: DataConfig, asked: Asked) -> tuple[pl.DataFrame, tuple[Note, ...]]:
    """A row per text: its line (of a file, from 1) or row (from 0), text, answer (the text, each [MASK] replaced by its

    likeliest token), candidates, outside.

    data: a list of texts, a text, or a text file of one a line; each needs a [MASK]. Each mark is foretold by itself,
    with the others still hidden. Marks, padding and the unknown token are never answers.
    """
    if asked.probabilities or asked.crops != 1:
        raise InputError("language.only_writes", option="--probabilities" if asked.probabilities else "--crops")
    if unused := next((name for name in asked.options if name != "prompt"), ""):
        raise InputError("language.fills_in", option="--" + unused.replace("_", "-"))
    text = model.spec.text
    assert text is not None
    rows, (unit, first) = [], numbering(data, asked.options.get("prompt"))
    for place, given in enumerate(read_prompts(data, asked.options.get("prompt"), config)):
        if MASK not in given:
            raise InputError("language.no_mark", row=place + 1, text=given[:60])
        rows.append({unit: place + first, "text": given, **_filled(model, text, given)})
    return pl.DataFrame(rows), ()


def _filled(model: Model, text: TextSpec, given: str) -> dict[str, str]:
    ids = encode_hidden(document_of(given).text, text)
    kept = ids[: text.max_length]
    places = [place for place, token in enumerate(kept) if token == MASK_ID]
    if not places:
        raise InputError("language.mark_too_far", text=given[:60], length=text.max_length)
    chances = _chances(model, kept)
    best = [chances[place].topk(min(CANDIDATES, len(text.vocabulary) - len(HIDING))) for place in places]
    likeliest = [int(tokens[0]) for _, tokens in best]
    shown = [
        ", ".join(f"{written([int(token)], text).strip() or repr(written([int(token)], text))} {value:.1%}"
                  for value, token in zip(*each, strict=True))
        for each in best
    ]  # fmt: skip
    return {"answer": filled_in(given, likeliest, text), "candidates": "; ".join(shown), "outside": _unusual(ids, text)}


def filled_in(given: str, tokens: Sequence[int], text: TextSpec) -> str:
    """The text as it was given, each mark replaced by its token; marks beyond the last token stay."""
    first, *rest = given.split(MASK)
    answer = first
    for place, behind in enumerate(rest):
        if place >= len(tokens):
            answer += MASK + behind
            continue
        token = text.vocabulary[tokens[place]]
        if text.tokens == "pieces":  # a piece brings its blank, or belongs to the word before it
            token, answer = token.replace(BLANK, " "), answer.removesuffix(" ")
        apart = " " if text.tokens == "words" and answer[-1:].isalnum() and token[:1].isalnum() else ""
        answer = f"{answer}{apart}{token}" if answer else token.lstrip()
        answer += behind
    return answer


def encode_hidden(given: str, text: TextSpec) -> list[int]:
    """Token ids of a text with marks. The blank before a mark belongs to what is hidden where tokens carry their blanks."""
    tokenizer = build_tokenizer(text)
    pieces = given.split(MASK)
    if text.tokens != "characters":
        pieces = [*(piece.removesuffix(" ") for piece in pieces[:-1]), pieces[-1]]
    ids: list[int] = []
    for place, piece in enumerate(pieces):
        ids += [MASK_ID] * (place > 0) + encode_running(piece, tokenizer).tolist()
    return ids


@torch.no_grad()
def _chances(model: Model, ids: list[int]) -> torch.Tensor:
    """(L, V) float64: how likely each token is at each place; special ones never."""
    device = next(model.network.parameters()).device
    prepared = model.prepare(torch.tensor([ids], device=device), torch.tensor([len(ids)], device=device))
    logits = model.network.eval()(*prepared)[0, 1:].double().cpu()
    logits[:, : len(HIDING)] = -torch.inf
    return logits.softmax(dim=1)


def _unusual(ids: list[int], text: TextSpec) -> str:
    unknown, told = sum(number == UNKNOWN_ID for number in ids), []
    if unknown:
        told.append(say("language.unknown_in_prompt", unknown=unknown, tokens=len(ids), kind=text.tokens))
    if len(ids) > text.max_length:
        told.append(say("text.was_cut", tokens=len(ids), max_length=text.max_length))
    return "; ".join(told)
