"""Stages from `channels`, and the refusal of images that the stages shrink away."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from lamina.core.errors import InputError
from lamina.networks.simplecnn import simplecnn


def test_stages_follow_channels_and_halve_the_image() -> None:
    network = simplecnn(3, 5, image_size=(24, 16), channels=[8, 16, 4], kernel_size=5, hidden_dim=10)
    x = torch.zeros(2, 3, 24, 16)
    shapes = []
    for stage in network.stages:
        x = stage(x)
        shapes.append(tuple(x.shape[1:]))
    assert shapes == [(8, 12, 8), (16, 6, 4), (4, 3, 2)]
    assert network.dense.linear.in_features == 4 * 3 * 2
    assert network(torch.zeros(2, 3, 24, 16)).shape == (2, 5)


def test_parts_of_a_stage_in_order() -> None:
    network = simplecnn(channels=8, batch_norm=True, dropout=0.2, activation="tanh")
    assert [name for name, _ in network.stages.stage1.named_children()] == ["convolution", "norm", "activation", "pool"]
    assert [name for name, _ in network.dense.named_children()] == ["linear", "activation", "dropout"]
    assert isinstance(network.stages.stage1.activation, nn.Tanh)


def test_too_many_stages_for_the_image() -> None:
    with pytest.raises(InputError) as caught:
        simplecnn(1, 10, image_size=28, channels=(4, 4, 4, 4, 4))
    assert str(caught.value) == (
        "simplecnn does not fit images of 28x28: layer stage5.pool cannot take the (4, 1, 1) that arrives there. "
        "The smallest size is 32; use --image-size 32."
    )
    assert simplecnn(1, 10, image_size=32, channels=(4, 4, 4, 4, 4))(torch.zeros(1, 1, 32, 32)).shape == (1, 10)


def test_another_image_than_it_was_built_for() -> None:
    with pytest.raises(InputError, match=r"\(B, 1, 32, 32\), but \(2, 1, 28, 28\) arrived"):
        simplecnn()(torch.zeros(2, 1, 28, 28))


@pytest.mark.parametrize("options", [{"channels": (8, 0)}, {"kernel_size": 0}, {"hidden_dim": -4}, {"in_channels": 0}])
def test_counts_below_one_are_refused(options: dict) -> None:
    with pytest.raises(InputError, match="whole number of at least 1"):
        simplecnn(**options)


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 40), st.integers(1, 40), st.integers(1, 4), st.integers(1, 6))
def test_any_size_is_built_rightly_or_refused(height: int, width: int, stages: int, kernel_size: int) -> None:
    options = {"image_size": (height, width), "channels": (2,) * stages, "kernel_size": kernel_size, "hidden_dim": 3}
    try:
        network = simplecnn(1, 2, **options)
    except InputError as error:
        assert error.code == "networks.image_size" and error.parameters["layer"].startswith("stage")
    else:
        assert network(torch.zeros(2, 1, height, width)).shape == (2, 2)
