"""Scores of hidden tokens against counts made by hand."""

import math

import numpy as np
import pytest
import torch

from lamina.core.batch import Part
from lamina.core.errors import InputError
from lamina.verbs.courses.masked_scores import _asked, _most_frequent


def part(target: list[list[int]]) -> Part:
    tokens = torch.full((len(target), len(target[0])), 5)
    inputs = {"tokens": tokens, "lengths": torch.full((len(target),), len(target[0]))}
    return Part("test", inputs, torch.tensor(target), None, torch.arange(len(target)))


def test_the_baseline_answers_with_how_often_each_token_stood() -> None:
    chances = np.array([0.1, 0.0, 0.0, 0.0, 0.0, 0.6, 0.3])
    with np.errstate(divide="ignore"):
        found = _most_frequent(part([[-1, 5, 6], [5, -1, -1]]), chances)
    nats = -(2 * math.log(0.6) + math.log(0.3))
    assert found.scores["perplexity"] == pytest.approx(math.exp(nats / 3))
    assert found.scores["accuracy"] == pytest.approx(2 / 3)


def test_windows_without_a_hidden_token_are_left_out() -> None:
    assert _asked(part([[-1, -1], [5, -1]])).row_ids.tolist() == [1]
    with pytest.raises(InputError) as error:
        _asked(part([[-1, -1]]))
    assert error.value.code == "language.nothing_hidden"
