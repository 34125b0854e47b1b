"""Windows over a line of words against loops that say what they are."""

import pytest
import torch

from lamina.blocks.windows import BLOCK, block_neighbours, block_spans, join_block_spans, join_spans, neighbours, spans


@pytest.fixture(params=[1, 5, 8, 20])
def window(request: pytest.FixtureRequest) -> int:
    return request.param


def test_neighbours_are_those_within_reach(window: int) -> None:
    left, right = torch.tensor([0, 1, window]), torch.tensor([1, 0, window])
    offsets = range(-window, window + 1)
    expected = [
        [-before <= offset <= after and offset != 0 for offset in offsets]
        for before, after in zip(left.tolist(), right.tolist(), strict=True)
    ]
    assert neighbours(left, right, window).tolist() == expected


def test_blocks_have_the_same_neighbours(window: int) -> None:
    generator = torch.Generator().manual_seed(0)
    left = torch.randint(0, window + 1, (3 * BLOCK,), generator=generator).to(torch.int8)
    right = torch.randint(0, window + 1, (3 * BLOCK,), generator=generator).to(torch.int8)
    whole, blocks = neighbours(left, right, window), block_neighbours(left, right, window)
    for word in range(3 * BLOCK):
        block, row = divmod(word, BLOCK)
        assert torch.equal(blocks[block, row, row : row + 2 * window + 1], whole[word])
    assert blocks.sum() == whole.sum()


def test_spans_are_the_rows_around(window: int) -> None:
    line = torch.arange(2 * BLOCK + 2 * window, dtype=torch.float64)[:, None].expand(-1, 3).contiguous()
    assert spans(line, window)[7, :, 0].tolist() == [7 + step for step in range(2 * window + 1)]
    assert block_spans(line, window)[1, :, 2].tolist() == [BLOCK + step for step in range(BLOCK + 2 * window)]


def test_joining_is_the_transpose(window: int) -> None:
    generator = torch.Generator().manual_seed(1)
    line = torch.randn(2 * BLOCK + 2 * window, 3, dtype=torch.float64, generator=generator)
    for cut, join in ((spans, join_spans), (block_spans, lambda rows, _: join_block_spans(rows, window))):
        taken = cut(line, window)
        rows = torch.randn(taken.shape, dtype=torch.float64, generator=generator)
        joined = join(rows) if join is join_spans else join(rows, window)
        torch.testing.assert_close((taken * rows).sum(), (line * joined).sum(), rtol=1e-12, atol=0)
