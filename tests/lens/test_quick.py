"""The short cut gives what torch's own shape functions give, and leaves to torch what it would refuse."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor, nn
from torch.nn import functional as F

from lamina.lens.quick import ShapesOnly, quick_result, tensors_in


def blank(*shape: int) -> Tensor:
    return torch.empty(shape, device="meta")


def same(run: object, *inputs: Tensor) -> None:
    """The same shapes and types with the short cut as without, or a refusal from both."""
    expected = outcome(run, inputs)
    with ShapesOnly():
        assert outcome(run, inputs) == expected


def outcome(run: object, inputs: tuple[Tensor, ...]) -> object:
    try:
        found = run(*inputs)  # type: ignore[operator]
    except RuntimeError:
        return "refused"
    return [(tuple(item.shape), item.dtype) for item in tensors_in(found)]


sides, kernels, strides, pads = st.integers(1, 12), st.integers(1, 5), st.integers(1, 4), st.integers(0, 3)


@given(sides, sides, kernels, strides, pads, st.booleans())
@settings(max_examples=60, deadline=None)
def test_pooling(height: int, width: int, kernel: int, stride: int, padding: int, ceil: bool) -> None:
    image = blank(1, 3, height, width)
    same(lambda x: F.max_pool2d(x, kernel, stride, padding, ceil_mode=ceil, return_indices=True), image)
    same(lambda x: F.avg_pool2d(x, kernel, stride, padding, ceil_mode=ceil), image)


@given(sides, kernels, strides, pads, st.integers(1, 2), st.sampled_from([1, 2, 4]), st.sampled_from([3, 4]))
@settings(max_examples=60, deadline=None)
def test_convolution(
    side: int, kernel: int, stride: int, padding: int, dilation: int, groups: int, channels: int
) -> None:
    weight = blank(4, 4 // groups, kernel, kernel)
    same(lambda x: F.conv2d(x, weight, None, stride, padding, dilation, groups), blank(2, channels, side, side + 1))


@pytest.mark.parametrize(
    "run",
    [
        lambda x: x + x, lambda x: x * 2, lambda x: x - blank(5), lambda x: blank(5) + x, lambda x: x / blank(1, 4, 1, 1),
        lambda x: x + blank(3), lambda x: x**2, lambda x: x > 0, torch.relu, torch.neg, lambda x: x.clone().relu_(),
        lambda x: torch.cat([x, x], 1), lambda x: torch.cat([x, blank(2, 4, 5, 6)], 1), lambda x: torch.cat([x, x], -1),
        lambda x: x.mean((2, 3)), lambda x: x.mean((2, 3), keepdim=True), lambda x: x.mean(),
        lambda x: x.flatten(1) @ blank(100, 7), lambda x: x.flatten(1) @ blank(7, 7),
        lambda x: torch.addmm(blank(7), x.flatten(1), blank(100, 7)), lambda x: x + blank(5).to(torch.float64),
        lambda x: F.dropout(x, 0.5, True), lambda x: x.to(torch.int64) + 1,
        lambda x: F.batch_norm(x, blank(4), blank(4), blank(4), blank(4), True),
        lambda x: F.batch_norm(x, blank(4), blank(4)), lambda x: F.batch_norm(x, blank(3), blank(3)),
    ],
)  # fmt: skip
def test_other_operations(run: object) -> None:
    same(run, blank(2, 4, 5, 5))


def test_numbers_are_left_alone_and_given_up_where_they_meet_none() -> None:
    assert quick_result("relu", (torch.ones(2),)) is None
    with ShapesOnly():
        assert torch.equal(torch.ones(2) + 1, torch.full((2,), 2.0))
        assert (blank(2) + torch.ones(2)).is_meta
        assert nn.Linear(2, 3)(blank(4, 2)).is_meta
