"""A corpus as word ids: the vocabulary by frequency, and the text as one line of words that are in it."""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lamina.core.config import DataConfig
from lamina.core.errors import InputError
from lamina.core.records import Note, Statistic
from lamina.core.spec import TextSpec
from lamina.data.texts.fit import COVERED, choose_kind
from lamina.data.texts.tokens import valid
from lamina.data.texts.vocabulary import SPECIAL, Kind, cut

LEAST = 5  # times that a word is seen, as in word2vec
LONGEST = 64  # tokens of a text of which the mean vector is asked


@dataclass(frozen=True)
class CorpusWords:
    """words: (n,) int32, ids of the words that the vocabulary has, in the order of the text; sentence: (n,) int64,

    from 0; counts: (V,) int64, how often each stands there, 0 for padding and unknown. total: words read, those that
    are too rare (and so left out) included.
    """

    spec: TextSpec
    words: NDArray[np.int32]
    sentence: NDArray[np.int64]
    counts: NDArray[np.int64]
    total: int
    least: int
    notes: tuple[Note, ...]

    @property
    def statistics(self) -> tuple[Statistic, ...]:
        """What was fitted: the vocabulary, by its size and most frequent words."""
        first = list(self.spec.vocabulary[len(SPECIAL) : len(SPECIAL) + 10])
        return (Statistic(name="text", what="vocabulary", values=[len(self.counts), *first], rows=len(self.words)),)


class _Cut(NamedTuple):
    """Every token as the number of its kind, kinds in the order in which they were first seen."""

    kinds: list[str]
    tokens: NDArray[np.int32]
    lengths: NDArray[np.int64]


def read_words(sentences: Sequence[str], config: DataConfig) -> CorpusWords:
    """Cut, count and number the words of sentences. Signs alone (punctuation) are no words.

    Words seen less than `config.min_count` times are left out before any window is cut, as in word2vec, so windows
    reach over them. Raises InputError where fewer than two words are left.
    """
    if config.tokens == "pieces":
        raise InputError("embed.pieces")
    kind, reason = choose_kind([valid(sentence) for sentence in sentences], config)
    lower = config.lower_case != "no"
    found = _cut(sentences, kind, lower)
    counts = np.bincount(found.tokens, minlength=len(found.kinds))
    counts[[not _is_word(token) for token in found.kinds]] = 0
    total = int(counts.sum())
    least = _least(counts, config)
    ranked = sorted((-count, token, place) for place, (token, count) in enumerate(zip(found.kinds, counts.tolist(), strict=True)) if count >= least)  # fmt: skip
    ranked = ranked if config.vocab_size == "auto" else ranked[: max(0, config.vocab_size - len(SPECIAL))]
    if len(ranked) < 2:
        raise InputError("embed.no_words", words=total, least=least)
    spec = TextSpec(tokens=kind, vocabulary=(*SPECIAL, *(token for _, token, _ in ranked)), lower=lower, max_length=LONGEST)  # fmt: skip
    ids = np.zeros(len(found.kinds), dtype=np.int32)
    ids[[place for _, _, place in ranked]] = np.arange(len(SPECIAL), len(spec.vocabulary), dtype=np.int32)
    words = ids[found.tokens]
    kept = words > 0
    sentence = np.repeat(np.arange(len(sentences), dtype=np.int64), found.lengths)[kept]
    told = {
        "tokens": kind, "reason": reason, "lower": lower, "total": total, "kept": int(kept.sum()),
        "vocabulary": len(ranked), "different": int((counts > 0).sum()), "least": least, "asked": config.min_count != "auto",
    }  # fmt: skip
    return CorpusWords(
        spec, words[kept], sentence, np.bincount(words[kept], minlength=len(spec.vocabulary)), total, least,
        (Note(code="embed.words", parameters=told),),
    )  # fmt: skip


def _cut(sentences: Sequence[str], kind: Kind, lower: bool) -> _Cut:
    numbers: dict[str, int] = {}
    tokens, lengths = array("i"), array("q")
    for found in cut(map(valid, sentences), kind, lower):
        tokens.extend([numbers.setdefault(token, len(numbers)) for token in found])
        lengths.append(len(found))
    return _Cut(list(numbers), np.array(tokens, dtype=np.int32), np.array(lengths, dtype=np.int64))


def _is_word(token: str) -> bool:
    """A token with a letter or a digit in it, that is none of the special ones."""
    return any(sign.isalnum() for sign in token) and token not in SPECIAL


def _least(counts: NDArray[np.int64], config: DataConfig) -> int:
    """Times that a word must be seen: as asked, else 5; of a text that is mostly rarer words, 1."""
    if config.min_count != "auto":
        return config.min_count
    return LEAST if counts[counts >= LEAST].sum() >= COVERED * counts.sum() else 1
