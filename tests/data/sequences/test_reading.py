"""Sequences of numbers in memory, and drawn ones."""

import numpy as np
import pytest

from lamina.core.config import DataConfig
from lamina.core.errors import InputError
from lamina.data.detect import detect
from lamina.data.sequences.reading import read_sequences, sequence_values

VALUES = np.arange(24.0).reshape(4, 3, 2)


def test_pairs_and_names() -> None:
    read = read_sequences((VALUES, ["a", "b", "a", "b"]))
    assert read.values.shape == (4, 3, 2) and read.variables == ("variable1", "variable2") and not read.drawn
    drawn = read_sequences("adding:8")
    assert (
        drawn.values.shape[1:] == (8, 2) and drawn.drawn and drawn.fingerprint == read_sequences("adding:8").fingerprint
    )
    assert sequence_values(VALUES[..., 0]).shape == (4, 3, 1)
    assert detect("adding:8", DataConfig()).kind == "sequences"
    assert detect((VALUES, [1, 2, 3, 4]), DataConfig(kind="sequences")).kind == "sequences"


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ((VALUES, [1, 2]), "4"), ((VALUES[0, 0], [1, 2]), "rows, steps, variables"), (VALUES, "Give a pair"),
        ((np.where(VALUES == 7, np.nan, VALUES), [1, 2, 3, 4]), "step 0 of sequence 1"), ("iris", "no sequences"),
    ],
)  # fmt: skip
def test_what_is_none_is_told(source: object, said: str) -> None:
    with pytest.raises(InputError, match=said):
        read_sequences(source)


@pytest.mark.parametrize(
    "answers", [[1.0, float("nan"), 2.0, 3.0], [1.0, 2.0, 3.0, float("inf")], ["a", None, "b", "a"]]
)
def test_sequences_without_an_answer_are_named(answers: list) -> None:
    with pytest.raises(InputError) as error:
        read_sequences((VALUES, np.array(answers, dtype=object if None in answers else None)))
    assert error.value.code == "data.sequence_no_answer" and error.value.parameters["rows"] == 1
