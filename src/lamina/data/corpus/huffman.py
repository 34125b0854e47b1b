"""Huffman's binary tree of words: frequent words have short paths (Mikolov et al. 2013, section 2.1).

A word is predicted by the turns at the inner nodes from the root to its leaf, log2(V) decisions instead of V scores.
"""

import heapq
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class HuffmanTree:
    """nodes: (V, depth) int64, the inner nodes on the way to each word, padded with 0; turns: (V, depth) float32,

    +1 or -1 for the branch taken there, 0 behind a path's end. Words of count 0 have no path.
    """

    nodes: NDArray[np.int64]
    turns: NDArray[np.float32]

    @property
    def lengths(self) -> NDArray[np.int64]:
        """(V,) decisions on the way to each word."""
        return (self.turns != 0).sum(axis=1)


def huffman_tree(counts: NDArray[np.int64]) -> HuffmanTree:
    """The tree of least mean path (Huffman 1952). counts: (V,). Of two words there is one node; ties by order."""
    words = np.flatnonzero(counts)
    inner = max(len(words) - 1, 1)
    parent, turn = np.zeros(2 * inner + 1, dtype=np.int64), np.zeros(2 * inner + 1, dtype=np.int8)
    waiting = [(int(counts[word]), place) for place, word in enumerate(words)]
    heapq.heapify(waiting)
    node = len(words)
    while len(waiting) > 1:
        (few, left), (more, right) = heapq.heappop(waiting), heapq.heappop(waiting)
        parent[left], parent[right] = node, node
        turn[left], turn[right] = 1, -1
        heapq.heappush(waiting, (few + more, node))
        node += 1
    root = node - 1
    paths = [_path(place, parent, turn, root) for place in range(len(words))]
    depth = max(max(map(len, paths), default=0), 1)
    nodes, turns = np.zeros((len(counts), depth), dtype=np.int64), np.zeros((len(counts), depth), dtype=np.float32)
    for word, path in zip(words, paths, strict=True):
        nodes[word, : len(path)] = [root - number for number, _ in path]  # the root is node 0
        turns[word, : len(path)] = [sign for _, sign in path]
    return HuffmanTree(nodes, turns)


def _path(place: int, parent: NDArray[np.int64], turn: NDArray[np.int8], root: int) -> list[tuple[int, int]]:
    """(inner node, turn taken there) from the root down to a leaf."""
    path = []
    while place != root:
        path.append((int(parent[place]), int(turn[place])))
        place = int(parent[place])
    return path[::-1]
