"""A layer's output in a few numbers."""

import torch

from lamina.lens.activity import BINS, activity_of


def test_numbers_of_a_known_output() -> None:
    found = activity_of("a", "ReLU", torch.tensor([[0.0, 0.0, 3.0, 1.0]]))
    assert found is not None and (found.mean, found.zeros, found.low, found.high) == (1.0, 0.5, 0.0, 3.0)
    assert found.shape == (4,) and len(found.histogram) == BINS and sum(found.histogram) == 4


def test_what_is_not_finite_is_left_out_and_whole_numbers_have_none() -> None:
    found = activity_of("a", "x", torch.tensor([[float("nan"), float("inf"), 2.0]]))
    assert found is not None and found.low == found.high == 2.0 and found.histogram == (1,)
    assert activity_of("a", "x", torch.tensor([[float("nan")]])) is None
    assert activity_of("a", "x", torch.tensor([[1, 2]])) is None and activity_of("a", "x", torch.zeros(1, 0)) is None
