"""Tables with a row per token: which columns hold the sentence's name, the token and its label; and their sentences."""

from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lamina.core.config import DataConfig
from lamina.core.errors import InputError, nearest
from lamina.data.tags.conll import Sentence
from lamina.data.texts.columns import named

# Usual names, without case, blanks and the signs -_#.
SENTENCES = ("sentence", "sentenceid", "sentid", "sentencenumber", "sentenceindex", "sentenceno", "sentenceidx")
TOKENS = ("token", "word", "form", "character", "char", "tokens", "words")
LABELS = ("tag", "label", "nertag", "ner", "pos", "postag", "upos", "bio", "entity", "tags", "labels")


def find_columns(names: Sequence[str], config: DataConfig) -> tuple[str, str, str]:
    """(sentence, token, label) of the columns asked for, else by their usual names; "" for each that is not found."""
    sentence = named(config.sentence_column, names) or _usual(names, SENTENCES)
    token = named(config.text_column[0], names) if config.text_column else _usual(names, TOKENS)
    label = named(config.target[0], names) if config.target else _usual(names, LABELS)
    if sentence and not label and not config.target:  # the last one that is free
        label = next((name for name in reversed(names) if name not in (sentence, token, *config.ignore)), "")
    return sentence, token, label


def is_token_table(columns: Mapping[str, Sequence[str]], config: DataConfig) -> bool:
    """Whether a table has a row per token: all three columns are there, and sentences have several rows.

    columns: name -> some of its cells.
    """
    if config.types or config.time_column:
        return False
    sentence, token, label = find_columns(list(columns), config)
    if not (sentence and token and label):
        return False
    names = [name for name in columns[sentence] if name.strip()]
    return bool(config.sentence_column) or len(set(names)) * 2 <= len(columns[sentence])


def read_rows(
    frame: pl.DataFrame, config: DataConfig, file: str, labelled: bool = True, lines: NDArray[np.int64] | None = None
) -> list[Sentence]:
    """The sentences of a table: neighbouring rows of the same name; an empty name goes on with the sentence before.

    labelled: a label is needed. lines: (n,) of a file. Rows with no token are left out.
    Raises InputError where a column is not there, or a label is missing.
    """
    names = frame.columns
    asked = {
        "sentence-column": config.sentence_column, "text-column": "".join(config.text_column[:1]),
        "target": "".join(config.target[:1]) if labelled else "",
    }  # fmt: skip
    for option, name in asked.items():
        if name and not named(name, names):
            raise InputError("tag.no_column", option=option, name=name, nearest=nearest(name, names), names=names)
    sentence, token, label = find_columns(names, config)
    if not sentence or not token or (labelled and not label):
        missing = "sentence-column" if not sentence else "text-column" if not token else "target"
        raise InputError("tag.column_unknown", option=missing, names=names)
    names, tokens, labels = (_cells(frame, name) for name in (sentence, token, label))
    return _sentences(names, tokens, labels, file, label, lines)


def _sentences(
    names: list[str], tokens: list[str], labels: list[str], file: str, target: str, lines: NDArray[np.int64] | None
) -> list[Sentence]:
    numbers = range(len(names)) if lines is None else lines.tolist()
    found: list[Sentence] = []
    first, before = 0, names[0] if names else ""
    for row in range(len(names) + 1):
        name = (names[row] or before) if row < len(names) else None
        if row and name != before:
            kept = [place for place in range(first, row) if tokens[place]]
            if target and (bare := [place for place in kept if not labels[place]]):
                told = {"file": file, "number": numbers[bare[0]], "lined": lines is not None}
                raise InputError("tag.no_label", **told, target=target, token=tokens[bare[0]])
            if kept:
                own = tuple(labels[place] for place in kept) if target else ()
                found.append(Sentence(tuple(tokens[place] for place in kept), own, numbers[kept[0]]))
            first = row
        before = name or ""
    return found


def _cells(frame: pl.DataFrame, name: str) -> list[str]:
    if not name:
        return []
    return frame[name].cast(pl.String, strict=False).fill_null("").str.strip_chars().to_list()


def _usual(names: Sequence[str], usual: Sequence[str]) -> str:
    plain = {"".join(sign for sign in name.lower() if sign.isalnum()): name for name in reversed(names)}
    return next((plain[name] for name in usual if name in plain), "")
