"""What a network takes in and what it answers."""

import math

import pytest
import torch
from torch import Tensor

from lamina.core.batch import Batch
from lamina.lens.data_health import answer_health, input_health, padding_effect, padding_masks


def rows_of(target: Tensor) -> Batch:
    return Batch({}, target, None, torch.arange(len(target)))


def test_features_are_told_apart() -> None:
    table = torch.stack((torch.tensor([0.0, 2.0]), torch.tensor([1000.0, 3000.0]), torch.tensor([7.0, 7.0])), dim=1)
    found = input_health("features", table, None)
    assert (found.features, found.widest, found.constant, found.integer) == (3, 1, 1, False)
    assert found.feature_stds == pytest.approx((0.0, 1.0, 1000.0)) and found.feature_means == pytest.approx(
        (1, 7, 2000)
    )
    assert found.farthest == 1
    images = input_health("images", torch.rand(2, 3, 8, 8), None)
    assert images.features == 3
    tokens = input_health("tokens", torch.tensor([[1, 0]]), torch.tensor([[True, False]]))
    assert tokens.integer and tokens.padding_share == 0.5


def test_padding_that_moves_the_answers() -> None:
    inputs = {"tokens": torch.tensor([[2, 3], [4, 0]]), "lengths": torch.tensor([2, 1])}
    sums = padding_effect(lambda given: given["tokens"].float().sum(dim=1, keepdim=True), inputs)
    means = padding_effect(lambda given: given["tokens"].float().mean(dim=1, keepdim=True), inputs)
    assert sums == 0.0 and means is not None and means > 0.5
    assert padding_effect(lambda given: given["x"], {"x": torch.zeros(1, 1)}) is None

    def refuses(given: dict[str, Tensor]) -> Tensor:
        if given["tokens"].shape[1] > 2:
            raise ValueError("too long")
        return given["tokens"].float()

    assert padding_effect(refuses, inputs) is None
    batch = Batch(
        {**inputs, "written": torch.tensor([[1, 2], [1, 0]])}, torch.tensor([[2, 3], [3, -1]]), None, torch.arange(2)
    )
    masks = padding_masks(batch)
    assert masks["tokens"].tolist() == masks["written"].tolist() == [[True, True], [True, False]]


def test_classes_numbers_and_labels() -> None:
    sure = torch.tensor([[9.0, 0.0, 0.0]]).repeat(4, 1)
    found = answer_health(sure, rows_of(torch.tensor([0, 1, 2, 0])), True)
    assert found is not None and (found.answer, found.most_answered, found.accuracy, found.row_std) == (
        0,
        1.0,
        0.5,
        0.0,
    )
    assert found.entropy is not None and found.entropy < 0.01
    even = answer_health(torch.zeros(4, 3), rows_of(torch.eye(3)[[0, 1, 2, 0]]), True)  # mixed classes
    assert even is not None and even.entropy == pytest.approx(1.0)
    labels = answer_health(torch.zeros(2, 3), rows_of(torch.tensor([[1.0, 1.0, 0.0], [0.0, 0.0, 0.0]])), True)
    assert labels is not None and labels.entropy == pytest.approx(1.0) and labels.accuracy == pytest.approx(4 / 6)
    numbers = answer_health(torch.zeros(2, 1), rows_of(torch.tensor([[1.0], [3.0]])), False)
    assert numbers is not None and numbers.target_std == pytest.approx(1.0) and numbers.entropy is None


def test_only_scored_tokens_count() -> None:
    logits = torch.zeros(1, 3, 2)
    logits[0, 2] = math.inf
    found = answer_health(logits, rows_of(torch.tensor([[0, 1, -1]])), True)
    assert found is not None and found.logits.finite == 1.0 and found.accuracy == 0.5
