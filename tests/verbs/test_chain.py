"""Blocks in a few characters."""

import pytest
import torch
from torch import nn

from lamina.core.errors import InputError
from lamina.verbs.chain import chain, is_chain


def test_bottleneck() -> None:
    block = chain("1x1:16+5x5:32", 192)
    assert isinstance(block, nn.Sequential) and [type(layer) for layer in block] == [nn.Conv2d, nn.ReLU] * 2
    assert tuple(block(torch.zeros(1, 192, 28, 28)).shape) == (1, 32, 28, 28)


def test_stride_and_oblong_windows() -> None:
    assert tuple(chain("1x7:4/2", 3)(torch.zeros(1, 3, 9, 9)).shape) == (1, 4, 5, 5)


@pytest.mark.parametrize("text", ["", "resnet18", "3x3", "3x3:64,3x3:64", "3x3:64+", "axb:c"])
def test_other_texts_are_none(text: str) -> None:
    assert not is_chain(text)


def test_zero_is_refused() -> None:
    with pytest.raises(InputError, match="1x1:16"):
        chain("0x3:64", 3)
