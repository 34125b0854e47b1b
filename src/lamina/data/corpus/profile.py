"""What `lamina data` says of running text: documents, lines, words, how it would be cut and split."""

from collections import Counter

import numpy as np

from lamina.core.config import RunConfig
from lamina.core.errors import InputError
from lamina.core.records import ColumnProfile, Note, Profile
from lamina.data.corpus.prepared import TARGET, prepare_corpus
from lamina.data.corpus.prepared_words import prepare_words
from lamina.data.corpus.reading import Corpus
from lamina.data.texts.fit import choose_kind
from lamina.data.texts.vocabulary import count_tokens

BINS, MOST_FREQUENT = 12, 20


def profile_corpus(corpus: Corpus, config: RunConfig) -> Profile:
    """The profile of running text, its lines as a column of their lengths. Where nothing could be trained a note tells why."""
    embeds = config.task.task == "embed"
    try:
        audit = (prepare_words if embeds else prepare_corpus)(corpus, config).audit
        notes = (*audit.notes, audit.rule)
    except InputError as problem:
        notes = (*corpus.notes, Note(code=problem.code, parameters=problem.parameters))
    lines = [line for document in corpus.documents for line in document.text.split("\n") if line.strip()]
    kind = "characters" if choose_kind(lines, config.data)[0] == "characters" else "words"  # what a person counts
    counts, lengths = count_tokens(lines, kind, lower=True)
    told = {
        "documents": len(corpus.documents), "lines": len(lines), "characters": corpus.num_characters,
        "tokens": int(lengths.sum()), "unit": kind, "different": len(counts),
        "frequent": [list(item) for item in counts.most_common(MOST_FREQUENT)],
    }  # fmt: skip
    return Profile(
        source=corpus.source, kind="text", rows=len(corpus.documents), task="embed" if embeds else "language",
        target="" if embeds else TARGET, columns=(_lines(lines, lengths, counts),),
        notes=(Note(code="corpus.profile", parameters=told), *notes),
    )  # fmt: skip


def _lines(lines: list[str], lengths: np.ndarray, counts: Counter[str]) -> ColumnProfile:
    histogram, edges = np.histogram(lengths, bins=BINS)
    return ColumnProfile(
        name="line", type="text", rows=len(lines), missing=0, unique=len(set(lines)),
        quantiles=tuple(map(float, np.quantile(lengths, np.linspace(0, 1, 9), method="higher"))),
        histogram=tuple(histogram.astype(int).tolist()), edges=tuple(edges.tolist()),
        top=dict(counts.most_common(MOST_FREQUENT)),
    )  # fmt: skip
