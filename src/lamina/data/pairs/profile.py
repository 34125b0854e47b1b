"""What `lamina data` says of pairs: how many, how long both sides are, of which tokens, repeats, what is left out."""

from collections import Counter

import numpy as np

from lamina.core.config import RunConfig
from lamina.core.errors import InputError
from lamina.core.records import ColumnProfile, Note, Profile
from lamina.data.pairs.prepared import prepare_pairs
from lamina.data.pairs.reading import Pairs
from lamina.data.texts.tokens import valid
from lamina.data.texts.vocabulary import count_tokens

BINS, MOST_FREQUENT = 12, 20


def profile_pairs(pairs: Pairs, config: RunConfig) -> Profile:
    """The profile of pairs, each side as a column of its lengths in words. Where nothing could be trained a note tells why."""
    try:
        audit = prepare_pairs(pairs, config).audit
    except InputError as problem:
        parts, notes = (), (*pairs.table.notes, Note(code=problem.code, parameters=problem.parameters))
    else:
        parts, notes = audit.parts, (*audit.notes, audit.rule)
    sides = [list(map(valid, pairs.side(number))) for number in (0, 1)]
    repeated = len(sides[0]) - len(set(zip(*sides, strict=True)))
    columns = [
        _side(name, texts, role) for name, texts, role in zip(pairs.columns, sides, ("input", "target"), strict=True)
    ]
    return Profile(
        source=pairs.table.source, kind="pairs", rows=len(pairs.table), task="translate", target=pairs.columns[1],
        columns=tuple(columns), parts=parts, repeated_rows=repeated, notes=notes,
    )  # fmt: skip


def _side(name: str, texts: list[str], role: str) -> ColumnProfile:
    counts, lengths = count_tokens(texts, "words", lower=True)
    histogram, edges = np.histogram(lengths, bins=BINS)
    top: Counter[str] = counts
    return ColumnProfile(
        name=name, type="text", role=role, rows=len(texts), missing=sum(not text.strip() for text in texts),
        unique=len(set(texts)), top=dict(top.most_common(MOST_FREQUENT)), edges=tuple(edges.tolist()),
        quantiles=tuple(map(float, np.quantile(lengths, np.linspace(0, 1, 9), method="higher"))),
        histogram=tuple(histogram.astype(int).tolist()),
    )  # fmt: skip
