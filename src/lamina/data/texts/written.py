"""From token ids back to a text, and how many characters each token writes.

Pieces carry their blanks, so the text comes back as its normalised form was; characters too. Of words the blanks are
lost: running text shows its words apart (`written`), a translation has its signs where they usually stand (`write_texts`).
"""

import re
from collections.abc import Iterable, Sequence

import torch
from torch import Tensor

from lamina.core.spec import TextSpec
from lamina.data.texts.vocabulary import BLANK, MARKED, UNKNOWN

_REPLACED = "\ufffd"  # what stands for a token that the vocabulary does not know

_CLOSING, _OPENING, _JOINING = (
    re.compile(r" ([.,;:!?%)\]}…])"),
    re.compile(r"([(\[{]) "),
    re.compile(r"(?<=\w) ([-/]) (?=\w)"),
)


def written(ids: Sequence[int], spec: TextSpec) -> str:
    """The text of token ids; padding and marks write nothing, an unknown token U+FFFD.

    Characters, and pieces that keep white space, give back the text to the last blank; words stand apart by blanks.
    """
    marks = set(MARKED) - {UNKNOWN}
    tokens = [spec.vocabulary[number] for number in ids]
    shown = [_REPLACED if token == UNKNOWN else token for token in tokens if token not in marks]
    if spec.tokens == "words":
        return " ".join(shown)
    text = "".join(shown)
    if spec.tokens == "characters":
        return text
    text = text.replace(BLANK, " ")
    return text if spec.white_space == "kept" else text.removeprefix(" ")


def token_characters(spec: TextSpec) -> Tensor | None:
    """(V,) int64: characters that each token writes, 0 for padding and marks, 1 for an unknown one.

    None for words, between which blanks were lost.
    """
    if spec.tokens == "words":
        return None
    marks = set(MARKED) - {UNKNOWN}
    lengths = [0 if token in marks else 1 if token == UNKNOWN else len(token) for token in spec.vocabulary]
    return torch.tensor(lengths, dtype=torch.int64)


def write_texts(rows: Iterable[Sequence[int]], spec: TextSpec) -> list[str]:
    """The texts of rows of token ids; marks (padding, unknown, start, end) are left out."""
    marks = {place for place, token in enumerate(spec.vocabulary[: len(MARKED)]) if token in MARKED}
    return [_joined([spec.vocabulary[place] for place in row if place not in marks], spec.tokens) for row in rows]


def _joined(tokens: list[str], kind: str) -> str:
    if kind == "pieces":
        return "".join(tokens).replace(BLANK, " ").strip()
    if kind == "characters":
        return "".join(tokens)
    text = _CLOSING.sub(r"\1", " ".join(tokens))
    return _JOINING.sub(r"\1", _OPENING.sub(r"\1", text))
