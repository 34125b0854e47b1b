"""Repeated rows within the data and across the parts, exact and near."""

import math

import polars as pl
import torch
from hypothesis import given
from hypothesis import strategies as st

from lamina.core.batch import Part
from lamina.data.duplicates import frame_keys, near_rows, repeated_rows, repeats, row_keys, shared_rows


def part(name: str, numbers: list[list[float]], codes: list[int] | None = None) -> Part:
    n = len(numbers)
    inputs = {
        "numbers": torch.tensor(numbers, dtype=torch.float64).reshape(n, -1),
        "codes": torch.tensor(codes or [0] * n)[:, None],
    }
    return Part(name, inputs, torch.zeros(n, dtype=torch.int64), None, torch.arange(n))


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2)), min_size=1, max_size=30))
def test_equal_rows_have_equal_keys_and_only_they(rows: list[tuple[int, int]]) -> None:
    keys = row_keys(part("x", [[float(a)] for a, _ in rows], [b for _, b in rows]))
    assert len(set(keys.tolist())) == len(set(rows)) and repeats(keys) == len(rows) - len(set(rows))


def test_nan_equals_nan_and_minus_zero_equals_zero() -> None:
    keys = row_keys(part("x", [[math.nan, 0.0], [-math.nan, -0.0], [0.0, math.nan]]))
    assert keys[0] == keys[1] != keys[2]


def test_rows_shared_by_parts() -> None:
    parts = {"train": part("train", [[1.0], [2.0]]), "test": part("test", [[2.0], [2.0], [3.0]])}
    assert shared_rows(parts) == {"train/test": 2} and repeated_rows(parts) == 2


def test_target_belongs_to_the_row() -> None:
    first, second = part("train", [[1.0]]), part("test", [[1.0]])
    second.target[0] = 1
    assert shared_rows({"train": first, "test": second}) == {"train/test": 0}


def test_images_have_keys_too() -> None:
    images = torch.zeros(3, 2, 2, 1, dtype=torch.uint8)
    images[2] = 9
    keys = row_keys(Part("x", {"images": images}, torch.zeros(3, dtype=torch.int64), None, torch.arange(3)))
    assert keys[0] == keys[1] != keys[2]


def test_keys_of_a_frame_see_missing_values() -> None:
    keys = frame_keys(pl.DataFrame({"a": [1.0, 1.0, None, None], "b": ["x", "x", "x", None]}))
    assert repeats(keys) == 1


def test_near_rows_are_close_but_not_equal() -> None:
    train = part("train", [[0.0, 0.0], [5.0, 5.0]])
    held = part("test", [[0.001, 0.0], [5.0, 5.0], [2.0, 2.0]])
    features = [item.inputs["numbers"].float() for item in (held, train)]
    found = near_rows("test", held, train, *features, num_numbers=2)
    assert (found.near, found.looked_at, found.compared_with, found.pairs) == (1, 3, 2, ((0, 0),))
    assert near_rows("test", held, train, *features, num_numbers=0).near == 0


def test_another_category_is_not_near() -> None:
    train, held = part("train", [[0.0]], [0]), part("test", [[0.001]], [1])
    one_hot = torch.tensor([[0.001, 0.0, 1.0]]), torch.tensor([[0.0, 1.0, 0.0]])
    assert near_rows("test", held, train, *one_hot, num_numbers=1).near == 0
