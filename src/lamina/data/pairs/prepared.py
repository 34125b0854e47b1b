"""Pairs to fitted parts: empty ones left out, split first, then vocabularies and lengths from the training pairs only."""

from dataclasses import replace

import numpy as np
import polars as pl
import torch
from torch import Tensor

from lamina.core.batch import Part
from lamina.core.config import RunConfig
from lamina.core.errors import InputError
from lamina.core.records import Audit, Note, PartSummary
from lamina.core.spec import DataSpec, TargetSpec
from lamina.data.audit import row_ids_hash
from lamina.data.duplicates import frame_keys, shared_keys
from lamina.data.finish import NextToken
from lamina.data.pairs.fit import FittedPairs, fit_pairs
from lamina.data.pairs.preparation import PairPreparation
from lamina.data.pairs.reading import Pairs
from lamina.data.pairs.tokens import PairTokens, encode_pairs
from lamina.data.prepared import Prepared
from lamina.data.split import Split, split_rows
from lamina.data.split_keys import split_keys
from lamina.data.texts.seen import token_facts

FEWEST = 2  # pairs


def prepare_pairs(pairs: Pairs, config: RunConfig, fold: int | None = None) -> Prepared:
    """Split, fit on the training pairs, encode. Training pairs longer than the network reads are left out; of held-out

    ones the source is cut, and the whole translation is still what answers are compared with.
    """
    rows_read = len(pairs.table)
    pairs, notes = _filled(pairs)
    split = split_rows(
        len(pairs.table), config.data, **split_keys(pairs.table, config.data), seed=config.loop.seed, fold=fold
    )
    texts, written = pairs.side(0), pairs.side(1)
    train = split.parts["train"].tolist()
    fitted = fit_pairs([texts[row] for row in train], [written[row] for row in train], config.data, pairs.columns)
    spec = DataSpec(
        kind="pairs", task="translate", text=fitted.text, into=fitted.into, form=pairs.table.form,
        targets=(TargetSpec(name=pairs.columns[1]),),
    )  # fmt: skip
    tokens = encode_pairs(texts, written, fitted.text, fitted.into)
    split, long = _short_enough(split, tokens, fitted)
    parts = {name: _part(name, tokens, rows, pairs) for name, rows in split.parts.items()}
    shared, copies = _copies(texts, split)
    told = (*pairs.table.notes, *notes, *split.notes, *fitted.notes, *long, *copies)
    audit = Audit(
        source=pairs.table.source, fingerprint=pairs.table.fingerprint, kind="pairs", rows_read=rows_read,
        rows_used=sum(map(len, parts.values())), rule=split.rule, parts=_summaries(parts),
        row_ids_hash=row_ids_hash(parts), notes=told, shared_rows=shared, statistics=fitted.statistics,
    )  # fmt: skip
    audit = audit.model_copy(update=token_facts(parts, fitted.text))
    return Prepared(spec, parts, PairPreparation(), NextToken(), None, audit)


def _filled(pairs: Pairs) -> tuple[Pairs, tuple[Note, ...]]:
    """The pairs of which neither side is empty; the others are dropped and told with their places."""
    filled = np.array(
        [bool(text.strip() and other.strip()) for text, other in zip(pairs.side(0), pairs.side(1), strict=True)],
        dtype=bool,
    )
    if filled.all() and len(filled) >= FEWEST:
        return pairs, ()
    if filled.sum() < FEWEST:
        raise InputError("pairs.too_few", source=pairs.table.source, pairs=len(filled), filled=int(filled.sum()))
    told = pairs.table.places(np.flatnonzero(~filled))
    return replace(pairs, table=pairs.table.take(filled)), (Note(code="pairs.empty", parameters=told),)


def _short_enough(split: Split, tokens: PairTokens, fitted: FittedPairs) -> tuple[Split, list[Note]]:
    """The split without the training pairs that are too long; how many those are, and how many held-out ones are cut."""
    limits = np.array([fitted.text.max_length, fitted.into.max_length])
    long = torch.from_numpy((tokens.full > limits).any(axis=1))
    train = split.parts["train"]
    kept = train[~long[train]]
    if not len(kept):
        raise InputError("pairs.all_long", pairs=len(train), text=int(limits[0]), into=int(limits[1]))
    held = [rows for name, rows in split.parts.items() if name != "train"]
    cut = int(sum(int(long[rows].sum()) for rows in held))
    told = {"dropped": len(train) - len(kept), "cut": cut, "text": int(limits[0]), "into": int(limits[1])}
    notes = [Note(code="pairs.long", parameters=told)] if told["dropped"] or cut else []
    return replace(split, parts={**split.parts, "train": kept}), notes


def _part(name: str, tokens: PairTokens, rows: Tensor, pairs: Pairs) -> Part:
    row_ids = torch.from_numpy(np.asarray(pairs.table.row_ids, dtype=np.int64))
    inputs = {key: values[rows] for key, values in tokens.inputs.items()}
    return Part(name, inputs, tokens.target[rows], None, row_ids[rows])


def _summaries(parts: dict[str, Part]) -> tuple[PartSummary, ...]:
    """Pairs and tokens of each part."""
    return tuple(
        PartSummary(
            name=name, rows=len(part),
            balance={
                "tokens read": float(part.inputs["lengths"][:].sum()), "tokens written": float((part.target >= 0).sum()),
            },
        )
        for name, part in parts.items()
    )  # fmt: skip


def _copies(texts: list[str], split: Split) -> tuple[dict[str, int], list[Note]]:
    """Sources of one part that stand in another, letter for letter but for case and white space."""
    plain = pl.Series("text", texts).str.to_lowercase().str.replace_all(r"\s+", " ").str.strip_chars()
    keys = frame_keys(pl.DataFrame([plain]))
    shared = shared_keys({name: keys[rows.numpy()] for name, rows in split.parts.items()})
    found = {pair: count for pair, count in shared.items() if count}
    return shared, [Note(code="text.shared", parameters={"pairs": found})] if found else []
