"""Inception: four windows side by side, channels concatenated in the paper's order, sizes kept."""

import torch

from lamina.blocks.inception import Inception, InceptionChannels, NaiveInception

TABLE_3A = InceptionChannels(64, 96, 128, 16, 32, 32)


def test_branches_are_concatenated_in_the_papers_order() -> None:
    block = Inception(192, TABLE_3A)
    x = torch.randn(2, 192, 7, 9)
    out = block(x)
    assert out.shape == (2, 256, 7, 9) and block.out_channels == 256
    parts = out.split([64, 128, 32, 32], dim=1)
    for part, branch in zip(parts, (block.branch1, block.branch3, block.branch5, block.branch_pool), strict=True):
        torch.testing.assert_close(part, branch(x))


def test_the_large_window_is_5x5_and_sees_as_far() -> None:
    block = Inception(4, InceptionChannels(1, 1, 1, 1, 1, 1))
    for parameter in block.parameters():
        torch.nn.init.ones_(parameter)
    x = torch.zeros(1, 4, 9, 9)
    at_rest = block(x)
    x[0, 0, 4, 4] = 1.0
    reached = (block(x) != at_rest)[0]
    assert [int(channel.sum()) for channel in reached] == [1, 9, 25, 9]


def test_the_reduction_of_the_notes_costs_a_tenth() -> None:
    """28x28x192 to 28x28x32: 120,422,400 multiplications straight, 12,443,648 by way of 16 channels."""
    pixels = 28 * 28
    straight = NaiveInception(192, 64, 128, 32).branch5.convolution.weight
    assert straight.numel() * pixels == 120_422_400
    reduce, convolve = Inception(192, TABLE_3A).branch5
    assert (reduce.convolution.weight.numel() + convolve.convolution.weight.numel()) * pixels == 12_443_648


def test_the_naive_block_grows_by_its_input() -> None:
    block = NaiveInception(192, 64, 128, 32)
    x = torch.randn(1, 192, 5, 5)
    out = block(x)
    assert out.shape == (1, 64 + 128 + 32 + 192, 5, 5) and block.out_channels == 416
    torch.testing.assert_close(out[:, -192:], torch.nn.functional.max_pool2d(x, 3, 1, 1))
