"""What `lamina data` says of labelled tokens: sentences, words, labels, how often a word has more than one label."""

from collections import Counter, defaultdict

import numpy as np

from lamina.core.config import RunConfig
from lamina.core.errors import InputError
from lamina.core.records import ColumnProfile, Note, Profile
from lamina.data.prepared import Prepared
from lamina.data.tags.prepared import prepare_sentences
from lamina.data.tags.sentences import Sentences

MOST_FREQUENT, BINS = 20, 12


def profile_sentences(sentences: Sentences, config: RunConfig) -> Profile:
    """The profile of labelled sentences. Where nothing could be trained, a note tells why."""
    prepared: Prepared | None = None
    try:
        prepared = prepare_sentences(sentences, config)
    except InputError as problem:
        notes: tuple[Note, ...] = (*sentences.notes, Note(code=problem.code, parameters=problem.parameters))
    else:
        notes = (*prepared.audit.notes, prepared.audit.rule)
    lengths = np.array([len(tokens) for tokens in sentences.tokens])
    labels = [label for labels in sentences.labels for label in labels]
    tokens = [token for tokens in sentences.tokens for token in tokens]
    kinds: dict[str, set[str]] = defaultdict(set)
    for token, label in zip(tokens, labels, strict=True):
        kinds[token].add(label)
    told = {
        "sentences": len(sentences), "tokens": len(tokens), "different": len(kinds),
        "lengths": np.quantile(lengths, (0, 0.5, 1), method="higher").tolist(),
        "ambiguous": sum(len(kinds[token]) > 1 for token in tokens) / len(tokens),
        "spans": any(label[:2] in ("B-", "I-") for label in set(labels)),
    }  # fmt: skip
    return Profile(
        source=sentences.source, kind="text", rows=len(sentences), task="tag", target=sentences.target,
        columns=(_tokens(tokens, lengths), _labels(labels, sentences.target)),
        parts=prepared.audit.parts if prepared else (),
        repeated_rows=len(sentences) - len(set(sentences.tokens)),
        notes=(Note(code="tag.profile", parameters=told), *notes),
    )  # fmt: skip


def _tokens(tokens: list[str], lengths: np.ndarray) -> ColumnProfile:
    """The tokens as a column: the sentences' lengths in place of values."""
    histogram, edges = np.histogram(lengths, bins=BINS)
    counts = Counter(tokens)
    return ColumnProfile(
        name="token", type="text", rows=len(tokens), missing=0, unique=len(counts),
        quantiles=tuple(map(float, np.quantile(lengths, np.linspace(0, 1, 9), method="higher"))),
        histogram=tuple(histogram.astype(int).tolist()), edges=tuple(edges.tolist()),
        top=dict(counts.most_common(MOST_FREQUENT)),
    )  # fmt: skip


def _labels(labels: list[str], target: str) -> ColumnProfile:
    counts = Counter(filter(None, labels))
    return ColumnProfile(
        name=target, type="category", role="target", rows=len(labels), missing=sum(not label for label in labels),
        unique=len(counts), top=dict(counts.most_common(MOST_FREQUENT)),
    )  # fmt: skip
