"""Word2Vec: look-up, refusals, and learning: words that stand among the same words come together, in all four forms."""

import numpy as np
import pytest
import torch

from lamina.core.config import TaskConfig
from lamina.core.contracts import DifferentiatesItself
from lamina.core.errors import InputError
from lamina.data.corpus.huffman import huffman_tree
from lamina.data.corpus.word_windows import WindowBatches, WindowRules
from lamina.networks import catalog
from lamina.networks.word2vec import Word2Vec, word2vec
from lamina.training.row_step import RowStep
from lamina.training.state import TrainingState
from lamina.training.sums import Sums
from lamina.training.word_task import word_task

FORMS = [(context, output) for context in ("skip-gram", "cbow") for output in ("negative-sampling", "hierarchical-softmax")]  # fmt: skip


def two_topics(size: int = 6_000) -> tuple[torch.Tensor, torch.Tensor]:
    """Sentences of ten words, of the words 2..6 or of the words 7..11."""
    random = np.random.default_rng(0)
    sentence = np.arange(size) // 10
    topic = random.integers(0, 2, sentence[-1] + 1)[sentence]
    return torch.from_numpy(random.integers(2, 7, size) + 5 * topic).to(torch.int32), torch.from_numpy(sentence)


def learn(network: Word2Vec, epochs: int = 4, rate: float = 0.025) -> list[float]:
    """Mean losses of the epochs."""
    state = TrainingState(network, torch.optim.SGD(network.parameters()), torch.amp.GradScaler("cpu", enabled=False))
    step = RowStep(state, word_task(TaskConfig()), rate=lambda *_: rate)
    words, sentence = two_topics()
    counts = np.bincount(words.numpy())
    tree = huffman_tree(counts) if network.output == "hierarchical-softmax" else None
    rules = WindowRules(window=network.window, subsample=0.0, num_shared=network.num_shared)
    batches = WindowBatches(words, sentence, counts, rules, batch_size=64, seed=0, tree=tree)
    losses = []
    for epoch in range(epochs):
        sums = Sums()
        for number, batch in enumerate(batches.epoch(epoch)):
            step((batch,), epoch, number, sums)
        losses.append(sums.loss / sums.count)
    return losses


@pytest.mark.parametrize(("context", "output"), FORMS)
def test_words_of_a_topic_come_together(context: str, output: str) -> None:
    torch.manual_seed(0)
    network = word2vec(12, 8, context=context, output=output, window=3)  # type: ignore[arg-type]
    losses = learn(network)
    assert max(losses[1:]) < losses[0]
    vectors = torch.nn.functional.normalize(network.vectors.weight.detach()[2:], dim=1)
    alike = vectors @ vectors.T
    same = torch.block_diag(torch.ones(5, 5), torch.ones(5, 5)) == 1
    assert alike[same].min() > alike[~same].max()


def test_first_loss_is_that_of_chance() -> None:
    network = word2vec(12, 8)
    words, sentence = two_topics(640)
    batches = WindowBatches(words, sentence, np.bincount(words.numpy()), WindowRules(), batch_size=640, seed=0)
    found = network.own_gradient(next(batches.epoch(0)).inputs)
    torch.testing.assert_close(found.loss / found.predicted, torch.tensor(6 * np.log(2.0), dtype=torch.float32))


def test_vectors_of_texts() -> None:
    network = word2vec(6, 3)
    table = network.vectors.weight.detach()
    tokens, lengths = torch.tensor([[3, 0, 0], [4, 1, 5], [1, 0, 0], [2, 3, 4]]), torch.tensor([1, 3, 1, 2])
    with torch.no_grad():
        found = network(tokens, lengths)
    expected = [table[3], (table[4] + table[5]) / 2, torch.zeros(3), (table[2] + table[3]) / 2]
    torch.testing.assert_close(found, torch.stack(expected))


def test_contract_and_refusals() -> None:
    assert isinstance(word2vec(6, 3), DifferentiatesItself)
    for wrong in ({"window": 0}, {"negatives": 0}, {"subsample": -1.0}):
        with pytest.raises(InputError):
            word2vec(6, 3, **wrong)
    with pytest.raises(InputError, match="cbow"):
        catalog.build("word2vec", vocab_size=6, context="bag")


@pytest.mark.parametrize(("context", "output"), FORMS)
def test_threads_change_no_bit(context: str, output: str) -> None:
    before, found = torch.get_num_threads(), []
    for threads in (1, 2):
        torch.set_num_threads(threads)
        torch.manual_seed(0)
        network = word2vec(12, 8, context=context, output=output, window=3)  # type: ignore[arg-type]
        losses = learn(network, epochs=1)
        found.append((losses, network.vectors.weight.detach(), network.outputs.detach()))
    torch.set_num_threads(before)
    assert found[0][0] == found[1][0]
    assert torch.equal(found[0][1], found[1][1]) and torch.equal(found[0][2], found[1][2])


@pytest.mark.parametrize(("window", "negatives"), [(1, 1), (5, 5), (8, 5), (5, 40), (100, 5)])
def test_shared_noise_words_fill_the_products(window: int, negatives: int) -> None:
    shared = word2vec(6, 3, window=window, negatives=negatives).num_shared
    assert max(16, negatives) <= shared < max(16, negatives) + 16 and (16 + 2 * window + shared) % 16 == 0
    assert word2vec(6, 3, window=window, output="hierarchical-softmax").num_shared == 0
