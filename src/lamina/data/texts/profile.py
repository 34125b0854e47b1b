"""What `lamina data` says of texts: how many, how long, of which tokens, which classes, repeats."""

from collections import Counter

import numpy as np
import polars as pl

from lamina.core.config import RunConfig
from lamina.core.errors import InputError
from lamina.core.records import ColumnProfile, Note, Profile
from lamina.data.prepared import Prepared
from lamina.data.tables.column_profile import profile_column
from lamina.data.texts.fit import choose_kind
from lamina.data.texts.prepared import prepare_texts
from lamina.data.texts.reading import Texts
from lamina.data.texts.tokens import valid
from lamina.data.texts.vocabulary import count_tokens

QUANTILES = (0.0, 0.5, 0.95, 0.99, 1.0)
MOST_FREQUENT = 20
BINS = 12


def profile_texts(texts: Texts, config: RunConfig) -> Profile:
    """The profile of texts. Where nothing could be trained (no usable target, say), a note tells why."""
    prepared: Prepared | None = None
    try:
        prepared = prepare_texts(texts, config)
    except InputError as problem:
        notes: tuple[Note, ...] = (*texts.table.notes, Note(code=problem.code, parameters=problem.parameters))
    else:
        notes = (*prepared.audit.notes, prepared.audit.rule)
    written = [valid(text) for text in texts.texts]
    kind = prepared.spec.text.tokens if prepared and prepared.spec.text else choose_kind(written, config.data)[0]
    kind = "characters" if kind == "characters" else "words"  # what a person counts; pieces are cut from words
    counts, lengths = count_tokens(written, kind, lower=True)
    quantiles = np.quantile(lengths, QUANTILES, method="higher").tolist() if len(lengths) else [0] * len(QUANTILES)
    told = {
        "texts": len(written), "unit": kind, "lengths": quantiles, "different": len(counts),
        "tokens": int(lengths.sum()), "frequent": [list(item) for item in counts.most_common(MOST_FREQUENT)],
    }  # fmt: skip
    targets = [target.name for target in prepared.spec.targets] if prepared else list(config.data.target)
    return Profile(
        source=texts.table.source, kind="text", rows=len(texts.table), task=prepared.spec.task if prepared else "",
        target=", ".join(targets), columns=(_text_column(texts, written, lengths, counts), *_others(texts, targets)),
        parts=prepared.audit.parts if prepared else (), repeated_rows=len(written) - len(set(written)),
        notes=(Note(code="text.profile", parameters=told), *notes),
    )  # fmt: skip


def _text_column(texts: Texts, written: list[str], lengths: np.ndarray, counts: Counter[str]) -> ColumnProfile:
    """The text as a column: its lengths in place of values."""
    histogram, edges = np.histogram(lengths, bins=BINS) if len(lengths) else (np.zeros(0), np.zeros(0))
    return ColumnProfile(
        name=" + ".join(texts.columns) or "text", type="text", rows=len(written),
        missing=sum(not text.strip() for text in written), unique=len(set(written)),
        quantiles=tuple(map(float, np.quantile(lengths, np.linspace(0, 1, 9), method="higher"))) if len(lengths) else (),
        histogram=tuple(histogram.astype(int).tolist()), edges=tuple(edges.tolist()),
        top=dict(counts.most_common(MOST_FREQUENT)),
    )  # fmt: skip


def _others(texts: Texts, targets: list[str]) -> list[ColumnProfile]:
    frame: pl.DataFrame = texts.table.frame
    kinds = {pl.Float64: "number", pl.Boolean: "boolean"}
    names = [name for name in frame.columns if name not in (*texts.columns, *([] if texts.columns else ["text"]))]
    return [
        profile_column(frame[name], kinds.get(type(frame[name].dtype), "category"),
                       "target" if name in targets else "ignored", None)
        for name in names
    ]  # fmt: skip
