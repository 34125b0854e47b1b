"""From the source to split, fitted parts, read as the chosen network needs them."""

from dataclasses import replace
from typing import Any

import numpy as np
import polars as pl
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from lamina.bundle.pretrained import Pretrained
from lamina.core.config import RunConfig
from lamina.core.errors import InputError
from lamina.core.events import Announcement
from lamina.core.own_name import is_own_file
from lamina.core.records import Note
from lamina.data.corpus.prepared import prepare_corpus
from lamina.data.corpus.prepared_words import prepare_words
from lamina.data.corpus.reading import STDLIB, Corpus, read_corpus
from lamina.data.detect import Detected, detect
from lamina.data.images.prepared import prepare_images
from lamina.data.images.reading import read_images
from lamina.data.pairs.prepared import prepare_pairs
from lamina.data.pairs.reading import Pairs, read_pairs
from lamina.data.prepared import Prepared, prepare_table
from lamina.data.row_names import image_names, numbered
from lamina.data.sequences.prepared import prepare_sequences
from lamina.data.sequences.reading import Sequences, read_sequences
from lamina.data.series.columns import could_be_series, is_series
from lamina.data.series.prepared import prepare_series
from lamina.data.tables.table import Table, read_table
from lamina.data.tags.prepared import prepare_sentences
from lamina.data.tags.sentences import Sentences, read_sentences
from lamina.data.texts.prepared import prepare_texts
from lamina.data.texts.reading import Texts, read_texts
from lamina.networks import catalog
from lamina.verbs.transfer import used_to

Content = Table | Texts | Sentences | Sequences | Pairs | Corpus | None  # what was read; None: images, read later


def look(data: Any, config: RunConfig) -> tuple[Detected, Content]:
    """What the data is, and the table, texts or pairs where it is such: only when it is read shows whether it is a series."""
    if embeds(config) or reads_on(data, config):
        corpus = read_corpus(data, config.data)
        return Detected("text", "corpus", corpus.name), corpus
    detected = detect(data, config.data)
    if detected.form == "corpus":
        return detected, _recognised(data, detected, config)
    if detected.task == "tag" or (config.task.task == "tag" and detected.kind in ("table", "text")):
        return replace(detected, kind="text", task="tag"), read_sentences(data, config.data)
    if detected.kind == "pairs":
        return detected, read_pairs(data, config.data)
    if detected.kind == "sequences":
        return detected, read_sequences(data)
    if detected.kind == "text":
        return detected, read_texts(data, config.data)
    if detected.kind not in ("table", "series"):
        if config.task.task == "forecast":
            raise InputError("series.images", source=detected.name)
        return detected, None
    table = read_table(data, config.data)
    if is_series(table, config):
        return replace(detected, kind="series"), table
    return replace(detected, kind="table"), replace(table, notes=(*table.notes, *could_be_series(table, config)))


def _recognised(data: Any, detected: Detected, config: RunConfig) -> Corpus:
    """Running text that nobody asked for: read as such, and said; refused where it should answer something else."""
    if config.task.task != "auto":
        raise InputError("corpus.other_task", source=detected.name, task=config.task.task)
    corpus = read_corpus(data, config.data)
    return replace(corpus, notes=(Note(code="corpus.recognised", parameters={"source": corpus.name}), *corpus.notes))


def embeds(config: RunConfig) -> bool:
    """Whether word vectors are asked for, by the task or by the network."""
    return config.task.task == "embed" or (config.task.task == "auto" and config.network.network == "word2vec")


def reads_on(data: Any, config: RunConfig) -> bool:
    """Whether the data is read as running text: asked for by the task, or the built-in one."""
    built_in = isinstance(data, str) and data == STDLIB
    return config.task.task == "language" or (built_in and config.task.task == "auto")


def choose_network(
    config: RunConfig, detected: Detected, module: nn.Module | None, weights: Pretrained | None = None
) -> tuple[RunConfig, tuple[Announcement, ...]]:
    """Resolve `network = "auto"`: that of the weights to start from; an MLP for tables; a GRU for series, one

    from both ends for texts; an LSTM from both ends for labels of tokens, and one for what comes next in a text; a

    Transformer for pairs; LeNet-5 for digit-like arrays, a simple CNN for other images.
    """
    if module is not None:
        return config.replace(network=type(module).__name__), ()
    if config.network.network != "auto":
        return config, ()
    if weights is not None:
        told = {"network": weights.network, "reason": "weights"}
        return config.replace(network=weights.network), (Announcement("verbs.network_chosen", told),)
    usual = {
        "table": "mlp",
        "series": "gru",
        "sequences": "gru",
        "text": "bigru",
        "tags": "bilstm",
        "pairs": "transformer",
        "language": "lstm",
        "digits": "lenet5",
        "images": "simplecnn",
    }
    if config.task.task == "embed":
        return config.replace(network="word2vec"), ()
    digits = detected.kind == "images" and detected.form in ("idx", "builtin")
    reason = "digits" if digits else "tags" if detected.task == "tag" else detected.kind
    reason = "language" if detected.form == "corpus" else reason
    name = usual[reason]
    return config.replace(network=name), (Announcement("verbs.network_chosen", {"network": name, "reason": reason}),)


def read_and_prepare(
    data: Any,
    table: Content,
    config: RunConfig,
    fold: int | None,
    weights: Pretrained | None = None,
) -> tuple[Prepared, pl.DataFrame, pl.DataFrame | None]:
    """From the source to split, fitted parts; with the names of all rows, and of a table (a series, where it looks like

    one) or texts the rows as read: both with the column row_id.
    """
    known = None if weights is None else weights.text
    if isinstance(table, Sentences):
        rows = pl.DataFrame({"row_id": range(len(table)), "tokens": [list(tokens) for tokens in table.tokens]})
        prepared = prepare_sentences(table, config, fold, known=known)
        return prepared, _names(table.names, np.arange(len(table))), rows
    if isinstance(table, Pairs):
        return prepare_pairs(table, config, fold), _names(table.table.names, table.table.row_ids), table.rows
    if isinstance(table, Corpus):
        hides = _row_says(config, "hides")
        prepared = prepare_words(table, config) if embeds(config) else prepare_corpus(table, config, fold, hides=hides)
        return prepared, pl.DataFrame(schema={"row_id": pl.Int64}), None
    if isinstance(table, Sequences):
        return prepare_sequences(table, config, fold), _names(numbered(len(table)), np.arange(len(table))), None
    if isinstance(table, Texts):
        prepared = prepare_texts(table, config, fold, starts=_row_says(config, "starts"), known=known)
        return prepared, _names(table.table.names, table.table.row_ids), table.rows
    if table is not None:
        prepare = prepare_series if is_series(table, config) else prepare_table
        rows = table.frame.with_columns(pl.Series("row_id", table.row_ids))
        return prepare(table, config, fold), _names(table.names, table.row_ids), rows
    size, channels = image_input(config, weights)
    images = read_images(data, config.data, size=size, channels=channels)
    prepared = prepare_images(images, config, fold)
    names = _names(image_names(images.row_names), np.arange(len(images)))
    return (prepared if weights is None else used_to(prepared, weights)), names, None


def _row_says(config: RunConfig, what: str) -> bool:
    """Whether the row of the chosen network says so of it; no of the user's own."""
    return any(getattr(row, what) for row in catalog.CATALOG if row.name == config.network.network)


def _names(names: pl.DataFrame, row_ids: NDArray[np.int64]) -> pl.DataFrame:
    return names.insert_column(0, pl.Series("row_id", row_ids))


def image_input(config: RunConfig, weights: Pretrained | None = None) -> tuple[tuple[int, int] | None, int | None]:
    """(height, width) and channels that the chosen network (or weights to start from) insists on; None where data may decide."""
    name, asked = config.network.network, config.data.image_size
    if weights is not None:
        return (weights.image[1:] if asked == "auto" else (asked, asked)), weights.image[0]
    row = next((row for row in catalog.CATALOG if row.name == name), None)
    if config.data.image_size != "auto":
        size: tuple[int, int] | None = (config.data.image_size, config.data.image_size)
    else:
        size = (row.image[1], row.image[2]) if row and row.image else None
    if row is None or is_own_file(name) or "in_channels" in catalog.arguments(name) or not row.image:
        return size, None
    return size, row.image[0]


def prepared_sample(prepared: Prepared) -> tuple[Tensor, ...]:
    """Two prepared training rows (the same one twice where there is one only), as the network will see them."""
    part = prepared.parts["train"]
    rows = torch.tensor([0, min(1, len(part) - 1)])
    return prepared.prepare(*(value[rows] for value in part.inputs.values()))
