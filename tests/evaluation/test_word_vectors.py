"""Nearest words, analogies and similarity on vectors whose answers are known."""

import numpy as np
import pytest
import torch
from sklearn.decomposition import PCA
from torch.nn import functional as F

from lamina.evaluation.word_vectors import WordVectors, analogies, loss_of_shares, principal_axes, similarity

WORDS = ("man", "woman", "king", "queen", "apple", "zero")
TABLE = torch.tensor([[1.0, 0, 0], [1, 1, 0], [1, 0, 1], [1, 1, 1], [-1, 0.2, 0], [0, 0, 0]])
VECTORS = WordVectors(WORDS, 3 * TABLE)


def test_nearest_by_cosine() -> None:
    found = VECTORS.nearest(TABLE[1], 3)
    assert [word for word, _ in found] == ["woman", "queen", "man"]
    assert [value for _, value in found] == pytest.approx([1.0, np.sqrt(2 / 3), np.sqrt(1 / 2)], abs=1e-6)
    assert VECTORS.nearest(TABLE[1], 10, without=["woman", "unknown"])[0][0] == "queen"
    assert len(VECTORS.nearest(TABLE[1], 10, without=["woman"])) == 5


def test_analogies_leave_their_own_words_out() -> None:
    questions = [("man", "woman", "king", "queen"), ("man", "king", "woman", "queen"), ("man", "woman", "apple", "queen"),
                 ("man", "woman", "boy", "girl")]  # fmt: skip
    found = analogies(VECTORS, questions)
    assert (found.value, found.covered, found.asked) == (pytest.approx(2 / 3), 3, 4)
    assert found.low is not None and found.high is not None and found.low < found.value < found.high
    assert np.isnan(analogies(VECTORS, questions[3:]).value)


def test_similarity_is_a_rank_correlation() -> None:
    pairs = [
        ("man", "woman", 5.0),
        ("man", "apple", 1.0),
        ("king", "queen", 9.0),
        ("woman", "king", 3.0),
        ("man", "mars", 4.0),
    ]
    found = similarity(VECTORS, pairs)  # cosines 0.71, -0.98, 0.82, 0.5
    assert (found.value, found.covered, found.asked) == (pytest.approx(1.0), 4, 5)
    turned = similarity(VECTORS, [(a, b, -score) for a, b, score in pairs])
    assert turned.value == pytest.approx(-1.0)


def test_similarity_that_says_nothing() -> None:
    assert np.isnan(similarity(VECTORS, [("man", "woman", 5.0)] * 6).value)
    assert similarity(VECTORS, []).covered == 0


def test_interval_of_a_correlation() -> None:
    random = np.random.default_rng(0)
    table = torch.from_numpy(random.normal(size=(200, 2)))
    words = [str(number) for number in range(200)]
    pairs = [(str(a), str(b), float(score)) for a, b, score in zip(random.integers(0, 200, 100), random.integers(0, 200, 100), random.normal(size=100), strict=True)]  # fmt: skip
    found = similarity(WordVectors(words, table), pairs)
    assert found.low is not None and found.high is not None
    assert found.low < found.value < found.high and 0.3 < found.high - found.low < 0.5


def test_principal_axes_are_those_of_a_reference() -> None:
    table = torch.randn(40, 6, generator=torch.Generator().manual_seed(0)) * torch.arange(1, 7)
    reference = PCA(2, svd_solver="full")
    expected = reference.fit_transform(table.double().numpy())
    found, share = principal_axes(table)
    assert share == pytest.approx(reference.explained_variance_ratio_.sum())
    np.testing.assert_allclose(np.abs(found), np.abs(expected), atol=1e-5)


def test_loss_of_shares_is_that_of_the_best_scores() -> None:
    """Beside scores of the words found by descent; along a tree it is the entropy."""
    read, noise = np.array([0.0, 0.5, 0.3, 0.15, 0.05]), np.array([0.0, 0.4, 0.3, 0.2, 0.1])
    scores = torch.zeros(5, dtype=torch.float64, requires_grad=True)

    def loss() -> torch.Tensor:
        real, false = torch.from_numpy(read), 5 * torch.from_numpy(noise)
        return -(real * F.logsigmoid(scores) + false * F.logsigmoid(-scores)).sum()

    optimizer = torch.optim.LBFGS([scores], max_iter=200, tolerance_grad=1e-12, tolerance_change=1e-15)

    def closure() -> torch.Tensor:
        optimizer.zero_grad()
        (value := loss()).backward()
        return value

    optimizer.step(closure)  # type: ignore[arg-type]
    assert loss_of_shares(read, noise, 5) == pytest.approx(float(loss().detach()), rel=1e-9)
    assert loss_of_shares(read) == pytest.approx(float(-(read[1:] * np.log(read[1:])).sum()), rel=1e-12)
    even = np.full(4, 0.25)
    assert loss_of_shares(even, even, 1) == pytest.approx(2 * np.log(2))  # then each decision is one half
