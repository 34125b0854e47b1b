"""Sentences that come as tokens: a vocabulary of them, and their ids in rows of bounded length."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from lamina.core.spec import TextSpec
from lamina.data.texts.tokens import valid
from lamina.data.texts.vocabulary import PADDING_ID, UNKNOWN_ID, normalizer

UNSCORED = -1  # the target of a token that nothing is asked of, and of padding


@dataclass(frozen=True)
class TokenRows:
    """Rows of token ids. A sentence longer than the spec's max_length is several rows, one behind the other.

    tokens: (n, L) int32, padded with 0; lengths: (n,) int64. sentence, start: (n,) the sentence of each row, and the
    place of the row's first token in it.
    """

    tokens: Tensor
    lengths: Tensor
    sentence: NDArray[np.int64]
    start: NDArray[np.int64]

    @property
    def inputs(self) -> dict[str, Tensor]:
        """What a part holds of them."""
        return {"tokens": self.tokens, "lengths": self.lengths}


class Spelling:
    """How tokens are spelled in the vocabulary: composed letters, in lower case if the spec says so."""

    def __init__(self, lower: bool) -> None:
        self._normalizer, self._known = normalizer(lower), dict[str, str]()

    def __call__(self, token: str) -> str:
        if token not in self._known:
            self._known[token] = self._normalizer.normalize_str(valid(token))
        return self._known[token]


def count_given(sentences: Iterable[Sequence[str]], lower: bool) -> Counter[str]:
    """How often each token stands in the sentences, as the vocabulary spells it."""
    spelling = Spelling(lower)
    counts: Counter[str] = Counter()
    for tokens in sentences:
        counts.update(map(spelling, tokens))
    return counts


def encode_given(sentences: Sequence[Sequence[str]], spec: TextSpec) -> TokenRows:
    """Ids of sentences; a token that the vocabulary does not hold is the unknown one. A sentence has a token at least."""
    spelling, longest = Spelling(spec.lower), spec.max_length
    ids = {token: number for number, token in enumerate(spec.vocabulary)}
    places = [(row, start) for row, tokens in enumerate(sentences) for start in range(0, len(tokens), longest)]
    lengths = np.array([min(longest, len(sentences[row]) - start) for row, start in places], dtype=np.int64)
    tokens = np.full((len(places), lengths.max(initial=1)), PADDING_ID, dtype=np.int32)
    for place, (row, start) in enumerate(places):
        kept = sentences[row][start : start + longest]
        tokens[place, : len(kept)] = [ids.get(spelling(token), UNKNOWN_ID) for token in kept]
    sentence, start = np.array(places, dtype=np.int64).reshape(-1, 2).T
    return TokenRows(torch.from_numpy(tokens), torch.from_numpy(lengths), sentence.copy(), start.copy())


def encode_labels(labels: Sequence[Sequence[str]], rows: TokenRows, classes: Sequence[str]) -> Tensor:
    """(n, L) int64 of the rows' tokens: the class of each, -1 of one that nothing is asked of, and in the padding."""
    codes = {name: number for number, name in enumerate(classes)}
    target = np.full(tuple(rows.tokens.shape), UNSCORED, dtype=np.int64)
    for place, (sentence, start) in enumerate(zip(rows.sentence.tolist(), rows.start.tolist(), strict=True)):
        own: Sequence[str] = labels[int(sentence)]
        kept = own[start : start + int(rows.lengths[place])]
        target[place, : len(kept)] = [codes.get(label, UNSCORED) for label in kept]
    return torch.from_numpy(target)
