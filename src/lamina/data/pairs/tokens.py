"""Pairs as padded token ids: what is read, what is written with its marks, and what is scored of it."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from lamina.core.batch import Part
from lamina.core.spec import TextSpec
from lamina.data.texts.tokens import encode_texts
from lamina.data.texts.vocabulary import END_ID, PADDING_ID, START_ID

UNSCORED = -1


@dataclass(frozen=True)
class PairTokens:
    """Token ids of n pairs.

    inputs: {"tokens" (n, S) int32, "lengths" (n,) int64, "written" (n, T) int32: the start mark, then the translation}.
    target: (n, T) int64: the translation, then the end mark (not of one that is cut); -1 behind it.
    full: (n, 2) tokens of either side as it stands, before it is cut.
    """

    inputs: dict[str, Tensor]
    target: Tensor
    full: NDArray[np.int64]


def encode_pairs(texts: Sequence[str], written: Sequence[str], text: TextSpec, into: TextSpec) -> PairTokens:
    """Token ids of both sides, cut at each one's `max_length`."""
    read, out = encode_texts(texts, text), encode_texts(written, into)
    rows, longest = out.tokens.shape
    lengths = torch.where(torch.from_numpy(out.full == 0), 0, out.lengths)
    ids = torch.full((rows, longest + 1), PADDING_ID, dtype=torch.int32)
    ids[:, 0], ids[:, 1:] = START_ID, out.tokens
    places = torch.arange(longest + 1)
    target = torch.full((rows, longest + 1), UNSCORED, dtype=torch.int64)
    target[:, :-1] = out.tokens.to(torch.int64).masked_fill(places[:-1] >= lengths[:, None], UNSCORED)
    whole = torch.from_numpy(out.full <= into.max_length)
    target[whole, lengths[whole]] = END_ID
    ids = ids.masked_fill(places > lengths[:, None], PADDING_ID)
    full = np.stack([read.full, out.full], axis=1)
    return PairTokens({**read.inputs, "written": ids}, target, full)


def pair_keys(part: Part) -> NDArray[np.uint64]:
    """(n,) a hash of the tokens of both sides, the same however far they are padded."""
    digests = []
    for row, length in enumerate(part.inputs["lengths"][:].tolist()):
        read = part.inputs["tokens"][row][:length].numpy().astype("<i4")
        out = part.target[row][part.target[row] >= 0].numpy().astype("<i4")
        digests.append(hashlib.blake2b(read.tobytes() + b"|" + out.tobytes(), digest_size=8).digest())
    return np.frombuffer(b"".join(digests), dtype=np.uint64)
