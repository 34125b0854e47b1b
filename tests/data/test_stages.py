"""The small modules, one rule each, by known numbers."""

import math

import torch

from lamina.data.stages import LARGEST, Clip, Impute, MissingIndicator, OneHot, ReplaceCodes, Scale, to_float32

NAN = math.nan


def matrix(*rows: list[float]) -> torch.Tensor:
    return torch.tensor(rows, dtype=torch.float64)


def test_missing_numbers_become_the_fill_of_their_column() -> None:
    impute = Impute(2)
    impute.fill.copy_(torch.tensor([5.0, 7.0]))
    assert impute(matrix([NAN, 1.0], [2.0, NAN])).tolist() == [[5.0, 1.0], [2.0, 7.0]]


def test_indicator_marks_the_chosen_columns() -> None:
    indicate = MissingIndicator(2)
    indicate.columns.copy_(torch.tensor([2, 0]))
    assert indicate(matrix([NAN, NAN, 1.0], [0.0, 0.0, NAN])).tolist() == [[0.0, 1.0], [1.0, 0.0]]


def test_clip_by_column_and_never_by_default() -> None:
    clip = Clip(2)
    assert clip(matrix([1e300, -1e300])).tolist() == [[1e300, -1e300]]
    clip.low.copy_(torch.tensor([0.0, -1.0]))
    clip.high.copy_(torch.tensor([1.0, 1.0]))
    assert clip(matrix([2.0, -3.0], [0.5, 0.5])).tolist() == [[1.0, -1.0], [0.5, 0.5]]


def test_scale_keeps_seconds_of_a_date_apart() -> None:
    scale = Scale(1)
    scale.mean.fill_(1.7e9)
    scale.scale.fill_(10.0)
    assert scale(matrix([1.7e9 + 1], [1.7e9 + 2])).flatten().tolist() == [0.1, 0.2]


def test_float32_holds_everything_finite() -> None:
    assert to_float32(matrix([1e300, -1e300, 0.1])).tolist() == [[LARGEST, -LARGEST, torch.tensor(0.1).item()]]


def test_codes_of_missing_and_unseen_are_replaced_apart() -> None:
    replace = ReplaceCodes(2)  # first column: 2 categories, both stand for 0; second: 1 category, kept
    replace.missing.copy_(torch.tensor([2, 1]))
    replace.for_missing.copy_(torch.tensor([0, 1]))
    replace.for_unseen.copy_(torch.tensor([1, 2]))
    codes = torch.tensor([[0, 0], [2, 1], [3, 2], [9, 9]])
    assert replace(codes).tolist() == [[0, 0], [0, 1], [1, 2], [1, 2]]


def test_one_hot_of_known_codes_and_zeros_else() -> None:
    onehot = OneHot(3)
    onehot.column.copy_(torch.tensor([0, 0, 1]))
    onehot.code.copy_(torch.tensor([0, 1, 4]))
    assert onehot(torch.tensor([[0, 4], [1, 0], [7, 4]])).tolist() == [[1, 0, 1], [0, 1, 0], [0, 0, 1]]
