"""Running text as sentences, beyond which no window of a word reaches: lines, or paragraphs of text that is wrapped."""

import re
from collections.abc import Iterator
from itertools import groupby

from lamina.data.corpus.reading import Corpus

ENDED = 0.5  # share of the lines inside paragraphs that end like a sentence, from which lines are sentences
_END = re.compile(r"[.!?…:;。！？；：][\"'”’»)\]]*$")


def sentences(corpus: Corpus) -> tuple[list[str], str]:
    """(the sentences of all documents in order, "lines" or "paragraphs"); none is empty.

    A line is a sentence (or a paragraph on one line). Where the lines are wrapped, paragraphs with blank lines between
    them are joined: their lines mostly stop in the middle of a sentence.
    """
    blocks = [block for document in corpus.documents for block in _blocks(document.text)]
    if not is_wrapped(blocks):
        return [line for block in blocks for line in block], "lines"
    return [" ".join(block) for block in blocks], "paragraphs"


def is_wrapped(blocks: list[list[str]]) -> bool:
    """Whether lines that another line of their paragraph follows mostly do not end like a sentence."""
    inner = [line for block in blocks for line in block[:-1]]
    ended = sum(bool(_END.search(line)) for line in inner)
    several = 2 * sum(len(block) > 1 for block in blocks) > len(blocks) > 1
    return several and ended < ENDED * len(inner)


def _blocks(text: str) -> Iterator[list[str]]:
    """Lines without the white space around them, grouped by the empty lines between."""
    lines = (line.strip() for line in text.split("\n"))
    return (list(block) for filled, block in groupby(lines, bool) if filled)
