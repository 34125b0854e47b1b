"""Windows as torch's operations were called."""

import torch
from torch import nn

from lamina.lens.inspect import inspect_module
from lamina.lens.receptive import Window
from lamina.lens.trace import trace


def windows(layer: nn.Module, *shape: int) -> list[list[Window]]:
    return trace(layer, (torch.empty(1, *shape, device="meta"),)).root.all_windows()


def test_convolution_with_an_axis_each() -> None:
    found = windows(nn.Conv2d(1, 1, (3, 5), (1, 2), (0, 2), (2, 1)).to("meta"), 1, 9, 11)
    assert found == [[Window(9, 3, 1, 0, 2, positions=5), Window(11, 5, 2, 2, 1, positions=6)]]


def test_poolings() -> None:
    assert windows(nn.MaxPool2d(3, 2, 1, ceil_mode=True), 1, 8, 8) == [[Window(8, 3, 2, 1, 1, True, 5)] * 2]
    assert windows(nn.AvgPool2d(2), 1, 8, 6) == [[Window(8, 2, 2, positions=4), Window(6, 2, 2, positions=3)]]
    assert windows(nn.AdaptiveAvgPool2d(2), 1, 8, 8) == [[Window(8, 4, 4, positions=2)] * 2]
    assert windows(nn.AdaptiveAvgPool2d(1), 1, 8, 8) == [[Window(8, 8, 1, positions=1)] * 2]
    assert windows(nn.AdaptiveAvgPool2d(3), 1, 8, 8) == []


def test_uneven_adaptive_pooling_has_no_field() -> None:
    assert inspect_module(nn.AdaptiveAvgPool2d(3), [((1, 8, 8), torch.float32)]).reach is None
