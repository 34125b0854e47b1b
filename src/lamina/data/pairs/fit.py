"""Vocabularies of pairs, and where long texts end: decided and fitted on the training pairs alone."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lamina.core.config import DataConfig
from lamina.core.records import Note, Statistic
from lamina.core.spec import TextSpec
from lamina.data.texts.pieces import train_pieces
from lamina.data.texts.tokens import encode_texts, valid
from lamina.data.texts.vocabulary import MARKED, Kind, count_tokens, frequent

MOST = {"words": 20_000, "pieces": 8_000, "characters": 6_000}  # of a vocabulary, shared or not
LONGEST = 256  # tokens of a text, at most
LENGTH_SHARE = 0.999  # of the training texts that are short enough
COVERED = 0.5  # of the running text by tokens seen twice or more; else those seen once are kept, too


class FittedPairs(NamedTuple):
    """The contracts of what is read and of what is written, with what was fitted and what should be told."""

    text: TextSpec
    into: TextSpec
    statistics: tuple[Statistic, ...]
    notes: tuple[Note, ...]


def fit_pairs(
    texts: Sequence[str], written: Sequence[str], config: DataConfig, columns: tuple[str, str]
) -> FittedPairs:
    """Tokens, vocabularies (in front of each the marks, `MARKED`) and lengths from training pairs.

    Byte-pair pieces, one vocabulary for both sides, and letters as they are written, unless asked otherwise.
    """
    sides = [[valid(text) for text in side] for side in (texts, written)]
    kind: Kind = "pieces" if config.tokens == "auto" else config.tokens
    lower = config.lower_case == "yes"
    shared = config.vocabulary == "shared" or (config.vocabulary == "auto" and kind == "pieces")
    most = config.vocab_size if config.vocab_size != "auto" else MOST[kind]
    if shared:
        both = _vocabulary([*sides[0], *sides[1]], kind, most, lower)
        found = (both, both)
    else:
        found = tuple(_vocabulary(side, kind, most, lower) for side in sides)
    specs, statistics = [], []
    for side, (vocabulary, merges), column in zip(sides, found, columns, strict=True):
        spec = TextSpec(
            tokens=kind, vocabulary=vocabulary, merges=merges, lower=lower, max_length=LONGEST, columns=(column,)
        )
        lengths = encode_texts(side, spec).full
        longest = config.max_length if config.max_length != "auto" else _longest(lengths)
        specs.append(spec.model_copy(update={"max_length": longest}))
        statistics += _statistics(specs[-1], lengths)
    told = {
        "tokens": kind, "asked": config.tokens != "auto", "shared": shared, "lower": lower, "pairs": len(texts),
        "vocabulary": [len(spec.vocabulary) for spec in specs], "max_length": [spec.max_length for spec in specs],
        "names": list(columns),
    }  # fmt: skip
    return FittedPairs(specs[0], specs[1], tuple(statistics), (Note(code="pairs.tokens", parameters=told),))


Found = tuple[tuple[str, ...], tuple[tuple[str, str], ...]]


def _vocabulary(texts: Sequence[str], kind: Kind, most: int, lower: bool) -> Found:
    """(vocabulary in order of id, merges)."""
    if kind == "pieces":
        return train_pieces(texts, most, lower, MARKED)
    counts, _ = count_tokens(texts, kind, lower)
    twice = sum(count for count in counts.values() if count > 1)
    least = 2 if twice >= COVERED * sum(counts.values()) else 1
    return frequent(counts, most, least, MARKED), ()


def _longest(lengths: NDArray[np.int64]) -> int:
    """The length that 999 of 1000 training texts do not exceed, at most 256."""
    return int(np.clip(np.quantile(lengths, LENGTH_SHARE, method="higher"), 1, LONGEST)) if len(lengths) else 1


def _statistics(spec: TextSpec, lengths: NDArray[np.int64]) -> list[Statistic]:
    name, rows = spec.columns[0], len(lengths)
    first = list(spec.vocabulary[len(MARKED) : len(MARKED) + 10])
    quantiles = np.quantile(lengths, (0, 0.5, 0.95, 0.99, 1), method="higher").tolist() if rows else []
    return [
        Statistic(name=name, what="vocabulary", values=[len(spec.vocabulary), *first], rows=rows),
        Statistic(name=name, what="lengths", values=quantiles, rows=rows),
    ]
