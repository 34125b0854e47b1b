"""Answers of all tokens, one after the other, whatever the batches."""

import torch
from torch import nn

from lamina.bundle.model import Model
from lamina.core.spec import DataSpec, TargetSpec, TextSpec
from lamina.data.finish import Probabilities
from lamina.data.texts.preparation import TextPreparation
from lamina.verbs.courses.tag_answers import answer_sentences, flat_answers, flat_steps

WORDS = ("<pad>", "<unk>", "a", "b", "c")


class Ids(nn.Module):
    """Logits that tell the id of the token: (B, L) -> (B, L, 5)."""

    def forward(self, tokens: torch.Tensor, lengths: torch.Tensor) -> torch.Tensor:
        return nn.functional.one_hot(tokens, 5).float() * 9


def model(longest: int) -> Model:
    spec = DataSpec(
        kind="text", task="tag", text=TextSpec(tokens="words", vocabulary=WORDS, max_length=longest),
        targets=(TargetSpec(name="tag", classes=WORDS),),
    )  # fmt: skip
    return Model(spec, "ids", {}, TextPreparation(), Ids(), Probabilities())


def test_answers_come_in_the_order_of_the_tokens() -> None:
    sentences = [["a", "b", "c", "z", "a"], ["c"], ["b", "a"]] * 200  # more than one batch, lengths mixed
    answers, known, _ = answer_sentences(model(2), sentences)
    words = [token for tokens in sentences for token in tokens]
    assert [WORDS[code] for code in answers.argmax(dim=1).tolist()] == [
        "<unk>" if word == "z" else word for word in words
    ]
    assert known.tolist() == [word != "z" for word in words]


def test_logits_are_raw() -> None:
    inputs = {"tokens": torch.tensor([[2, 0]]), "lengths": torch.tensor([1])}
    assert flat_answers(model(9), inputs, raw=True).tolist() == [[0, 0, 9, 0, 0]]
    assert flat_steps(torch.tensor([[1, 2], [3, 4]]), torch.tensor([1, 2])).tolist() == [1, 3, 4]
