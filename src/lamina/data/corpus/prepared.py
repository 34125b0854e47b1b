"""Running text to fitted parts: spans first, then tokens and vocabulary from the training spans only, then windows."""

from dataclasses import dataclass

import torch
from torch import Tensor

from lamina.core.batch import Part
from lamina.core.config import RunConfig
from lamina.core.errors import InputError
from lamina.core.records import Audit, Note, PartSummary
from lamina.core.spec import DataSpec, TargetSpec
from lamina.data.audit import row_ids_hash
from lamina.data.corpus.fit import FittedCorpus, fit_corpus
from lamina.data.corpus.hidden_words import hidden_part
from lamina.data.corpus.reading import Corpus
from lamina.data.corpus.split import Span, split_corpus
from lamina.data.corpus.stream import stream_of, windows
from lamina.data.finish import NextToken
from lamina.data.prepared import Prepared
from lamina.data.texts.preparation import TextPreparation
from lamina.data.texts.seen import token_facts
from lamina.data.texts.vocabulary import START_ID, UNKNOWN_ID

FEWEST = 2  # tokens of a part: one, and one that follows
TARGET, HIDDEN = "next token", "hidden token"


@dataclass(frozen=True)
class PreparedCorpus(Prepared):
    """Parts of windows, and behind them the whole streams that they are cut from, (n,) int32 each."""

    streams: dict[str, Tensor]


def prepare_corpus(
    corpus: Corpus, config: RunConfig, fold: int | None = None, *, hides: bool = False
) -> PreparedCorpus:
    """Split into spans, fit tokens and vocabulary on those of training, and cut windows of what follows what.

    hides: the network foretells hidden tokens from both sides, in place of the next one: parts have some hidden.
    Raises InputError for settings that running text has no use for, and for a part without text.
    """
    data = config.data
    if data.folds or fold is not None:
        raise InputError("corpus.no_folds", folds=data.folds)
    split = split_corpus(corpus, data, config.loop.seed)
    if "train" not in split.parts:
        raise InputError("corpus.nothing_to_learn", source=corpus.source)
    fitted = fit_corpus(split.parts["train"], data, hides=hides)
    streams = {"train": fitted.stream}
    streams |= {name: stream_of(spans, fitted.spec) for name, spans in split.parts.items() if name != "train"}
    for name, stream in streams.items():
        if len(stream) < FEWEST:
            raise InputError("corpus.part_too_short", part=name, tokens=len(stream))
    parts = {name: window_part(name, stream, fitted.spec.max_length) for name, stream in streams.items()}
    if hides:
        size, seed = len(fitted.spec.vocabulary), config.loop.seed
        parts = {name: hidden_part(part, size, seed) for name, part in parts.items()}
    target = TargetSpec(name=HIDDEN if hides else TARGET)
    spec = DataSpec(kind="text", task="language", text=fitted.spec, targets=(target,))
    notes = (*corpus.notes, *fitted.notes, *_unknown(streams))
    audit = _audit(corpus, split.parts, split.rule, parts, fitted, notes)
    audit = audit.model_copy(update=token_facts(parts, fitted.spec))
    prepare = TextPreparation(START_ID if hides else 0)
    return PreparedCorpus(spec, parts, prepare, NextToken(), None, audit, streams)


def window_part(name: str, stream: Tensor, length: int, stride: int | None = None) -> Part:
    """Windows of a stream as rows; row_ids: where each begins in it."""
    tokens, lengths, target = windows(stream, length, stride)
    first = torch.arange(len(tokens)) * (stride or length)
    return Part(name, {"tokens": tokens, "lengths": lengths}, target, None, first)


def _unknown(streams: dict[str, Tensor]) -> list[Note]:
    """How much of the held-out text the vocabulary does not know."""
    held = [stream for name, stream in streams.items() if name != "train"]
    unknown = sum(int((stream == UNKNOWN_ID).sum()) for stream in held)
    share = unknown / max(1, sum(map(len, held)))
    return [Note(code="corpus.unknown", parameters={"count": unknown, "share": share})] if unknown else []


def _audit(
    corpus: Corpus, spans: dict[str, list[Span]], rule: Note, parts: dict[str, Part], fitted: FittedCorpus,
    notes: tuple[Note, ...],
) -> Audit:  # fmt: skip
    sizes = {name: float(sum(len(span.text) for span in found)) for name, found in spans.items()}
    return Audit(
        source=corpus.source, fingerprint=corpus.fingerprint, kind="text", rows_read=sum(map(len, parts.values())),
        rows_used=sum(map(len, parts.values())), rule=rule, statistics=fitted.statistics, notes=notes,
        parts=tuple(
            PartSummary(name=name, rows=len(part), balance={"characters": sizes[name]}) for name, part in parts.items()
        ),
        row_ids_hash=row_ids_hash(parts),
    )  # fmt: skip
