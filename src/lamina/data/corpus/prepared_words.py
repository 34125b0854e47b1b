"""Running text to what word vectors learn from: sentences, words, vocabulary, and the audit. A row is a word of the text."""

import torch

from lamina.core.batch import Part
from lamina.core.config import RunConfig
from lamina.core.records import Audit, Note, PartSummary
from lamina.core.spec import DataSpec, TargetSpec
from lamina.data.audit import row_ids_hash
from lamina.data.corpus.reading import Corpus
from lamina.data.corpus.sentences import sentences
from lamina.data.corpus.words import CorpusWords, read_words
from lamina.data.finish import RawUnits
from lamina.data.prepared import Prepared
from lamina.data.texts.preparation import TextPreparation

EMBED_DIM = 100


def prepare_words(corpus: Corpus, config: RunConfig) -> Prepared:
    """A corpus as words. There is one part, train: all of the text is learned from.

    Its inputs are those of a text model, each word a text by itself: tokens (n, 1) int32, lengths (n,) int64, all 1.
    row_ids: (n,) the sentence of each word, from 0. The spec's targets are the numbers of a vector.
    """
    found, unit = sentences(corpus)
    words = read_words(found, config.data)
    size = len(words.words)
    tokens = {
        "tokens": torch.from_numpy(words.words)[:, None],
        "lengths": torch.ones(1, dtype=torch.int64).expand(size),
    }
    part = Part("train", tokens, torch.empty(size, 0), None, torch.from_numpy(words.sentence))
    embed_dim = int(config.network.arg.get("embed_dim", EMBED_DIM))
    targets = tuple(TargetSpec(name=str(number)) for number in range(1, embed_dim + 1))
    spec = DataSpec(kind="text", task="embed", text=words.spec, targets=targets)
    told = (Note(code="embed.sentences", parameters={"sentences": len(found), "unit": unit}), *words.notes)
    audit = _audit(corpus, words, {"train": part}, told)
    return Prepared(spec, {"train": part}, TextPreparation(), RawUnits(embed_dim), None, audit)


def _audit(corpus: Corpus, words: CorpusWords, parts: dict[str, Part], notes: tuple[Note, ...]) -> Audit:
    return Audit(
        source=corpus.source, fingerprint=corpus.fingerprint, kind="text", rows_read=words.total,
        rows_used=len(words.words), rule=Note(code="embed.rule"),
        parts=tuple(PartSummary(name=name, rows=len(part)) for name, part in parts.items()),
        row_ids_hash=row_ids_hash(parts), statistics=words.statistics, notes=(*corpus.notes, *notes),
    )  # fmt: skip
