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


@pytest.mark.parametrize("learn", [skip_gram, cbow])
def test_single_precision(learn) -> None:
    inputs, exact = batch(), [table.detach() for table in tables()]
    rough = [table.float() for table in exact]
    expected, found = learn(*exact, inputs, WINDOW, NEGATIVES), learn(*rough, inputs, WINDOW, NEGATIVES)
    torch.testing.assert_close(found.loss.double(), expected.loss, rtol=1e-5, atol=0)
    for one, other in zip(found.changes, expected.changes, strict=True):
        assert torch.equal(one.rows, other.rows)
        assert (one.gradient - other.gradient).abs().max() <= 1e-5 * other.gradient.abs().max()


def test_decisions_of_skip_gram() -> None:
    """Each pair is 1 + k decisions: of the word that is read, and of the words that are told apart."""
    inputs, (vectors, outputs) = batch(), tables()
    with torch.no_grad():
        of_read, of_others = skip_gram(vectors, outputs, inputs, WINDOW, NEGATIVES).changes
    pairs = (inputs["left"] + inputs["right"]).double()
    torch.testing.assert_close(of_read.decisions, pairs * (1 + NEGATIVES))
    assert of_others.decisions.sum().item() == pytest.approx(pairs.sum().item() * (1 + NEGATIVES))
