"""Texts as padded token ids: the same function for the training parts, for new texts and for golden rows."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from lamina.core.batch import Part
from lamina.core.spec import TextSpec
from lamina.data.texts.vocabulary import PADDING_ID, UNKNOWN_ID, build_tokenizer

_AT_ONCE = 1024  # texts in one call, which bounds what is held beside the ids


@dataclass(frozen=True)
class Tokens:
    """Token ids of n texts.

    tokens: (n, L) int32, padded with 0, L the longest of them; lengths: (n,) int64, at least 1: a text without tokens
    is one unknown token. full: (n,) tokens of the whole text, 0 where it has none. unknown: (n,) how many of those
    that were kept the vocabulary does not know.
    """

    tokens: Tensor
    lengths: Tensor
    full: NDArray[np.int64]
    unknown: NDArray[np.int64]

    @property
    def inputs(self) -> dict[str, Tensor]:
        """What a part holds of them."""
        return {"tokens": self.tokens, "lengths": self.lengths}


def encode_texts(texts: Sequence[str], spec: TextSpec) -> Tokens:
    """Token ids of texts, cut at `spec.max_length`. Characters that are no Unicode (half a pair) count as unknown."""
    tokenizer = build_tokenizer(spec)
    rows: list[NDArray[np.int32]] = []
    full = np.zeros(len(texts), dtype=np.int64)
    for start in range(0, len(texts), _AT_ONCE):
        for found in tokenizer.encode_batch_fast([valid(text) for text in texts[start : start + _AT_ONCE]]):
            full[len(rows)] = len(found)
            rows.append(np.array(found.ids[: spec.max_length] or [UNKNOWN_ID], dtype=np.int32))
    lengths = np.array([len(row) for row in rows], dtype=np.int64)
    tokens = np.full((len(rows), lengths.max(initial=1)), PADDING_ID, dtype=np.int32)
    for place, row in enumerate(rows):
        tokens[place, : len(row)] = row
    unknown = (tokens == UNKNOWN_ID).sum(axis=1)
    return Tokens(torch.from_numpy(tokens), torch.from_numpy(lengths), full, np.where(full == 0, 0, unknown))


def token_keys(part: Part) -> NDArray[np.uint64]:
    """(n,) a hash of each text's tokens and target (one, or of each step), the same however far the texts are padded."""
    lengths, targets = part.inputs["lengths"][:].tolist(), np.ascontiguousarray(part.target.numpy())
    each = targets.ndim == 2 and targets.dtype.kind == "i"
    digests = []
    for row, length in enumerate(lengths):
        kept = part.inputs["tokens"][row][:length].numpy().astype("<i4")
        target = targets[row, :length] if each else targets[row]
        digests.append(hashlib.blake2b(kept.tobytes() + target.tobytes(), digest_size=8).digest())
    return np.frombuffer(b"".join(digests), dtype=np.uint64)


def valid(text: str) -> str:
    """The text with lone surrogates, which are no Unicode, replaced by U+FFFD."""
    return "".join("\ufffd" if "\ud800" <= sign <= "\udfff" else sign for sign in text) if _broken(text) else text


def _broken(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return True
    return False
