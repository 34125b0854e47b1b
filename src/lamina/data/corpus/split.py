"""Running text to training, validation and test: contiguous spans of each document, or whole documents where there

are many. Never shuffled lines of one text: those beside a line that was learned from would tell what stands in it.
"""

from collections.abc import Sequence
from typing import NamedTuple

import torch

from lamina.core.config import DataConfig
from lamina.core.errors import InputError
from lamina.core.records import Note
from lamina.core.seed import generator
from lamina.data.corpus.reading import Corpus, Document

MANY = 20  # documents from which they are kept whole
PARTS = ("train", "validation", "test")
_NEAR = 2_000  # characters before a border in which a line end, else a blank, is looked for


class Span(NamedTuple):
    """A piece of a document. first: its place there, in characters; begins, ends: whether the document does."""

    document: str
    text: str
    first: int
    begins: bool
    ends: bool


class CorpusSplit(NamedTuple):
    """The spans of each part that has some, in the order of the documents, and the rule in words."""

    parts: dict[str, list[Span]]
    rule: Note


def split_corpus(corpus: Corpus, config: DataConfig, seed: int) -> CorpusSplit:
    """Parts that are given stand; else documents go whole to a part (drawn by seed) where there are MANY, and are cut

    into spans where there are few. Raises InputError for another rule, or fractions that leave nothing to learn from.
    """
    if config.split not in ("auto", "given"):
        raise InputError("corpus.split_rule", rule=config.split)
    if config.validation_fraction + config.test_fraction >= 1:
        raise InputError("corpus.nothing_left", validation=config.validation_fraction, test=config.test_fraction)
    shares = {"validation": config.validation_fraction, "test": config.test_fraction}
    given = {document.part for document in corpus.documents} - {""}
    for part in given:
        shares[part] = 0.0
    free = [document for document in corpus.documents if document.part in ("", "train")]
    spans: dict[str, list[Span]] = {part: [] for part in PARTS}
    whole = _dealt(free, shares, seed) if len(free) >= MANY else None
    for document in corpus.documents:
        part = document.part if document.part in ("validation", "test") else (whole or {}).get(document.name)
        for name, span in [(part, _whole(document))] if part else _cut(document, shares):
            spans[name].append(span)
    kept = {part: found for part, found in spans.items() if found}
    how = "given" if given - {"train"} else "whole" if whole else "spans"
    sizes = {part: sum(len(span.text) for span in found) for part, found in kept.items()}
    return CorpusSplit(kept, Note(code="corpus.rule", parameters={"how": how, "characters": sizes, "seed": seed}))


def _whole(document: Document) -> Span:
    return Span(document.name, document.text, 0, True, True)


def _dealt(documents: Sequence[Document], shares: dict[str, float], seed: int) -> dict[str, str] | None:
    """Document -> part: in drawn order to the test and validation parts while they have room, the rest is learned from.

    None where a part that should have some gets none: the documents are too unlike in size, and are cut.
    """
    total = sum(len(document.text) for document in documents)
    room = {part: share * total for part, share in shares.items() if share}
    found: dict[str, str] = {}
    for place in torch.randperm(len(documents), generator=generator(seed, "documents")).tolist():
        document = documents[place]
        part = next((name for name in ("test", "validation") if room.get(name, 0.0) >= len(document.text)), "train")
        if part != "train":
            room[part] -= len(document.text)
        found[document.name] = part
    return found if set(found.values()) == {"train", *room} else None


def _cut(document: Document, shares: dict[str, float]) -> list[tuple[str, Span]]:
    """A document's spans in the order train, validation, test, cut at line ends where they are near."""
    text, borders = document.text, [0]
    train = 1 - shares["validation"] - shares["test"]
    for share in (train, train + shares["validation"]):
        borders.append(max(borders[-1], _border(text, round(share * len(text)))))
    borders.append(len(text))
    return [
        (part, Span(document.name, text[first:last], first, first == 0, last == len(text)))
        for part, first, last in zip(PARTS, borders, borders[1:], strict=False)
        if last > first
    ]


def _border(text: str, place: int) -> int:
    """The border nearest before a place: behind a line end, else behind a blank, else the place itself."""
    if place >= len(text):
        return len(text)
    near = max(0, place - min(_NEAR, place // 10))
    for sign in ("\n", " "):
        found = text.rfind(sign, near, place)
        if found >= 0:
            return found + 1
    return place
