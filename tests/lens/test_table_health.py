"""Readings of word vectors: figures beside those of whole tables, and a network that is left as it was."""

import math

import numpy as np
import pytest
import torch

from lamina.core.batch import Batch
from lamina.data.corpus.huffman import huffman_tree
from lamina.data.corpus.word_windows import WindowBatches, WindowRules
from lamina.lens.table_health import moved_rows, table_reading
from lamina.networks.word2vec import Word2Vec, word2vec

FORMS = [(context, output) for context in ("skip-gram", "cbow") for output in ("negative-sampling", "hierarchical-softmax")]  # fmt: skip


def made(context: str, output: str, vocabulary: int = 30) -> tuple[Word2Vec, Batch]:
    """A network in float64 with outputs that are not zero, and a batch whose words are padded at both ends."""
    torch.manual_seed(0)
    network = word2vec(vocabulary, 6, context=context, output=output, window=3).double()  # type: ignore[arg-type]
    with torch.no_grad():
        network.outputs.normal_()
        network.vectors.weight.normal_()
    words = torch.randint(2, 12, (100,), generator=torch.Generator().manual_seed(0)).to(torch.int32)
    counts = np.bincount(words.numpy(), minlength=vocabulary)
    tree = huffman_tree(counts) if output == "hierarchical-softmax" else None
    rules = WindowRules(window=3, subsample=0.0, num_shared=network.num_shared)
    batches = WindowBatches(words, torch.zeros(100, dtype=torch.int64), counts, rules, batch_size=50, seed=0, tree=tree)
    return network, next(batches.epoch(0))


@pytest.mark.parametrize(("context", "output"), FORMS)
def test_figures_are_those_of_the_whole_tables(context: str, output: str) -> None:
    network, batch = made(context, output)
    before = {name: table.clone() for name, table in network.state_dict().items()}
    reading, _ = table_reading(network, batch, epoch=1, step=7)
    found = network.own_gradient(batch.inputs)
    predicted = found.predicted.item()
    whole = {id(table): torch.zeros_like(table).detach() for table in network.parameters()}
    for change in found.changes:
        whole[id(change.table)].index_add_(0, change.rows, change.gradient / predicted)
    assert (reading.epoch, reading.step, reading.rows) == (1, 7, 50)
    assert reading.loss == pytest.approx(found.loss.item() / predicted, rel=1e-12)
    assert reading.gradient_norm == pytest.approx(math.hypot(*(float(one.norm()) for one in whole.values())), rel=1e-9)
    tables = {"vectors": network.vectors.weight.detach(), "outputs": network.outputs.detach()}
    gradients = {"vectors": whole[id(network.vectors.weight)], "outputs": whole[id(network.outputs)]}
    for layer in reading.layers:
        table = tables[layer.name]
        assert layer.weight_norm == pytest.approx(float(table.norm()), rel=1e-12)
        assert layer.weight_gradient_norm == pytest.approx(float(gradients[layer.name].norm()), rel=1e-9)
        assert layer.embedding is not None and (layer.units, layer.fan_in, layer.finite_weights) == (30, 6, True)
    assert all(torch.equal(before[name], table) for name, table in network.state_dict().items())


def test_the_padding_is_no_word_that_is_touched() -> None:
    network, batch = made("skip-gram", "negative-sampling")
    reading, touched = table_reading(network, batch)
    assert sorted(touched["vectors"].rows.tolist()) == sorted(set(batch.target.tolist()))
    (layer,) = [layer for layer in reading.layers if layer.name == "vectors"]
    assert layer.type == "Embedding" and layer.embedding is not None
    assert layer.embedding.touched == len(set(batch.target.tolist())) < layer.embedding.rows


@pytest.mark.parametrize("start", [0.0, 1.0])
def test_moved_rows_are_the_change_of_the_whole_table(start: float) -> None:
    network, batch = made("skip-gram", "negative-sampling")
    with torch.no_grad():
        network.outputs *= start
    _, touched = table_reading(network, batch)
    before = {"vectors": network.vectors.weight.detach().clone(), "outputs": network.outputs.detach().clone()}
    with torch.no_grad():
        for change in network.own_gradient(batch.inputs).changes:
            change.table.index_add_(0, change.rows, change.gradient, alpha=-0.1)
    found = moved_rows(touched)
    after = {"vectors": network.vectors.weight.detach(), "outputs": network.outputs.detach()}
    for name, table in before.items():
        size = float(table.norm())
        change = float((after[name] - table).norm()) / size if size else math.inf
        assert found[name] == pytest.approx(change, rel=1e-9)


def test_weights_that_are_not_finite_are_told() -> None:
    network, batch = made("cbow", "negative-sampling")
    with torch.no_grad():
        network.vectors.weight[3, 2] = torch.nan
    reading, _ = table_reading(network, batch)
    assert {layer.name: layer.finite_weights for layer in reading.layers} == {"vectors": False, "outputs": True}


def test_likeness_is_of_the_words_that_are_read() -> None:
    network, batch = made("skip-gram", "negative-sampling")
    with torch.no_grad():
        network.vectors.weight[2:12] = torch.arange(1.0, 7.0)
    reading, _ = table_reading(network, batch)
    (layer,) = [layer for layer in reading.layers if layer.name == "vectors"]
    assert layer.embedding is not None and layer.embedding.likeness == pytest.approx(1.0, abs=1e-6)
