"""The loss of the best answer that ignores the input, beside its closed form."""

import math

import numpy as np
import pytest
import torch

from lamina.core.config import TaskConfig
from lamina.core.spec import DataSpec, TargetSpec
from lamina.data.corpus.huffman import huffman_tree
from lamina.data.corpus.word_windows import WindowBatches, WindowRules
from lamina.networks.word2vec import word2vec
from lamina.training.task import make_task
from lamina.verbs.courses.word_scores import evaluate_words, loss_without_context
from lamina.verbs.health.chance import chance_of_rows, chance_of_tokens, chance_of_words


def spec(classes: int = 0, targets: int = 1) -> DataSpec:
    names = tuple(map(str, range(classes)))
    each = tuple(TargetSpec(name=f"y{place}", classes=names) for place in range(targets))
    return DataSpec(kind="table", task="classify" if classes or targets > 1 else "regress", targets=each)


def test_of_classes_it_is_the_entropy_of_their_shares() -> None:
    target = torch.tensor([0, 0, 0, 1])
    entropy = -(0.75 * math.log(0.75) + 0.25 * math.log(0.25))
    found = chance_of_rows(make_task(spec(2), TaskConfig()), target, None, 2)
    assert found is not None and found.loss == pytest.approx(entropy, rel=1e-5) and found.how == "class-shares"
    binary = chance_of_rows(make_task(spec(2), TaskConfig(loss="binary-cross-entropy")), target, None, 2)
    assert binary is not None and binary.loss == pytest.approx(entropy, rel=1e-5)
    balanced = make_task(spec(2), TaskConfig(), class_weights=torch.tensor([2 / 3, 2.0]))
    assert (found := chance_of_rows(balanced, target, None, 2)) and found.loss == pytest.approx(math.log(2), rel=1e-5)
    weighted = chance_of_rows(make_task(spec(2), TaskConfig()), target, torch.tensor([1.0, 1.0, 1.0, 3.0]), 2)
    assert weighted is not None and weighted.loss == pytest.approx(math.log(2), rel=1e-5)


def test_smoothing_is_part_of_the_loss() -> None:
    target, e = torch.tensor([0, 0, 0, 1]), 0.2
    q = (1 - e) * 0.75 + e / 2
    smooth = -(q * math.log(q) + (1 - q) * math.log(1 - q))
    task = make_task(spec(2), TaskConfig(label_smoothing=e))
    assert (found := chance_of_rows(task, target, None, 2, e)) and found.loss == pytest.approx(smooth, rel=1e-5)
    tokens = chance_of_tokens(torch.tensor([[0, 0], [0, 1], [-1, -1]]), 2, e)
    assert tokens is not None and tokens.loss == pytest.approx(smooth, rel=1e-5)
    assert chance_of_tokens(torch.tensor([[-1]]), 2) is None


def test_of_numbers_it_is_what_the_loss_makes_of_a_constant() -> None:
    target = torch.tensor([[0.0], [0.0], [3.0]])
    squares = chance_of_rows(make_task(spec(), TaskConfig(loss="squared-error-mean")), target, None, 1)
    absolutes = chance_of_rows(make_task(spec(), TaskConfig(loss="absolute")), target, None, 1)
    assert squares is not None and squares.loss == pytest.approx(2.0) and squares.how == "constant"
    assert absolutes is not None and absolutes.loss == pytest.approx(1.0)
    labels = make_task(spec(targets=2), TaskConfig())
    half = chance_of_rows(labels, torch.tensor([[0.0, 1.0], [1.0, 0.0]]), None, 2)
    assert half is not None and half.loss == pytest.approx(math.log(2), rel=1e-4)
    assert chance_of_rows(labels, torch.empty(0, 2), None, 2) is None


def test_of_words_it_is_what_their_frequency_tells() -> None:
    words = torch.randint(2, 12, (500,), generator=torch.Generator().manual_seed(0)).to(torch.int32)
    counts = np.bincount(words.numpy())
    for output in ("negative-sampling", "hierarchical-softmax"):
        network = word2vec(12, 4, output=output)  # type: ignore[arg-type]
        tree = huffman_tree(counts) if output == "hierarchical-softmax" else None
        batches = WindowBatches(
            words, torch.zeros(500, dtype=torch.int64), counts, WindowRules(subsample=0.0, num_shared=network.num_shared),
            batch_size=100, seed=0, tree=tree,
        )  # fmt: skip
        found = chance_of_words(batches, network)
        assert found.loss == loss_without_context(batches, network) and found.how == "class-shares"
        fresh = evaluate_words(batches, network)
        assert 0 < found.loss < fresh.baselines[0].scores["loss"]  # every decision one half costs more
