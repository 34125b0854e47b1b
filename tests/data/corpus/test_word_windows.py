"""Batches of windows: every word read once, windows as the paper draws them, draws a function of seed and epoch."""

from itertools import islice

import numpy as np
import pytest
import torch

from lamina.data.corpus.huffman import huffman_tree
from lamina.data.corpus.word_windows import GROUP, PIECE, WindowBatches, WindowRules, draw_windows

LENGTHS = (1, 7, 300, 2, 40, 90)
WORDS = torch.arange(sum(LENGTHS), dtype=torch.int32) + 2  # every word once: its id says where it stood
SENTENCE = torch.repeat_interleave(torch.arange(len(LENGTHS)), torch.tensor(LENGTHS))
COUNTS = np.array([0, 0, *np.ones(len(WORDS), dtype=np.int64)])


def batches(batch_size: int = 50, seed: int = 0, window: int = 5, subsample: float = 0.0, **more) -> WindowBatches:
    rules = WindowRules(window=window, subsample=subsample, num_shared=more.pop("num_shared", 8))
    return WindowBatches(WORDS, SENTENCE, COUNTS, rules, batch_size=batch_size, seed=seed, **more)


@pytest.mark.parametrize("batch_size", [1, 50, 1000])
def test_every_word_is_read_once(batch_size: int) -> None:
    source = batches(batch_size)
    read = list(source.epoch(0))
    assert len(read) == source.num_batches and source.num_rows == len(WORDS)
    assert sorted(torch.cat([batch.target for batch in read]).tolist()) == WORDS.tolist()
    for batch in read:
        words, left = batch.inputs["words"], batch.inputs["left"]
        assert len(left) % GROUP == 0 and len(words) == len(left) + 10
        assert words[5:-5][: len(batch.target)].tolist() == batch.target.tolist()
        assert not words[5 + len(batch.target) :].any() and not words[:5].any()


def test_windows_stay_in_sentence_and_batch() -> None:
    for batch in batches(batch_size=64).epoch(1):
        line = batch.inputs["words"].tolist()
        for place, (left, right) in enumerate(
            zip(*(batch.inputs[side].tolist() for side in ("left", "right")), strict=True)
        ):
            here = place + 5
            if not line[here]:
                assert left == right == 0
                continue
            window = line[here - left : here + right + 1]
            assert 0 not in window
            assert len({int(SENTENCE[word - 2]) for word in window}) == 1
            assert window == list(range(line[here] - left, line[here] + right + 1))  # neighbours as they stood


def test_reach_is_even_from_one_to_window() -> None:
    left, right = draw_windows(np.array([0]), 10_000, 5, np.random.default_rng(0))
    assert np.bincount(left[5:]).argmin() == 0 and set(np.unique(left[5:-5])) == {1, 2, 3, 4, 5}
    assert (left[5:-5] == right[5:-5]).all()
    assert abs(np.bincount(left[5:-5])[1:] / 9_990 - 0.2).max() < 0.02
    assert left[0] == 0 and right[-1] == 0


def drawn(source: WindowBatches, epoch: int) -> list[list[int]]:
    return [batch.inputs["noise"].flatten().tolist() + batch.inputs["left"].tolist() for batch in source.epoch(epoch)]


def test_draws_are_a_function_of_seed_and_epoch() -> None:
    small = batches(batch_size=1)
    assert small.num_batches > PIECE
    whole = list(small.epoch(2))
    for start in (0, 3, PIECE - 1, PIECE, PIECE + 5):
        for late, early in zip(islice(small.epoch(2, start), 3), whole[start:], strict=False):
            assert all(torch.equal(late.inputs[name], early.inputs[name]) for name in early.inputs)
    first = drawn(batches(), 0)
    assert first == drawn(batches(), 0)
    assert first != drawn(batches(), 1) and first != drawn(batches(seed=1), 0)
    read = torch.cat([batch.target for batch in batches().epoch(1)])
    assert torch.equal(read, WORDS)  # in the order of the text


def test_frequent_words_are_read_more_rarely() -> None:
    words = torch.where(torch.arange(20_000) % 2 == 0, 2, torch.arange(20_000) + 3).to(torch.int32)
    counts = np.bincount(words.numpy())
    source = WindowBatches(words, torch.zeros(20_000, dtype=torch.int64), counts, WindowRules(), batch_size=500, seed=0)
    read = torch.cat([batch.inputs["words"] for batch in source.epoch(0)])
    expected = 10_000 * (np.sqrt(1e-3 / 0.5) + 1e-3 / 0.5)
    assert int((read == 2).sum()) == pytest.approx(expected, rel=0.2)
    assert len(read[read > 2]) == 10_000


def test_noise_words_of_each_group() -> None:
    for batch in batches(num_shared=8).epoch(0):
        noise = batch.inputs["noise"]
        assert noise.shape == (len(batch.inputs["left"]) // GROUP, 8)
        assert noise.min() >= 2 and noise.max() < len(COUNTS)
    assert "noise" not in next(batches(num_shared=0).epoch(0)).inputs


def test_ways_of_a_tree() -> None:
    tree = huffman_tree(COUNTS)
    batch = next(batches(tree=tree, num_shared=0).epoch(0))
    rows = batch.inputs["words"][5:-5].numpy()
    assert np.array_equal(batch.inputs["nodes"].numpy(), tree.nodes[rows])
    assert not batch.inputs["turns"][rows == 0].any()


def test_shares_are_those_of_the_words_that_come() -> None:
    text = np.repeat(np.arange(2, 8), [600, 300, 60, 20, 10, 10]).astype(np.int32)
    words = torch.from_numpy(np.random.default_rng(0).permutation(text))
    counts = np.bincount(words.numpy())
    batches = WindowBatches(
        words, torch.zeros(1000, dtype=torch.int64), counts, WindowRules(subsample=0.01), batch_size=500, seed=0
    )
    read, noise = batches.shares
    seen = np.zeros(len(counts))
    for epoch in range(100):
        for batch in batches.epoch(epoch):
            known = batch.inputs["left"] + batch.inputs["right"] > 0
            seen += np.bincount(batch.inputs["words"][5:-5][known].numpy(), minlength=len(counts))
    assert np.abs(seen / seen.sum() - read).max() < 0.01
    assert read.sum() == pytest.approx(1.0) and noise.sum() == pytest.approx(1.0)
