"""Convolution against sums written out; a dense layer as the convolution that it also is."""

import torch
from torch import nn

from lamina.blocks.conv import conv_layer, dense_as_convolution


def test_a_convolution_is_the_sum_over_window_and_channels() -> None:
    layer = conv_layer(2, 3, 2, "identity")
    x = torch.randn(1, 2, 4, 5, generator=torch.Generator().manual_seed(0))
    weight, bias = layer.convolution.weight, layer.convolution.bias
    expected = torch.zeros(1, 3, 3, 4)
    for out in range(3):
        for row in range(3):
            for column in range(4):
                window = x[0, :, row : row + 2, column : column + 2]
                expected[0, out, row, column] = (window * weight[out]).sum() + bias[out]
    torch.testing.assert_close(layer(x), expected)


def test_parts_and_shapes() -> None:
    layer = conv_layer(3, 8, 5, "relu", padding=2, batch_norm=True)
    assert [name for name, _ in layer.named_children()] == ["convolution", "norm", "activation"]
    assert layer.convolution.bias is None
    assert layer(torch.zeros(2, 3, 9, 7)).shape == (2, 8, 9, 7)


def test_a_dense_layer_on_maps_equals_a_convolution_as_large_as_they_are() -> None:
    dense = nn.Linear(16 * 5 * 5, 120)
    convolution = dense_as_convolution(dense, 16, 5, 5)
    x = torch.randn(3, 16, 5, 5)
    torch.testing.assert_close(convolution(x).flatten(1), dense(x.flatten(1)), rtol=1e-5, atol=1e-5)
    wider = dense_as_convolution(nn.Linear(24, 2, bias=False), 2, 3, 4)
    assert wider(torch.zeros(1, 2, 5, 6)).shape == (1, 2, 3, 3)
