"""Targets as tensors, classes in natural order."""

import numpy as np
import polars as pl
import torch
from hypothesis import given
from hypothesis import strategies as st

from lamina.data.finish import fit_target_scale
from lamina.data.targets import class_names, describe_targets, encode_target, natural_key, target_statistics


def test_class_names_in_natural_order() -> None:
    assert class_names(pl.Series(["10", "2", "-1", None, "2"])) == ("-1", "2", "10")
    assert class_names(pl.Series(["img10", "img9", "b", "3"])) == ("3", "b", "img9", "img10")


@given(st.lists(st.text(), max_size=8))
def test_any_texts_can_be_ordered(texts: list[str]) -> None:
    assert sorted(texts, key=natural_key) == sorted(reversed(texts), key=natural_key)


def test_classes_by_name_with_minus_one_for_unknown() -> None:
    frame = pl.DataFrame({"y": ["b", "a", None, "z"]})
    assert encode_target(frame, ("y",), {"y": ("a", "b")}).tolist() == [1, 0, -1, -1]
    numbers = pl.DataFrame({"y": [2.0, 1.0]})
    assert encode_target(numbers, ("y",), {"y": ("1", "2")}).tolist() == [1, 0]


def test_labels_as_zero_and_one_also_from_booleans() -> None:
    frame = pl.DataFrame({"a": [1.0, 0.0, None], "b": [True, False, True]})
    target = encode_target(frame, ("a", "b"), {"a": ("0", "1"), "b": ("0", "1")})
    assert target.dtype == torch.float64 and target[:2].tolist() == [[1.0, 1.0], [0.0, 0.0]]
    assert torch.isnan(target[2]).tolist() == [True, False]


def test_numbers_stay_in_raw_units() -> None:
    frame = pl.DataFrame({"y": [1e9, None], "z": [0.5, 2.0]})
    target = encode_target(frame, ("y", "z"), {})
    assert target.shape == (2, 2) and target[0].tolist() == [1e9, 0.5] and torch.isnan(target[1, 0])


def test_numeric_targets_are_described_by_octiles_and_scale() -> None:
    train = torch.arange(9, dtype=torch.float64)[:, None]
    (spec,) = describe_targets(("y",), {"y": ()}, train)
    assert spec.classes == () and spec.quantiles == tuple(np.arange(9.0))
    mean, scale = target_statistics((spec,), fit_target_scale(train), 9)
    assert (mean.what, mean.values, mean.rows, mean.part) == ("target mean", [4.0], 9, "train")
    np.testing.assert_allclose(scale.values, [np.arange(9).std()])
    assert target_statistics((spec,), None, 9) == ()
