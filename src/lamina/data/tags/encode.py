"""New sentences for a tagger: raw text, cut as its vocabulary is, or tokens as they come; with labels or without."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from lamina.core.config import DataConfig
from lamina.core.errors import InputError
from lamina.core.files import missing
from lamina.core.spec import DataSpec, TextSpec
from lamina.data.detect import detect
from lamina.data.load import load
from lamina.data.tags.conll import SUFFIXES, Sentence, read_conll
from lamina.data.tags.sentence_columns import find_columns, read_rows
from lamina.data.tags.sentence_lists import holds_sentences, list_sentences
from lamina.data.tags.sentences import label_column
from lamina.data.tags.sets import is_tag_set, tag_set
from lamina.data.texts.files import decode
from lamina.data.texts.tokens import valid
from lamina.data.texts.vocabulary import cut

_READING = ("separator", "encoding", "header", "sheet", "text_column", "sentence_column", "target")


@dataclass(frozen=True)
class NewSentences:
    """n sentences: tokens; labels of each, or () of all where the source has none; what a person calls them (`row_names`)."""

    tokens: list[tuple[str, ...]]
    labels: list[tuple[str, ...]]
    names: pl.DataFrame

    @property
    def labelled(self) -> bool:
        """Whether the tokens have labels."""
        return any(self.labels)


def read_new(source: Any, spec: DataSpec, config: DataConfig) -> NewSentences:
    """Sentences of a text, a list of texts, of lists of tokens or of labelled tokens, a file of lines or of columns, a table.

    A file is one of columns where its last column holds labels that the model knows, or where most of its lines are
    single words with blank lines between; else each line of it is a sentence. Raises InputError for what is none of these.
    """
    assert spec.text is not None
    if isinstance(source, str) and is_tag_set(source):
        found = tag_set(source)
        rows = [row for row, part in enumerate(found.parts) if part == "test"] or range(len(found.sentences))
        return _new([Sentence(*found.sentences[row], row) for row in rows])
    if isinstance(source, str | Path):
        return _of_path(source, spec, config)
    if _is_list(source):
        if all(isinstance(item, str) for item in source):
            return _lines(list(source), spec.text, "row")
        if holds_sentences(source):
            return _new(list_sentences(source))
        if all(isinstance(item, list | tuple) and all(isinstance(cell, str) for cell in item) for item in source):
            return _new([Sentence(tuple(item), (), row) for row, item in enumerate(source) if item])
    return _of_table(source, spec, config)


def _of_path(source: str | Path, spec: DataSpec, config: DataConfig) -> NewSentences:
    assert spec.text is not None
    path = Path(source).expanduser()
    try:
        exists = path.is_file()
    except (OSError, ValueError):  # longer than a name can be
        exists = False
    if not exists:
        if isinstance(source, str) and (" " in source.strip() or not source.isascii()):
            return _lines([source], spec.text, "row")
        raise missing(path)
    suffix = path.suffix.lower()
    plain = suffix in SUFFIXES or suffix in (".txt", "")
    if not plain and detect(path, _as_text(config)).form not in ("conll",):
        return _of_table(path, spec, config)
    text, _ = decode(path.read_bytes(), config.encoding, str(path))
    if suffix in SUFFIXES or _has_columns(text, spec):
        return _new(read_conll(text, str(path), label_column(config)), "line")
    return _lines(text.split("\n"), spec.text, "line")


def _has_columns(text: str, spec: DataSpec) -> bool:
    """Whether a file has a token a line: known labels at the ends of the lines, or single words with blank lines between."""
    lines = [line.split() for line in text.split("\n")]
    filled = [fields for fields in lines if fields]
    if not filled:
        return False
    known = set(spec.classes)
    if sum(len(fields) > 1 and fields[-1] in known for fields in filled) >= 0.9 * len(filled):
        return True
    return all(len(fields) == 1 for fields in filled) and [] in lines and len(filled) > 1


def _of_table(source: Any, spec: DataSpec, config: DataConfig) -> NewSentences:
    """A table with a row per token; the columns are those of training where they are there."""
    assert spec.text is not None
    detected = detect(source, _as_text(config))
    if detected.kind not in ("text", "table"):
        raise InputError("text.no_text", names=[])
    block = load(source, detected, _as_text(config))[0]
    frame = block.frame
    known = {
        "sentence_column": spec.text.sentence_column,
        "text_column": spec.text.columns,
        "target": (spec.targets[0].name,),
    }
    usable = {
        name: value for name, value in known.items()
        if value and ({value} if isinstance(value, str) else set(value)) <= set(frame.columns)
    }  # fmt: skip
    settings = DataConfig.model_validate({**{name: getattr(config, name) for name in _READING}, "target": (), **usable})
    sentence, _, label = find_columns(frame.columns, settings)
    if not sentence and len(frame.columns) == 1:
        return _lines([str(cell or "") for cell in frame[frame.columns[0]].to_list()], spec.text, "row")
    labelled = bool(label) and label == spec.targets[0].name
    own = frame if labelled or not label else frame.drop(label)
    sentences = read_rows(own, settings, detected.name, labelled, block.lines)
    return _new(sentences, "row" if block.lines is None else "line")


def _as_text(config: DataConfig) -> DataConfig:
    return DataConfig.model_validate({**{name: getattr(config, name) for name in _READING}, "kind": "auto"})


def _new(sentences: Sequence[Sentence], unit: str = "row") -> NewSentences:
    if not sentences:
        raise InputError("tag.nothing_to_tag")
    names = pl.DataFrame({unit: [item.line for item in sentences]})
    return NewSentences([item.tokens for item in sentences], [item.labels for item in sentences], names)


def _lines(lines: Sequence[str], text: TextSpec, unit: str) -> NewSentences:
    """Each line is a sentence, cut into the words and signs, or characters, that the vocabulary holds; empty ones are none.

    unit: "line", counted from 1, or "row", from 0.
    """
    kind = "characters" if text.tokens == "characters" else "words"
    found = [
        Sentence(tuple(token for token in tokens if token.strip()), (), number)
        for number, tokens in enumerate(cut(map(valid, map(_one_line, lines)), kind), start=int(unit == "line"))
    ]
    return _new([item for item in found if item.tokens], unit)


def _one_line(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def _is_list(source: Any) -> bool:
    return isinstance(source, list | tuple) and len(source) > 0
