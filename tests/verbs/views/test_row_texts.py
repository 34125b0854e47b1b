"""Targets and answers in words."""

import torch

from lamina.core.spec import DataSpec, TargetSpec, TextSpec
from lamina.verbs.views.row_texts import answer_indices, target_texts

TEXT = TextSpec(tokens="words", vocabulary=("<pad>", "<unk>", "<s>", "</s>", "one", "two"), max_length=4)


def test_classes_labels_and_numbers() -> None:
    classes = DataSpec(kind="table", task="classify", targets=(TargetSpec(name="y", classes=("a", "b")),))
    assert target_texts(torch.tensor([1, 0, -1]), classes) == ["b", "a", ""]
    labels = tuple(TargetSpec(name=name, classes=("no", "yes")) for name in ("red", "round"))
    several = DataSpec(kind="table", task="classify", targets=labels)
    assert target_texts(torch.tensor([[1.0, 1.0], [0.0, 1.0], [0.0, 0.0]]), several) == ["red, round", "round", ""]
    numbers = DataSpec(kind="table", task="regress", targets=(TargetSpec(name="y"),))
    assert target_texts(torch.tensor([[12.5], [float("nan")]]), numbers) == ["12.5", ""]
    ahead = DataSpec(kind="series", task="forecast", targets=tuple(TargetSpec(name=str(k)) for k in range(6)))
    assert target_texts(torch.arange(6.0)[None], ahead)[0].endswith("…")


def test_steps_and_translations() -> None:
    tags = DataSpec(kind="text", task="tag", text=TEXT, targets=(TargetSpec(name="y", classes=("N", "V")),))
    assert target_texts(torch.tensor([[0, 1, -1]]), tags) == ["N V"]
    running = DataSpec(kind="text", task="language", text=TEXT, targets=(TargetSpec(name="next"),))
    assert target_texts(torch.tensor([[4, 5, -1]]), running) == ["two"]
    pairs = DataSpec(kind="pairs", task="translate", text=TEXT, into=TEXT, targets=(TargetSpec(name="en"),))
    assert target_texts(torch.tensor([[5, 4, 3, -1]]), pairs) == ["two one"]


def test_the_output_that_is_explained() -> None:
    classes = DataSpec(kind="table", task="classify", targets=(TargetSpec(name="y", classes=("a", "b")),))
    assert answer_indices(torch.tensor([[0.2, 0.8], [0.7, 0.3]]), classes) == [1, 0]
    numbers = DataSpec(kind="table", task="regress", targets=(TargetSpec(name="y"),))
    assert answer_indices(torch.tensor([[3.0]]), numbers) == [None]


def test_a_blank_can_be_seen() -> None:
    text = TextSpec(tokens="characters", vocabulary=("<pad>", "<unk>", " ", "\n"), max_length=4)
    spec = DataSpec(kind="text", task="language", text=text, targets=(TargetSpec(name="next token"),))
    assert target_texts(torch.tensor([[-1, 2], [3, -1]]), spec) == ["␣", "⏎"]
