"""Labelled sentences as Python lists: (tokens, labels) for each, or a list of (token, label) for each."""

from collections.abc import Sequence
from typing import Any

from lamina.core.errors import InputError
from lamina.data.tags.conll import Sentence

LOOKED_AT = 20


def holds_sentences(source: Sequence[Any]) -> bool:
    """Whether the items are sentences: (tokens, labels) of texts, or lists of (token, label)."""
    some = source[:LOOKED_AT]
    if not all(isinstance(item, list | tuple) and len(item) for item in some):
        return False
    parts = [part for item in some for part in item]
    if not all(isinstance(part, list | tuple) for part in parts):
        return False
    texts = all(isinstance(cell, str) for part in parts for cell in part)
    return texts and (all(map(_is_pair, some)) or all(len(part) == 2 for part in parts))


def list_sentences(source: Sequence[Any]) -> list[Sentence]:
    """[(tokens, labels), ...], or [[(token, label), ...], ...]; line: the number of the sentence, from 0.

    Raises InputError where a sentence has more tokens than labels, or fewer.
    """
    found = []
    for row, item in enumerate(source):
        tokens, labels = item if _is_pair(item) else ([cell[0] for cell in item], [cell[1] for cell in item])
        if len(tokens) != len(labels):
            raise InputError("tag.lengths", row=row, tokens=len(tokens), labels=len(labels))
        if len(tokens):
            found.append(Sentence(tuple(map(str, tokens)), tuple(map(str, labels)), row))
    return found


def _is_pair(item: Any) -> bool:
    """(tokens, labels), or a list of both as lists; a list of tuples is one of (token, label)."""
    return len(item) == 2 and (isinstance(item, tuple) or all(isinstance(part, list) for part in item))
