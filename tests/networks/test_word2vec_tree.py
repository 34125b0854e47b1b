"""Hierarchical softmax: loss and gradient of each way by autograd; the probabilities of a whole tree sum to one."""

import numpy as np
import pytest
import torch

from lamina.data.corpus.huffman import huffman_tree
from lamina.networks.word2vec_tree import cbow, skip_gram

from .word_pairs import WINDOW, batch, check, contexts, tables, way_loss


@pytest.mark.parametrize("seed", range(3))
def test_skip_gram(seed: int) -> None:
    inputs, (vectors, outputs) = batch(seed), tables(seed)
    losses = [
        way_loss(vectors[near], outputs, inputs, place)
        for place, _, window in contexts(inputs)
        for near in window
    ]  # fmt: skip
    with torch.no_grad():
        found = skip_gram(vectors, outputs, inputs, WINDOW)
    check(found, torch.stack(losses).sum(), len(losses), vectors, outputs)


@pytest.mark.parametrize("seed", range(3))
def test_cbow(seed: int) -> None:
    inputs, (vectors, outputs) = batch(seed), tables(seed)
    losses = [
        way_loss(vectors[window].mean(dim=0), outputs, inputs, place)
        for place, _, window in contexts(inputs)
        if window
    ]  # fmt: skip
    with torch.no_grad():
        found = cbow(vectors, outputs, inputs, WINDOW)
    check(found, torch.stack(losses).sum(), len(losses), vectors, outputs)


def test_ways_are_probabilities() -> None:
    counts = np.array([0, 0, 40, 9, 9, 5, 3, 1])
    tree = huffman_tree(counts)
    generator = torch.Generator().manual_seed(0)
    outputs = torch.randn(8, 5, dtype=torch.float64, generator=generator)
    vector = torch.randn(5, dtype=torch.float64, generator=generator)
    scores = (outputs @ vector)[torch.from_numpy(tree.nodes)] * torch.from_numpy(tree.turns)
    chance = torch.where(torch.from_numpy(tree.turns) != 0, torch.sigmoid(scores), 1.0).prod(dim=1)
    assert chance[2:].sum().item() == pytest.approx(1.0, abs=1e-12)
