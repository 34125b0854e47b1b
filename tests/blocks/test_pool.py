"""Pooling: windows, rounding, and what is refused."""

import pytest
import torch

from lamina.blocks.pool import SwitchPool, global_average_layer, pool_layer
from lamina.core.errors import InputError

X = torch.arange(25.0).view(1, 1, 5, 5)


def test_sizes_round_down_unless_asked() -> None:
    assert pool_layer("max")(X).flatten().tolist() == [6, 8, 16, 18]
    assert pool_layer("max", ceil=True)(X).flatten().tolist() == [6, 8, 9, 16, 18, 19, 21, 23, 24]
    assert pool_layer("average")(X).flatten().tolist() == [3, 5, 13, 15]


def test_windows_may_overlap() -> None:
    assert pool_layer("max", 3, 2)(X).flatten().tolist() == [12, 14, 22, 24]


def test_channels_stay() -> None:
    assert pool_layer("average", 2)(torch.zeros(2, 7, 6, 4)).shape == (2, 7, 3, 2)


def test_another_kind_is_refused() -> None:
    with pytest.raises(InputError, match='no pooling "median"'):
        pool_layer("median")


@pytest.mark.parametrize(("size", "padding", "ceil", "expected"), [
    (112, 1, False, 56), (112, 1, True, 57), (112, 0, True, 56), (112, 0, False, 55),  # ResNet; wrong; GoogLeNet; wrong
    (110, 0, True, 55), (26, 0, True, 13), (13, 0, False, 6), (55, 0, False, 27), (56, 0, True, 28), (28, 0, True, 14),
])  # fmt: skip
def test_each_pooling_of_the_papers_rounds_as_its_table_needs(
    size: int, padding: int, ceil: bool, expected: int
) -> None:
    layer = pool_layer("max", 3, 2, padding, ceil=ceil)
    assert layer(torch.zeros(1, 1, size, size)).shape[-1] == expected


def test_a_window_that_would_start_beyond_the_input_is_dropped() -> None:
    # (4 - 1)/2 + 1 = 2.5, rounded up 3 windows, of which the third would start at place 4 of 0..3
    assert pool_layer("max", 1, 2, ceil=True)(torch.zeros(1, 1, 4, 4)).shape[-1] == 2


def test_global_average_is_the_mean_of_each_map_of_any_size() -> None:
    for size in ((7, 7), (5, 3), (1, 1)):
        x = torch.randn(2, 6, *size)
        torch.testing.assert_close(global_average_layer()(x), x.mean(dim=(2, 3)))


@pytest.mark.parametrize("ceil", [False, True])
def test_switches_are_the_places_of_the_maxima(ceil: bool) -> None:
    x = torch.randn(2, 3, 8, 7, generator=torch.Generator().manual_seed(0))
    layer = SwitchPool(3, 2, ceil_mode=ceil)
    pooled = layer.with_switches(x)
    assert torch.equal(pooled.values, layer(x)) and pooled.size == (8, 7)
    assert torch.equal(x.flatten(2).gather(2, pooled.switches.flatten(2)).view_as(pooled.values), pooled.values)


def test_unpooling_puts_values_back_and_adds_where_windows_shared_a_maximum() -> None:
    x = torch.randn(1, 2, 7, 7, generator=torch.Generator().manual_seed(1)).double().requires_grad_()
    pooled = SwitchPool(3, 2).with_switches(x)
    values = torch.randn(pooled.values.shape, dtype=torch.float64)
    back = SwitchPool.unpool(values, pooled)
    (gradient,) = torch.autograd.grad((pooled.values * values).sum(), x)
    torch.testing.assert_close(back, gradient)
    alone = SwitchPool(2).with_switches(x)
    restored = SwitchPool.unpool(alone.values, alone)
    assert torch.equal(restored[restored != 0].sort().values, alone.values.flatten().sort().values)
