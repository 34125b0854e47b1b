"""Trainable subsampling: sum of four, times a coefficient, plus a bias."""

import torch
from torch.nn import functional as F

from lamina.blocks.subsampling import Subsampling


def test_sum_times_coefficient_plus_bias() -> None:
    layer = Subsampling(2)
    with torch.no_grad():
        layer.coefficient.copy_(torch.tensor([0.5, -1.0]))
        layer.bias.copy_(torch.tensor([1.0, 2.0]))
    x = torch.arange(16.0).view(1, 1, 4, 4).repeat(1, 2, 1, 1)
    sums = torch.tensor([[0 + 1 + 4 + 5, 2 + 3 + 6 + 7], [8 + 9 + 12 + 13, 10 + 11 + 14 + 15]])
    torch.testing.assert_close(layer(x)[0, 0], sums * 0.5 + 1)
    torch.testing.assert_close(layer(x)[0, 1], 2.0 - sums)


def test_a_quarter_and_no_bias_is_average_pooling() -> None:
    layer = Subsampling(3)
    with torch.no_grad():
        layer.coefficient.fill_(0.25)
    x = torch.randn(2, 3, 6, 8)
    torch.testing.assert_close(layer(x), F.avg_pool2d(x, 2))


def test_two_parameters_per_map_within_their_bound() -> None:
    layer = Subsampling(1000)
    assert sum(p.numel() for p in layer.parameters()) == 2000
    assert 0.59 < layer.coefficient.abs().max().item() <= 0.6
    assert layer.bias.abs().max() == 0
