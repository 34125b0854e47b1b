"""Residual blocks: y = ReLU(F(x) + x), and the three shortcuts."""

import pytest
import torch
from torch import nn

from lamina.blocks.residual import (
    BasicBlock,
    Bottleneck,
    LateBottleneck,
    ZeroPadding,
    projection,
    shortcut_a,
    shortcut_b,
    shortcut_c,
)

BLOCKS = pytest.mark.parametrize("block", [BasicBlock, Bottleneck, LateBottleneck])


def count(module: nn.Module) -> int:
    return sum(parameter.numel() for parameter in module.parameters())


@BLOCKS
def test_a_block_that_has_learned_nothing_is_the_identity(block: type[BasicBlock] | type[Bottleneck]) -> None:
    channels = 8 * block.expansion
    made = block(channels, 8, 1, shortcut_b)
    last = made.bn2 if isinstance(made, BasicBlock) else made.bn3
    nn.init.zeros_(last.weight)
    x = torch.rand(2, channels, 5, 5)
    assert torch.equal(made(x), x)


@BLOCKS
def test_output_is_the_residual_added_to_the_shortcut(block: type[BasicBlock] | type[Bottleneck]) -> None:
    made = block(6, 8, 2, shortcut_b).eval()
    x = torch.randn(2, 6, 9, 9)
    names = ["conv1", "bn1", "relu1", "conv2", "bn2", *([] if block is BasicBlock else ["relu2", "conv3", "bn3"])]
    residual = x
    for name in names:
        residual = getattr(made, name)(residual)
    assert made(x).shape == (2, 8 * block.expansion, 5, 5)
    torch.testing.assert_close(made(x), (residual + made.downsample(x)).relu())


def test_a_stands_for_every_other_pixel_and_zeros() -> None:
    x = torch.randn(2, 3, 5, 7)
    out = shortcut_a(3, 8, 2)(x)
    assert out.shape == (2, 8, 3, 4) and count(shortcut_a(3, 8, 2)) == 0
    assert torch.equal(out[:, :3], x[:, :, ::2, ::2]) and not out[:, 3:].any()
    assert isinstance(shortcut_a(3, 8, 1), ZeroPadding) and isinstance(shortcut_a(8, 8, 1), nn.Identity)


def test_b_projects_where_shapes_change_and_c_everywhere() -> None:
    assert isinstance(shortcut_b(8, 8, 1), nn.Identity)
    assert count(shortcut_b(8, 16, 2)) == 8 * 16 + 2 * 16 == count(projection(8, 16, 2))
    assert count(shortcut_b(8, 8, 2)) > 0
    assert count(shortcut_c(8, 8, 1)) == 8 * 8 + 2 * 8
    assert shortcut_c(8, 8, 1)(torch.zeros(2, 8, 4, 4)).shape == (2, 8, 4, 4)


def test_the_stride_is_on_the_first_1x1_and_in_torchvision_on_the_3x3() -> None:
    paper, late = Bottleneck(64, 32, 2, shortcut_b), LateBottleneck(64, 32, 2, shortcut_b)
    assert (paper.conv1.stride, paper.conv2.stride) == ((2, 2), (1, 1))
    assert (late.conv1.stride, late.conv2.stride) == ((1, 1), (2, 2))
    late.load_state_dict(paper.state_dict())  # the same keys and shapes, other answers
    x = torch.randn(1, 64, 8, 8)
    assert late.eval()(x).shape == paper.eval()(x).shape and not torch.allclose(late(x), paper(x))
