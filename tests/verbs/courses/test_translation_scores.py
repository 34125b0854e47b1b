"""Scores of a translator: drawn rows repeat, sides are found by row, tokens are foretold from the true ones."""

import math

import pytest
import torch
from torch import nn

from lamina.core.batch import Batch, Part
from lamina.core.spec import DataSpec, TargetSpec, TextSpec
from lamina.data.texts.vocabulary import MARKED
from lamina.verbs.courses.translation_scores import drawn, frame_of, lower, token_scores

TEXT = TextSpec(tokens="words", vocabulary=(*MARKED, "a", "b", "c", "d"), max_length=3)
SPEC = DataSpec(kind="pairs", task="translate", text=TEXT, into=TEXT, targets=(TargetSpec(name="en"),))


def part_of(rows: int) -> Part:
    return Part("test", {"tokens": torch.arange(rows)[:, None]}, torch.zeros(rows, 1), None, torch.arange(rows) + 100)


def test_drawn_rows_repeat_and_small_parts_stay_whole() -> None:
    part = part_of(50)
    some = drawn(part, 10, seed=1)
    assert len(some) == 10 and torch.equal(some.row_ids, drawn(part, 10, seed=1).row_ids)
    assert torch.equal(some.row_ids - 100, some.inputs["tokens"][:, 0]) and drawn(part, 50, 1) is part
    assert not torch.equal(some.row_ids, drawn(part, 10, seed=2).row_ids)


class Uniform(nn.Module):
    """Says the same of all tokens, but a little more of token 4."""

    def __init__(self) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.zeros(1))

    def forward(self, source: torch.Tensor, lengths: torch.Tensor, written: torch.Tensor) -> torch.Tensor:
        logits = torch.zeros(*written.shape, 8) + self.weight
        logits[..., 4] += 1e-9
        return logits


class OneBatch:
    num_rows, num_batches = 2, 1

    def epoch(self, epoch: int, start: int = 0):
        inputs = {"source": torch.ones(2, 2), "source_lengths": torch.tensor([2, 1]), "target_in": torch.ones(2, 3)}
        yield Batch(inputs, torch.tensor([[4, 5, 3], [4, 3, -1]]), None, torch.arange(2))


def test_a_network_that_knows_nothing_has_the_perplexity_of_its_vocabulary() -> None:
    found = token_scores(Uniform().train(), OneBatch(), SPEC)
    assert found["perplexity"] == pytest.approx(8.0, rel=1e-6) and math.isfinite(found["token_accuracy"])


def test_rows_as_predictions_hold_them() -> None:
    frame = frame_of("test", [3, 4], ["x", "y"], ["A", "b"], ["a", "b"], SPEC)
    assert frame["exact"].to_list() == [False, True] and frame["row_id"].to_list() == [3, 4]
    into = TEXT.model_copy(update={"lower": True})
    assert lower(SPEC.model_copy(update={"into": into})) and not lower(SPEC)
