"""The adding and the copying task are what their papers say, and the same each time."""

import numpy as np
import pytest

from lamina.core.errors import InputError
from lamina.data.sequences.long_memory import LENGTH, adding_rows, copy_rows, lag_of


def test_two_steps_are_marked_one_in_each_half_and_added() -> None:
    sequences, sums = adding_rows(30, 500)
    values, marks = sequences[..., 0], sequences[..., 1]
    assert sequences.shape == (500, 30, 2) and set(np.unique(marks)) == {0.0, 1.0}
    assert (marks[:, :15].sum(axis=1) == 1).all() and (marks[:, 15:].sum(axis=1) == 1).all()
    first, second = marks[:, :15].argmax(axis=1), 15 + marks[:, 15:].argmax(axis=1)
    every = np.arange(500)
    assert np.allclose(sums[:, 0], values[every, first] + values[every, second])
    assert values.min() >= 0 and values.max() < 1
    assert np.array_equal(adding_rows(30, 500)[0], sequences)


def test_always_one_is_the_baseline() -> None:
    _, sums = adding_rows(50, 200_000)
    assert ((sums - 1) ** 2).mean() == pytest.approx(1 / 6, rel=0.01)


def test_letters_come_again_behind_the_sign() -> None:
    for signs, labels in copy_rows(7, 20):
        assert len(signs) == len(labels) == 2 * LENGTH + 7
        assert labels[-LENGTH:] == signs[:LENGTH] and set(labels[:-LENGTH]) == {""}
        assert signs[LENGTH : LENGTH + 7] == ("_",) * 7 and signs[LENGTH + 7] == ">"
    assert copy_rows(7, 20) == copy_rows(7, 20) != copy_rows(8, 20)


def test_names_with_a_lag() -> None:
    assert lag_of("adding:100") == ("adding", 100) and lag_of("copy") == ("copy", 60) and lag_of("iris") is None
    for name in ("adding:", "adding:x", "copy:2", "adding:-5", "adding:1000000"):
        with pytest.raises(InputError, match="number of steps"):
            lag_of(name)
