"""Sequences split first, scaled by training rows alone."""

import numpy as np
import pytest
import torch

from lamina.core.config import RunConfig
from lamina.core.errors import InputError
from lamina.data.sequences.prepared import prepare_sequences
from lamina.data.sequences.reading import read_sequences

VALUES = np.random.default_rng(0).normal(5, 3, (60, 7, 2))


def test_numbers_are_regressed_and_scaled_by_training() -> None:
    prepared = prepare_sequences(read_sequences((VALUES, VALUES.sum(axis=(1, 2)))), RunConfig())
    train = prepared.parts["train"]
    seen = prepared.prepare(train.inputs["window"])[0]
    assert prepared.spec.task == "regress" and prepared.spec.sequence is not None and prepared.spec.sequence.steps == 7
    assert torch.allclose(seen.mean(dim=(0, 1)), torch.zeros(2), atol=1e-5)
    assert torch.allclose(seen.flatten(0, 1).std(dim=0, correction=0), torch.ones(2), atol=1e-5)
    assert sum(map(len, prepared.parts.values())) == 60


def test_texts_are_classes_and_drawn_values_stay() -> None:
    prepared = prepare_sequences(read_sequences((VALUES, ["no", "yes"] * 30)), RunConfig())
    assert prepared.spec.task == "classify" and prepared.spec.classes == ("no", "yes")
    drawn = prepare_sequences(read_sequences("adding:6"), RunConfig())
    window = drawn.parts["test"].inputs["window"][:]
    assert torch.equal(drawn.prepare(window)[0], window.float())


def test_what_cannot_be_learned_is_refused() -> None:
    with pytest.raises(InputError, match="classify or regress"):
        prepare_sequences(read_sequences("adding:6"), RunConfig().replace(task="tag"))
    with pytest.raises(InputError, match="same label"):
        prepare_sequences(read_sequences((VALUES, ["a"] * 60)), RunConfig())
