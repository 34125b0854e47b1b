"""Labelled sentences to fitted parts: split by sentence first, then the vocabulary from the training sentences alone."""

from collections import Counter
from collections.abc import Sequence

import numpy as np
import polars as pl
import torch

from lamina.core.batch import Part
from lamina.core.config import DataConfig, RunConfig
from lamina.core.errors import InputError
from lamina.core.records import Audit, Note, Statistic
from lamina.core.spec import DataSpec, TargetSpec, TextSpec
from lamina.data.audit import part_summaries, row_ids_hash
from lamina.data.duplicates import frame_keys, shared_keys
from lamina.data.finish import Probabilities
from lamina.data.prepared import Prepared
from lamina.data.split import Split, split_rows
from lamina.data.tags.given_tokens import UNSCORED, count_given, encode_given, encode_labels
from lamina.data.tags.sentences import Sentences
from lamina.data.targets import class_names
from lamina.data.texts.fit import COVERED, LONGEST, MOST, refuse_other_tokens
from lamina.data.texts.preparation import TextPreparation
from lamina.data.texts.seen import token_facts
from lamina.data.texts.vocabulary import SPECIAL, UNKNOWN_ID, Kind, frequent

FEW = 5  # tokens of a label in training, below which it is told
SINGLE = 0.98  # share of tokens of one letter, from which the tokens are characters


def prepare_sentences(
    sentences: Sentences, config: RunConfig, fold: int | None = None, *, known: TextSpec | None = None
) -> Prepared:
    """Split by sentence, and fit vocabulary and labels on the training sentences.

    known: the vocabulary of the weights that the network starts from, in place of a fitted one.

    Raises InputError where another task is asked for, or all tokens have the same label.
    """
    if config.task.task not in ("auto", "tag"):
        raise InputError("tag.other_task", task=config.task.task, source=sentences.name)
    classes = class_names(
        pl.Series([label for labels in sentences.labels for label in labels if label], dtype=pl.String)
    )
    if len(classes) < 2:
        raise InputError("tag.one_label", source=sentences.source, label=classes[0] if classes else "")
    given = None if sentences.given_part is None else sentences.given_part.tolist()
    split = split_rows(len(sentences), config.data, given=given, seed=config.loop.seed, fold=fold)
    train = split.parts["train"].tolist()
    fitted = [sentences.tokens[row] for row in train]
    if known is None:
        text, told = fit_tokens(fitted, config.data, sentences.columns)
    else:
        text, told = _given(fitted, config.data, sentences.columns, known)
    spec = DataSpec(kind="text", task="tag", text=text, targets=(TargetSpec(name=sentences.target, classes=classes),))
    parts = {name: _part(name, sentences, rows.tolist(), spec) for name, rows in split.parts.items()}
    shared, copies = _copies(sentences, split)
    notes = (_read(sentences, classes), *sentences.notes, *split.notes, told, *_held_out(parts, spec), *copies)
    audit = Audit(
        source=sentences.source, fingerprint=sentences.fingerprint, kind="text", rows_read=len(sentences),
        rows_used=sum(map(len, split.parts.values())), rule=split.rule, parts=part_summaries(parts, spec),
        row_ids_hash=row_ids_hash(parts), notes=notes, shared_rows=shared, statistics=_statistics(sentences, train, text),
    )  # fmt: skip
    audit = audit.model_copy(update=token_facts(parts, text))
    return Prepared(spec, parts, TextPreparation(), Probabilities(), None, audit)


def fit_tokens(
    sentences: Sequence[Sequence[str]], config: DataConfig, columns: tuple[str, ...] = ()
) -> tuple[TextSpec, Note]:
    """The vocabulary of training sentences. Those seen once are left to the unknown token where they are few, so that

    it is learned, too. columns: of a table, those of sentence and token.
    """
    if config.tokens == "pieces":
        raise InputError("tag.pieces")
    lengths = [len(tokens) for tokens in sentences]
    single = sum(len(token) == 1 for tokens in sentences for token in tokens) >= SINGLE * sum(lengths)
    kind: Kind = config.tokens if config.tokens != "auto" else "characters" if single else "words"
    lower = config.lower_case == "yes"  # a capital letter says something of a word
    counts = count_given(sentences, lower)
    twice = sum(count for count in counts.values() if count > 1)
    least = 2 if twice >= COVERED * sum(counts.values()) else 1
    most = config.vocab_size if config.vocab_size != "auto" else MOST[kind]
    vocabulary = frequent(counts, most, least)
    longest = config.max_length if config.max_length != "auto" else min(LONGEST, max(lengths))
    sentence, token = columns if len(columns) == 2 else ("", "")
    spec = TextSpec(
        tokens=kind, vocabulary=vocabulary, lower=lower, max_length=longest, columns=(token,) if token else (),
        sentence_column=sentence,
    )  # fmt: skip
    told = {
        "vocabulary": len(vocabulary), "least": least, "lower": lower, "sentences": len(sentences), "tokens": kind,
        "max_length": longest, "longer": sum(length > longest for length in lengths),
    }  # fmt: skip
    return spec, Note(code="tag.tokens", parameters=told)


def _given(
    sentences: Sequence[Sequence[str]], config: DataConfig, columns: tuple[str, ...], known: TextSpec
) -> tuple[TextSpec, Note]:
    """The vocabulary of other weights; their pieces are no tokens that labels could be given to."""
    if known.tokens == "pieces":
        raise InputError("tag.pieces")
    refuse_other_tokens(config, known)
    most = config.max_length if config.max_length != "auto" else max(map(len, sentences))
    longest = min(known.max_length, most)
    sentence, token = columns if len(columns) == 2 else ("", "")
    own = {"max_length": longest, "columns": (token,) if token else (), "sentence_column": sentence}
    told = {"tokens": known.tokens, "vocabulary": len(known.vocabulary), "max_length": longest}
    return known.model_copy(update=own), Note(code="text.tokens_of_weights", parameters=told)


def _part(name: str, sentences: Sentences, rows: list[int], spec: DataSpec) -> Part:
    """Rows of token ids with the class of each; row_ids: the sentence."""
    assert spec.text is not None
    encoded = encode_given([sentences.tokens[row] for row in rows], spec.text)
    target = encode_labels([sentences.labels[row] for row in rows], encoded, spec.classes)
    ids = torch.from_numpy(np.array(rows, dtype=np.int64)[encoded.sentence])
    return Part(name, encoded.inputs, target, None, ids)


def _read(sentences: Sentences, classes: Sequence[str]) -> Note:
    tokens = sum(map(len, sentences.tokens))
    scored = sum(bool(label) for labels in sentences.labels for label in labels)
    told = {
        "sentences": len(sentences), "tokens": tokens, "scored": scored, "labels": len(classes),
        "target": sentences.target, "columns": list(sentences.columns),
    }  # fmt: skip
    return Note(code="tag.read", parameters=told)


def _held_out(parts: dict[str, Part], spec: DataSpec) -> list[Note]:
    """How many of the held-out tokens are unknown, and labels that training hardly has."""
    notes = []
    for name, part in parts.items():
        if name != "train":
            real = part.inputs["tokens"][:] != 0
            share = float((part.inputs["tokens"][:] == UNKNOWN_ID).sum() / max(1, int(real.sum())))
            notes.append(Note(code="tag.unknown_share", parameters={"part": name, "share": share}))
    target = parts["train"].target
    counts = torch.bincount(target[target != UNSCORED], minlength=len(spec.classes)).tolist()
    rare = {name: count for name, count in zip(spec.classes, counts, strict=True) if count < FEW}
    return [*notes, Note(code="tag.rare", parameters={"labels": rare, "few": FEW})] if rare else notes


def _copies(sentences: Sentences, split: Split) -> tuple[dict[str, int], list[Note]]:
    """Sentences of one part that stand in another, token for token."""
    keys = frame_keys(pl.DataFrame({"text": ["\0".join(tokens) for tokens in sentences.tokens]}))
    shared = shared_keys({name: keys[rows.numpy()] for name, rows in split.parts.items()})
    pairs = {pair: count for pair, count in shared.items() if count}
    return shared, [Note(code="tag.shared", parameters={"pairs": pairs})] if pairs else []


def _statistics(sentences: Sentences, train: list[int], text: TextSpec) -> tuple[Statistic, ...]:
    lengths = np.array([len(sentences.tokens[row]) for row in train])
    quantiles = np.quantile(lengths, (0, 0.5, 0.95, 0.99, 1), method="higher").tolist()
    first = list(text.vocabulary[len(SPECIAL) : len(SPECIAL) + 10])
    labels = Counter(label for row in train for label in sentences.labels[row] if label)
    return (
        Statistic(name="tokens", what="vocabulary", values=[len(text.vocabulary), *first], rows=len(train)),
        Statistic(name="sentences", what="lengths", values=quantiles, rows=len(train)),
        Statistic(
            name=sentences.target, what="labels", values=[label for label, _ in labels.most_common()], rows=len(train)
        ),
    )
