"""What the vocabulary and the texts know of each other: tokens that no training row holds, and held-out ones unknown."""

from itertools import takewhile
from typing import Any

import torch
from torch import Tensor

from lamina.core.batch import Part
from lamina.core.spec import TextSpec
from lamina.data.texts.vocabulary import HIDING, PADDING_ID, UNKNOWN_ID

AT_ONCE = 2**14  # rows


def token_facts(parts: dict[str, Part], text: TextSpec) -> dict[str, Any]:
    """unseen_tokens and unknown_shares of an Audit, by the token ids that are read; of pairs those of the source.

    Rows are looked at as they are cut for the network; marks in front of the vocabulary do not count.
    """
    counts = {part: _counts(rows, len(text.vocabulary)) for part, rows in parts.items() if len(rows)}
    marks = sum(1 for _ in takewhile(lambda token: token in HIDING, text.vocabulary))
    shares = {}
    for part, found in counts.items():
        read = int(found.sum() - found[PADDING_ID])
        shares[part] = int(found[UNKNOWN_ID]) / max(1, read)
    return {"unseen_tokens": int((counts["train"][marks:] == 0).sum()), "unknown_shares": shares}


def _counts(part: Part, size: int) -> Tensor:
    """(V,) how often each token stands in a part."""
    values, found = part.inputs["tokens"], torch.zeros(size, dtype=torch.int64)
    for first in range(0, len(part), AT_ONCE):
        found += torch.bincount(values[first : first + AT_ONCE].flatten().long(), minlength=size)
    return found
