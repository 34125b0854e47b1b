"""Vectors: neighbours and a map."""

import pytest
import torch

from lamina.lens.embeddings import nearest_vectors, neighbour_cosine, word_map


def test_neighbours_by_direction() -> None:
    table = torch.tensor([[1.0, 0], [2, 0.1], [1, 1], [-1, 0], [0, 0]])
    found = nearest_vectors(table, 0, 2)
    assert [row for row, _ in found] == [1, 2] and found[0][1] == pytest.approx(0.99875, abs=1e-4)
    assert len(nearest_vectors(table, 0, 99)) == 4


def test_the_map_keeps_a_plane_as_it_is() -> None:
    torch.manual_seed(0)
    plane = torch.randn(20, 2, dtype=torch.float64)
    turned = plane @ torch.linalg.qr(torch.randn(5, 2, dtype=torch.float64)).Q.T
    found = word_map(turned, [str(i) for i in range(20)])
    assert sum(found.shares) == pytest.approx(1.0) and found.shares[0] >= found.shares[1]
    torch.testing.assert_close(torch.cdist(found.points, found.points), torch.cdist(plane, plane))
    assert torch.equal(found.points, word_map(turned, [""] * 20).points)
    assert word_map(torch.ones(3, 1), ["a", "b", "c"]).points.shape == (3, 2)


def test_neighbours_nearer_than_chance() -> None:
    torch.manual_seed(0)
    kinds = torch.randn(10, 16)
    table = kinds.repeat_interleave(5, dim=0) + 0.05 * torch.randn(50, 16)
    cosine, chance = neighbour_cosine(table)
    assert cosine > 0.98 and chance < 0.8
    cosine, chance = neighbour_cosine(torch.randn(50, 16))
    assert abs(cosine - chance) < 0.06
