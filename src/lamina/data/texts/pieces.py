"""Byte-pair pieces: the most frequent pair of neighbours becomes one piece, again and again.

Sennrich, Haddow, Birch 2016, Neural machine translation of rare words with subword units, algorithm 1. The blank in
front of a word is part of its first piece (▁the), so that the text can be put together again; signs stand alone.
"""

import json
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from tokenizers import Tokenizer, models, trainers

from lamina.data.texts.vocabulary import SPECIAL, UNKNOWN, cutter, normalizer

LEAST = 2  # times that a pair must stand in the texts to become a piece
MOST_CHARACTERS = 6_000  # of the alphabet; rarer ones are unknown


class Pieces(NamedTuple):
    """Vocabulary in order of id, and merges in the order in which they are made."""

    vocabulary: tuple[str, ...]
    merges: tuple[tuple[str, str], ...]


def train_pieces(
    texts: Iterable[str], size: int, lower: bool = False, special: Sequence[str] = SPECIAL, kept: bool = False
) -> Pieces:
    """Learn at most `size` pieces (special ones counted) from texts; the same texts give the same pieces.

    Characters beyond the most frequent ones are left to the unknown token. kept: white space is kept (see `cutter`).
    """
    tokenizer = Tokenizer(models.BPE(unk_token=UNKNOWN))
    tokenizer.normalizer = normalizer(lower, kept)  # type: ignore[assignment]
    tokenizer.pre_tokenizer = cutter("pieces", kept)  # type: ignore[assignment]
    trainer = trainers.BpeTrainer(
        vocab_size=size, min_frequency=LEAST, special_tokens=list(special), show_progress=False,
        limit_alphabet=min(MOST_CHARACTERS, max(1, size // 2)),
    )  # fmt: skip
    tokenizer.train_from_iterator(texts, trainer)
    learned = json.loads(tokenizer.to_str())["model"]
    ids: dict[str, int] = learned["vocab"]
    pairs = (pair.split(" ") if isinstance(pair, str) else pair for pair in learned["merges"])
    return Pieces(tuple(sorted(ids, key=ids.__getitem__)), tuple((first, second) for first, second in pairs))
