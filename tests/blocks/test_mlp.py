"""Dense layers: their parts in order, one activation or one each."""

import pytest
import torch
from torch import nn

from lamina.blocks.mlp import dense_layer, dense_stack, one_per_layer
from lamina.core.errors import InputError


def test_parts_stand_in_the_order_of_the_notes() -> None:
    layer = dense_layer(4, 3, "relu", dropout=0.5, batch_norm=True)
    assert [name for name, _ in layer.named_children()] == ["linear", "norm", "activation", "dropout"]
    assert layer.linear.bias is None
    assert [name for name, _ in dense_layer(4, 3, "relu").named_children()] == ["linear", "activation"]


def test_dropout_after_the_activation_leaves_zeros_even_for_sigmoid() -> None:
    torch.manual_seed(0)
    layer = dense_layer(4, 1000, "sigmoid", dropout=0.5)
    with torch.no_grad():
        out = layer(torch.ones(1, 4))
        dropped = (out == 0).float().mean().item()
        kept = layer.eval()(torch.ones(1, 4))
    assert dropped == pytest.approx(0.5, abs=0.06)
    torch.testing.assert_close(out[out != 0], 2 * kept[out != 0])  # inverted: scaled by 1 / (1 - p) in training


def test_a_stack_has_a_width_and_an_activation_per_layer() -> None:
    stack = dense_stack(5, [4, 3], ["tanh", "relu"])
    assert stack(torch.zeros(2, 5)).shape == (2, 3)
    assert isinstance(stack.layer1.activation, nn.Tanh) and isinstance(stack.layer2.activation, nn.ReLU)
    assert dense_stack(5, [], [])(torch.ones(2, 5)).shape == (2, 5)


def test_one_name_or_one_per_layer() -> None:
    assert one_per_layer("relu", 3) == ["relu"] * 3
    assert one_per_layer(["relu", "tanh"], 2) == ["relu", "tanh"]
    with pytest.raises(InputError, match="1 activations were given for 2 hidden layers"):
        one_per_layer(["relu"], 2)
