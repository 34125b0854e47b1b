"""What word vectors answer: the words nearest to a word, a text, or a sum of words."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import torch
from numpy.typing import NDArray
from torch import Tensor

from lamina.bundle.model import Model
from lamina.core.config import DataConfig
from lamina.core.errors import InputError
from lamina.core.files import missing
from lamina.core.records import Note
from lamina.data.encoding import to_utf8
from lamina.data.texts.tokens import encode_texts
from lamina.data.texts.vocabulary import SPECIAL, UNKNOWN_ID
from lamina.evaluation.word_vectors import WordVectors
from lamina.words import say

NEAREST = 10
MOST_TOLD = 10_000  # words of the vocabulary whose nearest words the run keeps
_SIGN = re.compile(r"\s+([+-])\s+")


def vectors_of(model: Model) -> WordVectors:
    """The vectors of a model's words, to be compared."""
    return WordVectors(*words_with_vectors(model))


def words_with_vectors(model: Model) -> tuple[tuple[str, ...], Tensor]:
    """(words of the vocabulary, the special ones left out; their vectors (V, D) float32, as the model answers them)."""
    assert model.spec.text is not None
    tokens = torch.arange(len(SPECIAL), len(model.spec.text.vocabulary))[:, None]
    table = model.answer({"tokens": tokens, "lengths": torch.ones(len(tokens), dtype=torch.int64)}).float()
    return model.spec.text.vocabulary[len(SPECIAL) :], table


def answer_words(model: Model, data: object, config: DataConfig) -> tuple[pl.DataFrame, tuple[Note, ...]]:
    """A row per nearest word: text, nearest, cosine, and outside: what the vocabulary lacks of the text.

    data: a file with a text a line, one text, or a list of them. A text is a word, several (their mean), or a sum of
    words with blanks around the signs: "king - man + woman". A text's own words are not among the answers.
    """
    texts, vectors = read_queries(data, config), vectors_of(model)
    rows: list[dict[str, Any]] = []
    for text in texts:
        vector, own, unknown = _vector(model, text)
        outside = say("text.unknown", unknown=unknown, tokens=unknown + len(own)) if unknown else ""
        found = vectors.nearest(vector, NEAREST, without=own) if own else [(None, None)]
        rows += [{"text": text, "nearest": word, "cosine": cosine, "outside": outside} for word, cosine in found]
    types = {"text": pl.String, "nearest": pl.String, "cosine": pl.Float64, "outside": pl.String}
    return pl.DataFrame(rows, schema=types), ()


def read_queries(data: object, config: DataConfig) -> list[str]:
    """The texts that are asked about: the lines of a file, one text, or a list of texts."""
    if isinstance(data, list | tuple) and data and all(isinstance(text, str) for text in data):
        texts = [str(text) for text in data]
    elif isinstance(data, str | Path) and (isinstance(data, Path) or "\n" not in data):
        path = Path(data).expanduser()
        if path.is_file():
            texts = to_utf8(path.read_bytes(), config.encoding, str(path))[0].decode("utf-8").splitlines()
        elif isinstance(data, Path) or path.suffix in (".txt", ".csv", ".tsv"):
            raise missing(path)
        else:
            texts = [data]
    else:
        raise InputError("embed.no_queries", type=type(data).__name__)
    filled = [text.strip() for text in texts if text.strip()]
    if not filled:
        raise InputError("embed.no_queries", type="white space")
    return filled


def _vector(model: Model, text: str) -> tuple[Tensor, set[str], int]:
    """(vector (D,) of a text or sum, its words that have vectors, how many have none). Terms of a sum are scaled to 1."""
    pieces = _SIGN.split(text)
    terms, signs = pieces[::2], [1.0, *(1.0 if sign == "+" else -1.0 for sign in pieces[1::2])]
    assert model.spec.text is not None
    tokens = encode_texts(terms, model.spec.text)
    found = model.answer(tokens.inputs).float()
    found = found / found.norm(dim=1, keepdim=True).clamp(min=1e-30)
    known = tokens.tokens[tokens.tokens > UNKNOWN_ID].tolist()
    words = {model.spec.text.vocabulary[token] for token in known}
    return (found * torch.tensor(signs)[:, None]).sum(dim=0), words, int(tokens.full.sum()) - len(known)


def nearest_table(vectors: WordVectors, counts: NDArray[np.int64]) -> pl.DataFrame:
    """word, count and nearest (a text) of the most frequent words; of the largest vocabularies not of all."""
    most = min(MOST_TOLD, len(vectors.words))
    lists: list[Sequence[int]] = []
    for rows in torch.arange(most).split(512):
        scores = vectors.table[rows] @ vectors.table.T
        scores[torch.arange(len(rows)), rows] = -torch.inf
        lists += scores.topk(min(NEAREST, len(vectors.words) - 1), dim=1).indices.tolist()
    near = [" ".join(vectors.words[place] for place in places) for places in lists]
    return pl.DataFrame({"word": vectors.words[:most], "count": counts[len(SPECIAL) :][:most], "nearest": near})
