"""Answers in batches, modes put back, and the predictions frame."""

from typing import NamedTuple

import polars as pl
import pytest
import torch
from torch import Tensor, nn

from lamina.core.spec import DataSpec, TargetSpec
from lamina.evaluation.predictions import answer, logits, predictions_frame


class Prepare(nn.Module):
    def forward(self, numbers: Tensor) -> tuple[Tensor]:
        return (numbers.float(),)


class Finish(nn.Module):
    def forward(self, output: Tensor) -> Tensor:
        return output.double().softmax(dim=1)


class Two(NamedTuple):
    side: Tensor
    logits: Tensor


class Named(nn.Module):
    def forward(self, x: Tensor) -> Two:
        return Two(x.sum(), x * 2)


CLASSES = DataSpec(kind="table", task="classify", targets=(TargetSpec(name="y", classes=("猫", "<b>", "dog")),))


def test_batches_make_no_difference_and_no_gradient_is_kept() -> None:
    network = nn.Sequential(nn.Linear(4, 3), nn.Dropout(0.5))
    inputs = {"numbers": torch.randn(10, 4, dtype=torch.float64)}
    whole = answer(Prepare(), network, Finish(), inputs)
    assert torch.allclose(whole, answer(Prepare(), network, Finish(), inputs, batch_size=3), atol=1e-7)
    assert whole.dtype == torch.float64 and not whole.requires_grad
    assert torch.allclose(whole.sum(dim=1), torch.ones(10, dtype=torch.float64))


def test_each_module_gets_its_own_mode_back_even_after_an_error() -> None:
    network = nn.Sequential(nn.Linear(4, 3), nn.BatchNorm1d(3))
    network.train()
    network[1].eval()
    inputs = {"numbers": torch.randn(5, 4)}
    logits(Prepare(), network, inputs)
    assert network.training and network[0].training and not network[1].training
    with pytest.raises(RuntimeError):
        logits(Prepare(), network, {"numbers": torch.randn(5, 7)})
    assert network.training and network[0].training and not network[1].training


def test_batch_norm_statistics_are_left_alone() -> None:
    network = nn.BatchNorm1d(4)
    logits(Prepare(), network, {"numbers": torch.randn(5, 4)})
    assert int(network.num_batches_tracked or 0) == 0


def test_no_rows_give_no_answers_of_the_right_width() -> None:
    assert answer(Prepare(), nn.Linear(4, 3), Finish(), {"numbers": torch.zeros(0, 4)}).shape == (0, 3)


def test_named_outputs_are_understood() -> None:
    assert logits(Prepare(), Named(), {"numbers": torch.ones(2, 3)}).tolist() == [[2.0] * 3] * 2


def test_frame_of_classes() -> None:
    answers = torch.tensor([[0.7, 0.2, 0.1], [0.1, 0.1, 0.8]], dtype=torch.float64)
    frame = predictions_frame("test", torch.tensor([4, 9]), answers, torch.tensor([0, 1]), CLASSES)
    assert frame.columns == [
        "row_id", "split", "target", "answer", "probability", "loss", "probability_猫", "probability_<b>", "probability_dog",
    ]  # fmt: skip
    assert frame["row_id"].to_list() == [4, 9] and frame["answer"].to_list() == ["猫", "dog"]
    assert torch.allclose(torch.tensor(frame["loss"].to_list()).exp(), torch.tensor([1 / 0.7, 10.0]))


def test_frames_of_parts_can_be_joined_and_empty_ones_too() -> None:
    empty = predictions_frame("train", [], torch.zeros(0, 3), torch.zeros(0, dtype=torch.int64), CLASSES)
    full = predictions_frame("test", [1], torch.eye(3, dtype=torch.float64)[:1], torch.tensor([0]), CLASSES)
    assert len(pl.concat([empty.cast({"loss": pl.Float64}), full], how="vertical_relaxed")) == 1


def test_frame_without_a_target() -> None:
    frame = predictions_frame("new", [0], torch.tensor([[0.2, 0.5, 0.3]]), None, CLASSES)
    assert "target" not in frame.columns and "loss" not in frame.columns
    assert frame["answer"].to_list() == ["<b>"]


def test_frame_of_one_and_of_several_numbers() -> None:
    one = DataSpec(kind="table", task="regress", targets=(TargetSpec(name="price"),))
    frame = predictions_frame("test", [0], torch.tensor([[3.0]]), torch.tensor([[1.0]]), one)
    assert frame.columns == ["row_id", "split", "target", "answer", "loss"] and frame["loss"].to_list() == [4.0]
    two = DataSpec(kind="table", task="regress", targets=(TargetSpec(name="a"), TargetSpec(name="b")))
    frame = predictions_frame("test", [0], torch.tensor([[3.0, 1.0]]), torch.tensor([[1.0, 1.0]]), two)
    assert frame.columns == ["row_id", "split", "target_a", "answer_a", "target_b", "answer_b", "loss"]
    assert frame["loss"].to_list() == [2.0]


def test_frame_of_labels() -> None:
    labels = DataSpec(kind="table", task="classify", targets=(TargetSpec(name="a"), TargetSpec(name="b")))
    frame = predictions_frame("test", [0], torch.tensor([[0.7, 0.4]]), torch.tensor([[1.0, 1.0]]), labels)
    assert frame["answer_a"].to_list() == [1.0] and frame["answer_b"].to_list() == [0.0]
    assert frame["probability_b"].to_list() == [torch.tensor(0.4).item()]
