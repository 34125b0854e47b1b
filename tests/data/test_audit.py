"""Sizes, balance and row hashes of the parts."""

import hashlib

import numpy as np
import torch

from lamina.core.batch import Part
from lamina.core.spec import DataSpec, TargetSpec
from lamina.data.audit import part_summaries, row_ids_hash


def part(name: str, target: torch.Tensor, ids: list[int] | None = None) -> Part:
    return Part(name, {}, target, None, torch.tensor(ids or list(range(len(target)))))


def spec(task: str, *targets: TargetSpec) -> DataSpec:
    return DataSpec(kind="table", task=task, targets=targets)  # type: ignore[arg-type]


def test_hash_is_of_the_sorted_row_numbers() -> None:
    first = row_ids_hash({"train": part("train", torch.zeros(3), [5, 1, 3])})
    assert first == row_ids_hash({"train": part("train", torch.zeros(3), [1, 3, 5])})
    assert first["train"] == hashlib.sha256(np.array([1, 3, 5], dtype="<i8").tobytes()).hexdigest()


def test_balance_of_classes_labels_and_numbers() -> None:
    classes = spec("classify", TargetSpec(name="y", classes=("a", "b", "c")))
    (summary,) = part_summaries({"test": part("test", torch.tensor([0, 2, 2]))}, classes)
    assert (summary.name, summary.rows, summary.balance) == ("test", 3, {"a": 1, "b": 0, "c": 2})
    labels = spec("classify", TargetSpec(name="l", classes=("0", "1")), TargetSpec(name="m", classes=("0", "1")))
    (summary,) = part_summaries({"t": part("t", torch.tensor([[1.0, 0.0], [1.0, 1.0]]))}, labels)
    assert summary.balance == {"l": 2, "m": 1}
    numbers = spec("regress", TargetSpec(name="y"))
    (summary,) = part_summaries({"t": part("t", torch.arange(5, dtype=torch.float64)[:, None])}, numbers)
    assert summary.quantiles == {"minimum": 0, "quartile 1": 1, "median": 2, "quartile 3": 3, "maximum": 4}


def test_a_sentence_read_in_pieces_is_one_row() -> None:
    tags = DataSpec(kind="text", task="tag", targets=(TargetSpec(name="y", classes=("a", "b")),))
    target = torch.tensor([[0, 1], [1, -1], [0, 0]])
    (summary,) = part_summaries({"test": part("test", target, [4, 4, 7])}, tags)
    assert (summary.rows, summary.balance) == (2, {"a": 3, "b": 2})
