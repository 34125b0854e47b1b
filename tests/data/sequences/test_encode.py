"""New sequences for a model."""

import numpy as np
import pytest

from lamina.core.config import RunConfig
from lamina.core.errors import InputError
from lamina.data.sequences.encode import encode_sequences
from lamina.data.sequences.prepared import prepare_sequences
from lamina.data.sequences.reading import read_sequences

VALUES = np.random.default_rng(0).normal(size=(20, 5, 2))
SPEC = prepare_sequences(read_sequences((VALUES, ["a", "b"] * 10)), RunConfig()).spec


def test_values_alone_and_with_answers() -> None:
    assert encode_sequences(VALUES[:3], SPEC).target is None
    encoded = encode_sequences((VALUES[:3], ["b", "a", "never"]), SPEC)
    assert encoded.target is not None and encoded.target.tolist() == [1, 0, -1] and len(encoded) == 3
    assert encode_sequences(VALUES[:3, :2], SPEC).inputs["window"].shape == (3, 2, 2)  # a shorter one


def test_another_number_of_variables_is_told() -> None:
    with pytest.raises(InputError, match="3 variables"):
        encode_sequences(np.zeros((2, 5, 3)), SPEC)
