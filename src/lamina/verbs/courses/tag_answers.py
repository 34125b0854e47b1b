"""What a tagger says of sentences: the probabilities of all their tokens, one after the other."""

from collections.abc import Sequence

import torch
from torch import Tensor

from lamina.bundle.model import Model
from lamina.core.rows import Inputs
from lamina.data.tags.given_tokens import TokenRows, encode_given
from lamina.data.texts.vocabulary import UNKNOWN_ID
from lamina.evaluation.predictions import logits

ROWS_AT_ONCE = 256


def flat_answers(model: Model, inputs: Inputs, *, raw: bool = False) -> Tensor:
    """(N, K) float64 of the real tokens, row by row: probabilities, or (raw) logits.

    Rows of like length are read together, so that what is held beside the answers is small.
    """
    lengths = inputs["lengths"][:]
    order = lengths.argsort(stable=True)
    found: dict[int, Tensor] = {}
    for rows in order.split(ROWS_AT_ONCE):
        longest = int(lengths[rows].max()) if len(rows) else 1
        some = {"tokens": inputs["tokens"][rows][:, :longest], "lengths": lengths[rows]}
        answers = logits(model.prepare, model.network, some) if raw else model.answer(some)
        for row, answer in zip(rows.tolist(), answers, strict=True):
            found[row] = answer[: int(lengths[row])].clone()
    return torch.cat([found[row] for row in range(len(lengths))])


def flat_steps(values: Tensor, lengths: Tensor) -> Tensor:
    """(n, L) of each step -> (N,) of the real ones, row by row."""
    return values[torch.arange(values.shape[1]) < lengths[:, None]]


def answer_sentences(model: Model, sentences: Sequence[Sequence[str]]) -> tuple[Tensor, Tensor, TokenRows]:
    """(probabilities (N, K), whether each token is known (N,), the rows) of sentences of tokens."""
    assert model.spec.text is not None
    rows = encode_given(sentences, model.spec.text)
    known = flat_steps(rows.tokens, rows.lengths) != UNKNOWN_ID
    return flat_answers(model, rows.inputs), known, rows
