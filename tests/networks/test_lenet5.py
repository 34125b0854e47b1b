"""LeNet-5 of the notes: activations apart, C5 as convolution and as dense layer, its one size."""

import pytest
import torch
from torch import nn

from lamina.blocks.conv import dense_as_convolution
from lamina.core.errors import InputError
from lamina.networks.lenet5 import lenet5

ACTIVATIONS = {"sigmoid": nn.Sigmoid, "tanh": nn.Tanh, "relu": nn.ReLU}


@pytest.mark.parametrize("conv", ACTIVATIONS)
@pytest.mark.parametrize("dense", ACTIVATIONS)
def test_activations_of_convolutions_and_dense_layers_apart(conv: str, dense: str) -> None:
    network = lenet5(conv_activation=conv, dense_activation=dense)
    assert all(isinstance(stage.activation, ACTIVATIONS[conv]) for stage in (network.c1, network.c3))
    assert all(isinstance(stage.activation, ACTIVATIONS[dense]) for stage in (network.c5, network.f6))
    assert isinstance(network.output.activation, nn.Identity)


def test_c5_as_a_convolution_gives_the_same_answers() -> None:
    network = lenet5().double()
    x = torch.randn(4, 1, 32, 32, dtype=torch.float64)
    maps = network.s4(network.c3(network.s2(network.c1(x))))
    convolution = dense_as_convolution(network.c5.linear, 16, 5, 5).double()
    assert convolution.weight.shape == (120, 16, 5, 5)
    as_convolution = network.c5.activation(convolution(maps).flatten(1))
    torch.testing.assert_close(as_convolution, network.c5(maps.flatten(1)), rtol=1e-12, atol=1e-12)
    assert sum(p.numel() for p in convolution.parameters()) == 48_120


def test_colour_and_other_numbers_of_classes() -> None:
    assert lenet5(3, 5)(torch.zeros(2, 3, 32, 32)).shape == (2, 5)


@pytest.mark.parametrize(
    ("size", "layer"), [(28, "c5"), (64, "c5"), ((32, 36), "c5"), (4, "c1.convolution"), (12, "c3.convolution")]
)
def test_another_size_is_refused_with_layer_and_remedy(size: int, layer: str) -> None:
    with pytest.raises(InputError, match="only size is 32; with --image-size 32") as caught:
        lenet5(image_size=size)
    assert caught.value.parameters["layer"] == layer


def test_another_batch_is_refused_in_words() -> None:
    with pytest.raises(InputError, match=r"lenet5 was built for input of shape \(B, 1, 32, 32\)"):
        lenet5()(torch.zeros(2, 1, 28, 28))
    with pytest.raises(InputError, match=r"\(32, 32\) arrived"):
        lenet5()(torch.zeros(32, 32))
