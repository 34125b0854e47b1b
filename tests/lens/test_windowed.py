"""Back-propagation through a convolution and a pooling layer, by their sums."""

from collections.abc import Callable

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from lamina.core.errors import InputError
from lamina.lens.windowed import through_window


@settings(deadline=None, max_examples=25)
@given(
    kernel=st.integers(1, 3), stride=st.integers(1, 3), padding=st.integers(0, 1), dilation=st.integers(1, 2),
    channels=st.integers(1, 2), bias=st.booleans(),
)  # fmt: skip
def test_convolution(kernel: int, stride: int, padding: int, dilation: int, channels: int, bias: bool) -> None:
    torch.manual_seed(kernel)
    layer = nn.Conv2d(channels, 3, kernel, stride, padding, dilation, bias=bias)
    x = torch.randn(channels, 7, 6)
    z = layer(x[None])[0]
    seen = through_window(layer, x, torch.randn(z.shape))
    assert seen.difference < 1e-12 and (seen.bias_gradient is not None) == bias
    assert seen.weight_gradient is not None and seen.weight_gradient.shape == layer.weight.shape


@settings(deadline=None, max_examples=25)
@given(
    largest=st.booleans(), size=st.integers(2, 3), stride=st.integers(1, 3), padding=st.integers(0, 1),
    counted=st.booleans(),
)  # fmt: skip
def test_pooling(largest: bool, size: int, stride: int, padding: int, counted: bool) -> None:
    torch.manual_seed(size)
    layer = (
        nn.MaxPool2d(size, stride, padding) if largest
        else nn.AvgPool2d(size, stride, padding, count_include_pad=counted)
    )  # fmt: skip
    x = torch.randn(2, 7, 6)
    z = layer(x[None])[0]
    seen = through_window(layer, x, torch.randn(z.shape))
    assert seen.difference < 1e-12 and seen.weight_gradient is None


def test_pooling_of_a_table_by_hand() -> None:
    x = torch.tensor([[1, 2, 3, 3], [0, 1, 1, 5], [3, 0, 1, 0], [1, 4, 1, 2]])[None].double()
    seen = through_window(nn.MaxPool2d(2), x)
    assert seen.z[0].tolist() == [[2, 5], [4, 2]]
    assert seen.input_gradient[0].tolist() == [[0, 1, 0, 0], [0, 0, 0, 1], [0, 0, 0, 0], [0, 1, 0, 1]]
    assert through_window(nn.AvgPool2d(2), x).z[0].tolist() == [[1, 3], [2, 1]]


@pytest.mark.parametrize(
    "layer",
    [
        nn.Linear(2, 2),
        nn.Conv2d(2, 2, 1, groups=2),
        nn.Conv2d(1, 1, 3, padding="same"),
        nn.MaxPool2d(2, ceil_mode=True),
    ],
)
def test_other_layers_are_refused(layer: nn.Module) -> None:
    with pytest.raises(InputError):
        through_window(layer, torch.zeros(2, 4, 4))


@pytest.mark.parametrize(
    "compute",
    [nn.utils.parametrizations.weight_norm, nn.utils.parametrizations.spectral_norm],
    ids=["weight", "spectral"],
)
def test_weights_that_are_computed(compute: Callable[[nn.Module], nn.Module]) -> None:
    torch.manual_seed(0)
    layer, x = compute(nn.Conv2d(1, 2, 3)).eval(), torch.randn(1, 5, 5)
    state = torch.get_rng_state()
    seen = through_window(layer, x)
    torch.testing.assert_close(seen.z, layer(x[None])[0].double().detach())
    assert seen.difference < 1e-12 and torch.equal(torch.get_rng_state(), state)


class Standardised(nn.Conv2d):
    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return nn.functional.conv2d(x, self.weight - self.weight.mean(), self.bias)


def test_a_convolution_of_another_kind_is_refused() -> None:
    with pytest.raises(InputError):
        through_window(Standardised(1, 1, 3), torch.zeros(1, 4, 4))
