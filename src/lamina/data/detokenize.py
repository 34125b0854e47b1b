"""From token ids back to a text: the inverse of `build_tokenizer`, as far as there is one.

Pieces carry their blanks, so the text comes back as its normalised form was; characters too. Of words the blanks are
lost: signs are put where they usually stand.
"""

import re
from collections.abc import Iterable, Sequence

from lamina.core.spec import TextSpec
from lamina.data.vocabulary import BLANK, MARKED

_CLOSING, _OPENING, _JOINING = (
    re.compile(r" ([.,;:!?%)\]}…])"),
    re.compile(r"([(\[{]) "),
    re.compile(r"(?<=\w) ([-/]) (?=\w)"),
)


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
