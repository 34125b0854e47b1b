"""Scores of word vectors as an evaluation: by section, with coverage; chance is one half at each decision."""

import numpy as np
import pytest
import torch

from lamina.core.errors import InputError
from lamina.data.corpus.huffman import huffman_tree
from lamina.data.corpus.word_judgements import Judgements
from lamina.data.corpus.word_windows import WindowBatches, WindowRules
from lamina.evaluation.word_vectors import WordVectors
from lamina.networks.word2vec import word2vec
from lamina.verbs.courses.word_scores import evaluate_words, score_words

VECTORS = WordVectors(("man", "woman", "king", "queen"), torch.tensor([[1.0, 0, 0], [1, 1, 0], [1, 0, 1], [1, 1, 1]]))


def test_sections() -> None:
    questions = {"right": (("man", "woman", "king", "queen"),), "none": (("a", "b", "c", "d"),)}
    found = score_words(VECTORS, Judgements("x", questions=questions))
    assert {name: score.value for name, score in found.scores.items()} == {
        "analogies": 1.0, "coverage": 0.5, "analogies: right": 1.0,
    }  # fmt: skip


def test_nothing_covered() -> None:
    with pytest.raises(InputError, match="0 have vectors"):
        score_words(VECTORS, Judgements("x", pairs=(("a", "b", 1.0),)))


@pytest.mark.parametrize("output", ["negative-sampling", "hierarchical-softmax"])
def test_a_fresh_network_is_at_chance(output: str) -> None:
    words = torch.randint(2, 12, (500,), generator=torch.Generator().manual_seed(0)).to(torch.int32)
    counts = np.bincount(words.numpy())
    tree = huffman_tree(counts) if output == "hierarchical-softmax" else None
    rules = WindowRules(subsample=0.0, num_shared=0 if tree else 32)
    batches = WindowBatches(
        words, torch.zeros(500, dtype=torch.int64), counts, rules, batch_size=100, seed=0, tree=tree
    )
    found = evaluate_words(batches, word2vec(12, 4, output=output))  # type: ignore[arg-type]
    assert found.scores["loss"].value == pytest.approx(found.baselines[0].scores["loss"], rel=1e-5)
    assert found.rows == 500
