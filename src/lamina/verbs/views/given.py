"""An input that the user gives to look at, read by the code that reads it for an answer."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl
import torch
from torch import Tensor

from lamina.bundle.model import Model
from lamina.core.config import DataConfig
from lamina.core.errors import InputError
from lamina.core.records import Note
from lamina.core.spec import DataSpec, TextSpec
from lamina.data.corpus.reading import document_of
from lamina.data.corpus.stream import encode_running
from lamina.data.pairs import encode as encode_pairs
from lamina.data.pairs import tokens as pair_tokens
from lamina.data.row_names import numbered
from lamina.data.series.encode import encode_future
from lamina.data.suffixes import IMAGE_SUFFIXES
from lamina.data.tags import encode as encode_tags
from lamina.data.tags.given_tokens import encode_given, encode_labels
from lamina.data.texts.vocabulary import MASK, MASK_ID, START_ID, build_tokenizer
from lamina.verbs.answers import encode
from lamina.verbs.courses.language_answers import read_prompts
from lamina.verbs.courses.masked_answers import encode_hidden
from lamina.verbs.courses.translating import translate
from lamina.verbs.views.hidden import is_masked

NO_TEXTS = ("images", "table", "series", "sequences")  # kinds of models that take no text as it was typed
LONGEST_PATH = 240  # letters: what is longer is no file's name


@dataclass(frozen=True)
class Given:
    """Raw inputs of n rows as a Part holds them, what people call the rows, and the target where the source has it."""

    inputs: dict[str, Tensor]
    names: pl.DataFrame
    target: Tensor | None = None
    notes: tuple[Note, ...] = ()


def read_given(model: Model, source: Any, config: DataConfig) -> Given:
    """A file, a folder, a frame, arrays or a text, as `lamina predict` takes it for this model."""
    spec = model.spec
    if spec.task == "embed":
        raise InputError("explain.no_input", network=model.called, option="INPUT")
    _refuse_another_kind(source, model)
    if spec.task == "tag":
        return _sentences(source, spec, config)
    if spec.task == "translate":
        return _pairs(model, source, config)
    if spec.task == "language":
        return _prompts(source, spec, config)
    if spec.series is not None:
        future = encode_future(source, spec, config)
        steps = pl.DataFrame({"step": [stamps[0] for stamps in future.stamps]})
        return Given({"window": future.window}, steps, None, future.notes)
    encoded = encode(source, spec, config)
    return Given(encoded.inputs, encoded.names, encoded.target, encoded.notes)


def _refuse_another_kind(source: Any, model: Model) -> None:
    """An image is nothing for a model of tables, texts or series, and a text that was typed only something for one of texts."""
    if not isinstance(source, str | Path) or len(str(source)) > LONGEST_PATH:
        return
    kind, path = model.spec.kind, Path(source)
    told = {"source": str(source), "kind": kind, "network": model.called}
    if kind != "images" and path.suffix.lower() in IMAGE_SUFFIXES and path.is_file():
        raise InputError("explain.wrong_kind", given="image", **told)
    if kind in NO_TEXTS and " " in str(source).strip() and not path.suffix and not path.exists():
        raise InputError("explain.wrong_kind", given="text", **told)


def _sentences(source: Any, spec: DataSpec, config: DataConfig) -> Given:
    assert spec.text is not None
    new = encode_tags.read_new(source, spec, config)
    rows = encode_given(new.tokens, spec.text)
    target = encode_labels(new.labels, rows, spec.classes) if new.labelled else None
    return Given(rows.inputs, new.names[rows.sentence.tolist()], target)


def _pairs(model: Model, source: Any, config: DataConfig) -> Given:
    """Texts with the model's own translations, which it is then asked about token by token."""
    text, into = model.spec.text, model.spec.into
    assert text is not None and into is not None
    new = encode_pairs.read_new(source, model.spec, config)
    read = encode_pairs.encode_sources(new.texts, model.spec)
    answers = translate(model.network, read.tokens, read.lengths, model.spec)
    return Given(pair_tokens.encode_pairs(new.texts, answers, text, into).inputs, new.names)


def _prompts(source: Any, spec: DataSpec, config: DataConfig) -> Given:
    """Beginnings of texts; of long ones the end, as long as a window. Of a masked language model texts with [MASK]."""
    assert spec.text is not None
    if is_masked(spec):
        return _with_marks(source, spec.text, config)
    tokenizer = build_tokenizer(spec.text)
    rows = [
        encode_running(document_of(prompt).text, tokenizer).tolist() for prompt in read_prompts(source, None, config)
    ]
    if not any(rows):
        raise InputError("explain.empty_input")
    rows = [row[-spec.text.max_length :] or [START_ID] for row in rows]
    return _padded(rows)


def _with_marks(source: Any, text: TextSpec, config: DataConfig) -> Given:
    """Texts in which [MASK] stands for what is to be foretold. InputError: one has no mark, or only beyond a window."""
    rows = []
    for number, given in enumerate(read_prompts(source, None, config), 1):
        if MASK not in given:
            raise InputError("language.no_mark", row=number, text=given[:60])
        rows.append(encode_hidden(document_of(given).text, text)[: text.max_length])
        if MASK_ID not in rows[-1]:
            raise InputError("language.mark_too_far", text=given[:60], length=text.max_length)
    return _padded(rows)


def _padded(rows: list[list[int]]) -> Given:
    """Token ids of texts as rows."""
    longest = max(map(len, rows))
    tokens = torch.tensor([[*row, *[0] * (longest - len(row))] for row in rows], dtype=torch.int32)
    return Given({"tokens": tokens, "lengths": torch.tensor([len(row) for row in rows])}, numbered(len(rows)))
