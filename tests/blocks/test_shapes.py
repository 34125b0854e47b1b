"""Sizes of windows against torch's own layers, and refusals before any weight exists."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

from lamina.blocks.shapes import (
    Misfit,
    Window,
    expect_image,
    positive,
    propagate,
    refuse_image,
    refuse_remainder,
    side_after,
    sides,
    window_positions,
)  # fmt: skip
from lamina.core.errors import InputError


@given(st.integers(1, 40), st.integers(1, 7), st.integers(1, 4), st.integers(0, 3))
def test_positions_of_a_convolution_are_torchs(size: int, kernel: int, stride: int, padding: int) -> None:
    expected = 0
    if size + 2 * padding >= kernel:
        expected = nn.Conv1d(1, 1, kernel, stride, padding)(torch.zeros(1, 1, size)).shape[-1]
    assert window_positions(size, kernel, stride, padding) == expected


@given(st.integers(1, 40), st.integers(1, 7), st.integers(1, 4), st.booleans(), st.booleans())
def test_positions_of_a_pooling_are_torchs_rounding_down_and_up(
    size: int, kernel: int, stride: int, ceil: bool, padded: bool
) -> None:
    padding = kernel // 2 if padded else 0
    try:
        expected = nn.MaxPool1d(kernel, stride, padding, ceil_mode=ceil)(torch.zeros(1, 1, size)).shape[-1]
    except RuntimeError:  # no window fits
        expected = 0
    assert window_positions(size, kernel, stride, padding, ceil=ceil) == expected


def features() -> nn.Module:
    return nn.Sequential(nn.Conv2d(3, 4, 5), nn.MaxPool2d(2), nn.Conv2d(4, 8, 5))


def test_propagate_gives_the_shape_or_the_layer() -> None:
    assert propagate(features, (1, 3, 20, 20)) == (1, 8, 4, 4)
    assert propagate(features, (1, 3, 10, 10)) == Misfit("2", (1, 4, 3, 3))


def test_nothing_is_allocated() -> None:
    huge = lambda: nn.Sequential(nn.Flatten(), nn.Linear(10**6, 10**7))  # noqa: E731
    assert propagate(huge, (1, 10**6)) == (1, 10**7)


def test_a_small_image_is_refused_with_layer_shape_and_smallest_size() -> None:
    with pytest.raises(InputError) as caught:
        refuse_image("net", features, 3, 13)
    assert caught.value.parameters["layer"] == "2"
    assert caught.value.parameters["shape"] == [4, 4, 4]
    assert caught.value.parameters["smallest"] == 14
    assert "--image-size 14" in str(caught.value)


def test_a_size_that_no_image_has_is_said() -> None:
    with pytest.raises(InputError, match="No size fits"):
        refuse_image("net", lambda: nn.Conv2d(3, 1, 600), 3, 8)


def test_a_fixed_size_is_said() -> None:
    with pytest.raises(InputError, match=r"layer dense cannot take the \(8, 4, 4\).*only \(8, 1, 1\).*only size is 14"):
        refuse_image("net", features, 3, 20, {"dense": (8, 1, 1)})


@pytest.mark.parametrize("size", [0, -1, (3,), (3, 0), (1, 2, 3), "32"])
def test_a_size_that_is_none(size: object) -> None:
    with pytest.raises(InputError, match="neither one side"):
        sides(size)


def test_inputs_are_named_by_the_network() -> None:
    expect_image("net", torch.zeros(2, 3, 8, 8), (3, 8, 8))
    with pytest.raises(InputError, match=r"built for input of shape \(B, 3, 8, 8\), but \(2, 8, 8, 3\) arrived"):
        expect_image("net", torch.zeros(2, 8, 8, 3), (3, 8, 8))


@pytest.mark.parametrize("value", [0, -2, 1.5, True, "3"])
def test_counts_are_whole_and_positive(value: object) -> None:
    with pytest.raises(InputError, match="whole number of at least 1"):
        positive("net", num_classes=value)


def test_sides_follow_window_after_window() -> None:
    windows = (Window(11, 4), Window(3, 2), Window(5, 1, 2), Window(3, 2, ceil=True))
    assert [side_after(227, windows[:count]) for count in range(5)] == [227, 55, 27, 27, 13]
    assert side_after(10, windows) == 0


def test_a_size_with_a_remainder_is_refused_with_the_arithmetic() -> None:
    refuse_remainder("net", "conv1", (227, 67), Window(11, 4))
    with pytest.raises(InputError, match=r"\(224 \+ 2\*0 - 11\)/4 \+ 1 = 54.25.*--image-size 223 or 227"):
        refuse_remainder("net", "conv1", (227, 224), Window(11, 4))


def test_a_network_for_any_size_names_its_channels() -> None:
    expect_image("net", torch.zeros(2, 3, 8, 9), (3,))
    with pytest.raises(InputError, match=r"shape \(B, 3, H, W\), but \(2, 1, 8, 9\) arrived"):
        expect_image("net", torch.zeros(2, 1, 8, 9), (3,))
