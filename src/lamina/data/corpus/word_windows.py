"""Batches of running words with their windows and noise words, for word vectors.

An epoch reads the text from its beginning to its end, as the authors' program does: sentences about one thing stand
together, and shuffled they teach less of how rare words are related (WordSim-353 loses 0.02 to 0.03, docs/log.md). A
batch is `batch_size` words, less those that are read more rarely because they are frequent. Choice, windows and noise
are drawn for PIECE batches at once, from (seed, epoch, piece), so an epoch can start at any batch.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from lamina.core.batch import Batch
from lamina.core.parallel import ahead
from lamina.core.seed import derive
from lamina.data.corpus.huffman import HuffmanTree
from lamina.data.corpus.word_noise import NoiseWords, keep_probability, noise_shares

PIECE = 256  # batches drawn at once
GROUP = 16  # neighbouring words that share noise words; a batch is padded to a multiple of it


@dataclass(frozen=True)
class WindowRules:
    """window: most words to each side. subsample: threshold of the frequency from which words are read more rarely, 0

    never. num_shared: noise words of each group, 0 where none are needed.
    """

    window: int = 5
    subsample: float = 1e-3
    num_shared: int = GROUP


class WindowBatches:
    """Words with their windows; implements core.batch.BatchSource. Rows are words, before any is left out.

    inputs of a batch of P words (padded with 0 to a multiple of GROUP):
        words      (window + P + window,) int64, padded with 0 at both ends, so that every window lies in it
        left       (P,) int8, words of the window before the word; drawn from 1 to `window`, less at an end of the
        right      (P,) int8, and after it                          sentence or of the batch; 0 of padding
        noise      (P / GROUP, num_shared) int64, noise words of each group
        nodes, turns  (P, depth), the way to each word in Huffman's tree, where there is one
    target: (batch_size,) int64, the words as they stand in the text.
    """

    def __init__(
        self, words: Tensor, sentence: Tensor, counts: NDArray[np.int64], rules: WindowRules,
        *, batch_size: int, seed: int, tree: HuffmanTree | None = None, device: str = "cpu",
    ) -> None:  # fmt: skip
        """words: (n,) integer ids; sentence: (n,) its number, ascending; counts: (V,) of the vocabulary."""
        self._words, self._sentence = words.numpy(), sentence.numpy()
        self._rules, self._seed, self._device = rules, seed, device
        self._keep = keep_probability(counts, rules.subsample)
        self._noise = NoiseWords(counts)
        self._tree, self.counts = tree, counts
        self.batch_size, self.num_rows = batch_size, len(words)
        self.num_batches = -(-self.num_rows // batch_size)

    @property
    def shares(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """(V,) each word's share of those that are read, and of the noise words; each sums to 1."""
        read = self.counts * self._keep.astype(np.float64)
        return read / read.sum(), noise_shares(self.counts)

    def epoch(self, epoch: int, start: int = 0) -> Iterator[Batch]:
        """Batches `start`, `start + 1`, ... of an epoch (both counted from 0)."""
        firsts = range(start // PIECE * PIECE, self.num_batches, PIECE)
        for first, piece in zip(firsts, ahead(partial(self._piece, epoch, first) for first in firsts), strict=True):
            yield from piece[max(start - first, 0) :]

    def _piece(self, epoch: int, first: int) -> list[Batch]:
        random = np.random.default_rng(derive(self._seed, "words", epoch, first))
        begin = first * self.batch_size
        end = min(begin + PIECE * self.batch_size, self.num_rows)
        text, sentence = self._words[begin:end], self._sentence[begin:end]
        kept = np.flatnonzero(random.random(len(text), dtype=np.float32) < self._keep[text])
        batches = np.searchsorted(kept, np.arange(0, len(text), self.batch_size))
        starts = np.union1d(np.flatnonzero(np.diff(sentence[kept], prepend=-1)), batches[batches < len(kept)])
        left, right = draw_windows(starts, len(kept), self._rules.window, random)
        line = _Line(np.diff(batches, append=len(kept)), self._rules.window)
        columns = {
            "words": line.padded(text[kept].astype(np.int64)), "left": line.laid(left), "right": line.laid(right),
        }  # fmt: skip
        if self._rules.num_shared:
            columns["noise"] = self._noise.draw(random, (line.size // GROUP, self._rules.num_shared))
        tensors = {name: torch.from_numpy(column).to(self._device) for name, column in columns.items()}
        targets = torch.from_numpy(text).to(self._device).split(self.batch_size)
        return [self._batch(tensors, line, number, target) for number, target in enumerate(targets)]

    def _batch(self, columns: dict[str, Tensor], line: "_Line", number: int, target: Tensor) -> Batch:
        """A view of the piece's columns; the paths in the tree are looked up for it."""
        begin, size, window = int(line.begins[number]), int(line.sizes[number]), self._rules.window
        inputs = {name: columns[name].narrow(0, begin, size) for name in ("left", "right")}
        inputs["words"] = columns["words"].narrow(0, begin + 2 * window * number, size + 2 * window)
        if "noise" in columns:
            inputs["noise"] = columns["noise"].narrow(0, begin // GROUP, size // GROUP)
        if self._tree is not None:
            rows = inputs["words"][window : window + size].cpu().numpy()
            inputs["nodes"] = torch.from_numpy(self._tree.nodes[rows]).to(self._device)
            inputs["turns"] = torch.from_numpy(self._tree.turns[rows]).to(self._device)
        return Batch(inputs, target, None, target)


def draw_windows(
    starts: NDArray[np.int64], size: int, window: int, random: np.random.Generator
) -> tuple[NDArray[np.int8], NDArray[np.int8]]:
    """(words of the window before each word, words after it), both (size,) int8.

    Each side is drawn from 1 to `window`, as in the authors' program, so near words count more; none reaches over the
    `starts` of sentences and batches, ascending from 0.
    """
    reach = random.integers(1, window + 1, size, dtype=np.int8)
    lengths, place = np.diff(starts, append=size), np.arange(size, dtype=np.int32)
    before = place - np.repeat(starts.astype(np.int32), lengths)
    after = np.repeat((starts + lengths - 1).astype(np.int32), lengths) - place
    return np.minimum(reach, before).astype(np.int8), np.minimum(reach, after).astype(np.int8)


class _Line:
    """Batches of different sizes laid one after the other, each padded to a multiple of GROUP."""

    def __init__(self, counts: NDArray[np.int64], window: int) -> None:
        self.sizes = np.maximum(-(-counts // GROUP), 1) * GROUP
        self.begins = self.sizes.cumsum() - self.sizes
        self.size, self._window = int(self.sizes.sum()), window
        number = np.repeat(np.arange(len(counts)), counts)
        self._places = np.arange(len(number)) + (self.begins - (counts.cumsum() - counts))[number]
        self._number = number

    def laid(self, values: NDArray[np.int8]) -> NDArray[np.int8]:
        """(n,) -> (size,), 0 in between."""
        line = np.zeros(self.size, dtype=values.dtype)
        line[self._places] = values
        return line

    def padded(self, values: NDArray[np.int64]) -> NDArray[np.int64]:
        """(n,) -> (size + 2 window for each batch,), 0 in between and at both ends of a batch."""
        line = np.zeros(self.size + 2 * self._window * len(self.sizes), dtype=values.dtype)
        line[self._places + (2 * self._number + 1) * self._window] = values
        return line
