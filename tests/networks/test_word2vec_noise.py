"""Negative sampling: the products of matrices give the loss of each pair, and its gradient by autograd."""

import pytest
import torch

from lamina.networks.word2vec_noise import cbow, skip_gram

from .word_pairs import NEGATIVES, WINDOW, batch, check, contexts, noise_loss, tables


@pytest.mark.parametrize("seed", range(3))
def test_skip_gram(seed: int) -> None:
    inputs, (vectors, outputs) = batch(seed), tables(seed)
    losses = [
        noise_loss(vectors[word], near, outputs, inputs, place)
        for place, word, window in contexts(inputs)
        for near in window
    ]
    with torch.no_grad():
        found = skip_gram(vectors, outputs, inputs, WINDOW, NEGATIVES)
    check(found, torch.stack(losses).sum(), len(losses), vectors, outputs)


@pytest.mark.parametrize("seed", range(3))
def test_cbow(seed: int) -> None:
    inputs, (vectors, outputs) = batch(seed), tables(seed)
    losses = [
        noise_loss(vectors[window].mean(dim=0), word, outputs, inputs, place)
        for place, word, window in contexts(inputs)
        if window
    ]
    with torch.no_grad():
        found = cbow(vectors, outputs, inputs, WINDOW, NEGATIVES)
    check(found, torch.stack(losses).sum(), len(losses), vectors, outputs)
