"""Only the connections of the table exist; the rest is a full convolution with zeros."""

import pytest
import torch
from torch.nn import functional as F

from lamina.blocks.partial_conv import PartialConv2d

TABLE = ((0, 1), (2,), (0, 1, 2))


def test_each_map_sees_the_maps_of_its_row() -> None:
    layer = PartialConv2d(3, TABLE, 3)
    x = torch.randn(2, 3, 6, 6)
    out = layer(x)
    assert out.shape == (2, 3, 4, 4)
    pair = 0
    for output, row in enumerate(TABLE):
        expected = layer.bias[output] + sum(
            F.conv2d(x[:, [channel]], layer.weight[None, [pair + place]])[:, 0] for place, channel in enumerate(row)
        )
        torch.testing.assert_close(out[:, output], expected)
        pair += len(row)


def test_a_map_outside_the_row_changes_nothing_and_gets_no_gradient() -> None:
    layer = PartialConv2d(3, TABLE, 3)
    x = torch.randn(1, 3, 6, 6, requires_grad=True)
    layer(x)[:, 1].sum().backward()
    assert x.grad is not None
    assert x.grad[:, :2].abs().max() == 0 and x.grad[:, 2].abs().max() > 0


def test_parameters_and_connections_are_counted_by_the_table() -> None:
    layer = PartialConv2d(3, TABLE, 3)
    assert sum(p.numel() for p in layer.parameters()) == 6 * 9 + 3
    assert layer.num_connections(4, 4) == (6 * 9 + 3) * 16
    assert set(layer.state_dict()) == {"weight", "bias"}


def test_initial_weights_are_uniform_by_each_maps_own_fan_in() -> None:
    layer = PartialConv2d(3, TABLE, 15)
    layer.initialise_own(torch.Generator().manual_seed(0))
    for first, count in ((0, 2), (2, 1), (3, 3)):
        bound = 2.4 / (count * 225)
        kernels = layer.weight[first : first + count]
        assert kernels.abs().max().item() <= bound
        assert kernels.var().item() == pytest.approx(bound**2 / 3, rel=0.2)
    assert layer.bias.abs().max() == 0
