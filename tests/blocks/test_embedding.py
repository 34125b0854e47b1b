"""Embedded columns: a vector per code, zero for what was never seen."""

import pytest
import torch

from lamina.blocks.embedding import EmbeddedColumns, embedding_width


def test_vectors_of_the_columns_are_joined() -> None:
    columns = EmbeddedColumns([4, 9])
    out = columns(torch.tensor([[1, 8], [0, 3]]))
    assert out.shape == (2, columns.out_features) == (2, embedding_width(4) + embedding_width(9))
    torch.testing.assert_close(out[1, : embedding_width(4)], columns.tables[0].weight[0])
    torch.testing.assert_close(out[1, embedding_width(4) :], columns.tables[1].weight[3])


def test_missing_and_unseen_start_at_zero_and_stay_there_until_seen() -> None:
    columns = EmbeddedColumns([5])
    assert columns(torch.tensor([[3], [4]])).abs().max() == 0
    assert columns(torch.tensor([[0], [1], [2]])).abs().sum(dim=1).min() > 0
    columns(torch.tensor([[0], [3]])).sum().backward()
    gradient = columns.tables[0].weight.grad
    assert gradient[3].abs().min() > 0 and gradient[4].abs().max() == 0


@pytest.mark.parametrize(("count", "width"), [(1, 2), (3, 3), (12, 6), (10_000, 32)])
def test_width_grows_slowly_and_has_a_limit(count: int, width: int) -> None:
    assert embedding_width(count) == width
