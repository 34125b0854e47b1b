"""Bits per character and perplexity of windows, against numbers by hand."""

import math

import numpy as np
import pytest
import torch
from torch import nn

from lamina.core.batch import Part
from lamina.evaluation.foretelling import evaluate_windows, foretell, of_windows

V = 4


class Uniform(nn.Module):
    """All tokens alike, but the token after t is a little likelier t + 1."""

    def __init__(self) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.zeros(()))
        self.inside = nn.Dropout(0.5)

    def forward(self, tokens: torch.Tensor, lengths: torch.Tensor) -> torch.Tensor:
        assert not self.training
        return torch.zeros(*tokens.shape, V) + 1e-3 * nn.functional.one_hot((tokens + 1) % V, V) + self.weight


class AsItIs(nn.Module):
    def forward(self, tokens: torch.Tensor, lengths: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        return tokens, lengths


def part(rows: int = 12, length: int = 5) -> Part:
    stream = torch.arange(rows * length + 1) % V
    target = stream[1:].view(rows, length).clone()
    target[0, 0] = -1
    inputs = {"tokens": stream[:-1].view(rows, length), "lengths": torch.full((rows,), length)}
    return Part("test", inputs, target, None, torch.arange(rows) * length)


def test_a_network_that_knows_nothing():
    network = Uniform().train()
    characters = torch.tensor([2, 2, 2, 2])
    found = foretell(AsItIs(), network, part(), characters)
    assert network.inside.training  # its mode is put back
    assert found.tokens.sum() == 59 and found.tokens[0] == 4
    scores = found.scores()
    assert scores["perplexity"] == pytest.approx(V, rel=1e-3)
    assert scores["bits_per_character"] == pytest.approx(1.0, rel=1e-3)
    assert scores["accuracy"] == 1.0
    without = foretell(AsItIs(), network, part(), None).scores()
    assert "bits_per_character" not in without and without["perplexity"] == scores["perplexity"]


def test_a_baseline_is_scored_on_the_same_tokens():
    nats = np.arange(60, dtype=np.float64)  # of each token of the stream but the first
    found = of_windows(nats, part(), torch.tensor([1, 1, 1, 1]))
    assert found.nats.sum() == nats.sum() and found.nats[0] == 1 + 2 + 3 + 4 and found.tokens.sum() == 59
    assert set(found.scores()) == {"bits_per_character", "perplexity"}


def test_intervals_are_over_windows():
    found = of_windows(np.random.default_rng(0).random(60), part(), torch.tensor([1, 1, 1, 1]))
    evaluation = evaluate_windows("test", found)
    assert evaluation.headline == "bits_per_character" and evaluation.rows == 12
    score = evaluation.scores["bits_per_character"]
    assert score.low is not None and score.high is not None and score.low < score.value < score.high
    assert evaluation.scores["perplexity"].value == pytest.approx(math.exp(score.value * math.log(2)))
    few = evaluate_windows("test", of_windows(np.ones(20), part(4), None))
    assert few.headline == "perplexity" and few.scores["perplexity"].low is None
    assert [note.code for note in few.notes] == ["evaluation.few_rows"]
