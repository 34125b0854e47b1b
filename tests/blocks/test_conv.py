"""Convolution against sums written out; a dense layer as the convolution that it also is."""

import pytest
import torch
from torch import nn

from lamina.blocks.conv import conv_layer, dense_as_convolution
from lamina.core.errors import InputError


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


def test_groups_see_their_own_channels_only() -> None:
    layer = conv_layer(6, 4, 3, "identity", padding=1, groups=2)
    assert layer.convolution.weight.shape == (4, 3, 3, 3)
    x = torch.randn(1, 6, 5, 5)
    whole = layer(x)
    halves = [
        torch.conv2d(x[:, part], layer.convolution.weight[kernels], layer.convolution.bias[kernels], padding=1)
        for part, kernels in ((slice(0, 3), slice(0, 2)), (slice(3, 6), slice(2, 4)))
    ]
    torch.testing.assert_close(whole, torch.cat(halves, dim=1))


@pytest.mark.parametrize("groups", [0, -1, 4])
def test_groups_that_do_not_divide_are_refused(groups: int) -> None:
    with pytest.raises(InputError, match=f"from 6 to 8 channels cannot be cut into {groups} groups"):
        conv_layer(6, 8, 3, "relu", groups=groups)


def test_kernels_strides_and_padding_may_differ_in_height_and_width() -> None:
    layer = conv_layer(1, 2, (3, 5), "relu", stride=(1, 2), padding=(1, 0))
    assert layer(torch.zeros(1, 1, 10, 11)).shape == (1, 2, 10, 4)


def test_a_1x1_convolution_mixes_channels_pixel_by_pixel() -> None:
    layer = conv_layer(3, 2, 1, "identity")
    x = torch.randn(2, 3, 4, 5)
    mixed = torch.einsum("oc,bchw->bohw", layer.convolution.weight[:, :, 0, 0], x)
    torch.testing.assert_close(layer(x), mixed + layer.convolution.bias.view(-1, 1, 1))
