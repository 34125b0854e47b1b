"""Huffman's tree: known lengths, no word's way begins another's, the mean length is that of an optimal code."""

import heapq

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from lamina.data.corpus.huffman import huffman_tree


def test_known_lengths() -> None:
    tree = huffman_tree(np.array([0, 0, 45, 13, 12, 16, 9, 5]))  # the example of Cormen et al., chapter 16.3
    assert tree.lengths.tolist() == [0, 0, 1, 3, 3, 3, 4, 4]
    assert (tree.nodes[2:, 0] == 0).all()  # every way begins at the root


def test_two_words_and_one() -> None:
    two = huffman_tree(np.array([0, 7, 2]))
    assert two.lengths.tolist() == [0, 1, 1] and sorted(two.turns[1:, 0].tolist()) == [-1, 1]
    assert huffman_tree(np.array([0, 4])).lengths.tolist() == [0, 0]


@given(st.lists(st.integers(0, 50), min_size=2, max_size=40).filter(lambda counts: sum(map(bool, counts)) > 1))
def test_ways_are_a_shortest_prefix_code(counts: list[int]) -> None:
    tree = huffman_tree(np.array(counts))
    ways = {tuple(turns[turns != 0].tolist()) for turns, count in zip(tree.turns, counts, strict=True) if count}
    assert len(ways) == sum(map(bool, counts))
    assert sum(2.0 ** -len(way) for way in ways) == 1.0  # Kraft: the tree is full
    assert (tree.lengths[np.array(counts) == 0] == 0).all()
    waiting, cost = [count for count in counts if count], 0
    heapq.heapify(waiting)
    while len(waiting) > 1:  # the cost of an optimal code is the sum of all merges
        merged = heapq.heappop(waiting) + heapq.heappop(waiting)
        cost += merged
        heapq.heappush(waiting, merged)
    assert int((tree.lengths * np.array(counts)).sum()) == cost
    assert tree.nodes.max() < max(sum(map(bool, counts)) - 1, 1)
