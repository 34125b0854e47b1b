"""Tokens hidden from a text, to be foretold from both sides: the masked language model.

Devlin et al. 2018, BERT, section 3.1, task 1. Of each window 15 % of the tokens are chosen; of these 80 % become the
mark [MASK], 10 % another token at random, 10 % stay, and the network says what stood there. Which ones is a function
of (seed, epoch, row): hidden anew in each epoch of training, always the same where only scored.
"""

from collections.abc import Iterator

import torch
from torch import Tensor

from lamina.core.batch import Batch, BatchSource, Part
from lamina.data.batches import apply
from lamina.data.images.augment_draws import uniforms, whole
from lamina.data.tags.given_tokens import UNSCORED
from lamina.data.texts.preparation import TextPreparation
from lamina.data.texts.vocabulary import HIDING, MASK_ID

SHARE, MARKED_SHARE, REPLACED_SHARE = 0.15, 0.8, 0.1
HELD = -1  # the epoch that stands for text that is only scored


def hide(tokens: Tensor, row_ids: Tensor, vocab_size: int, seed: int, epoch: int) -> tuple[Tensor, Tensor]:
    """tokens (B, L) int64, row_ids (B,) -> tokens with some of them hidden, and what stood there, -1 elsewhere.

    Padding, marks and unknown tokens are never chosen; of all others in a row round(0.15 n), at least one.
    """
    which, how, other = uniforms(seed, epoch, "hide", row_ids, 3 * tokens.shape[1]).chunk(3, dim=1)
    real = tokens >= len(HIDING)
    count = (SHARE * real.sum(dim=1)).round().clamp(min=1)
    rank = which.masked_fill(~real, 2.0).argsort(dim=1, stable=True).argsort(dim=1)
    chosen = real & (rank < count[:, None])
    hidden = tokens.masked_fill(chosen & (how < MARKED_SHARE), MASK_ID)
    replaced = chosen & (how >= MARKED_SHARE) & (how < MARKED_SHARE + REPLACED_SHARE)
    if vocab_size > len(HIDING):
        hidden = torch.where(replaced, len(HIDING) + whole(other, vocab_size - len(HIDING)), hidden)
    return hidden, tokens.masked_fill(~chosen, UNSCORED)


def behind_start(target: Tensor) -> Tensor:
    """(B, L) -> (B, 1 + L): nothing is asked of the mark that a text begins with."""
    return torch.nn.functional.pad(target, (1, 0), value=UNSCORED)


def hidden_part(part: Part, vocab_size: int, seed: int) -> Part:
    """A part of windows with tokens hidden for scoring; its target (n, 1 + L)."""
    tokens, target = hide(part.inputs["tokens"][:].to(torch.int64), part.row_ids, vocab_size, seed, HELD)
    inputs = {**part.inputs, "tokens": tokens.to(torch.int32)}
    return Part(part.name, inputs, behind_start(target), None, part.row_ids)


class HiddenWords:
    """Batches of whole windows in which tokens are hidden anew in each epoch; implements core.batch.BatchSource."""

    def __init__(self, windows: BatchSource, prepare: TextPreparation, vocab_size: int, seed: int) -> None:
        self._windows, self._prepare, self._vocab_size, self._seed = windows, prepare, vocab_size, seed
        self.num_rows, self.num_batches = windows.num_rows, windows.num_batches

    def epoch(self, epoch: int, start: int = 0) -> Iterator[Batch]:
        """Batches `start`, `start + 1`, ... of an epoch (both counted from 0)."""
        for batch in self._windows.epoch(epoch, start):
            hidden, target = hide(batch.inputs["tokens"], batch.row_ids, self._vocab_size, self._seed, epoch)
            inputs = apply(self._prepare, {**batch.inputs, "tokens": hidden})
            yield Batch(inputs, behind_start(target), None, batch.row_ids)


class HeldWindows:
    """Batches of windows that were hidden once, their target (B, 1 + L) cut where the preparation cuts the tokens:

    a batch of the last, short window alone is short. Implements core.batch.BatchSource.
    """

    def __init__(self, batches: BatchSource) -> None:
        self._batches = batches
        self.num_rows, self.num_batches = batches.num_rows, batches.num_batches

    def epoch(self, epoch: int, start: int = 0) -> Iterator[Batch]:
        """Batches `start`, `start + 1`, ... of an epoch (both counted from 0)."""
        for batch in self._batches.epoch(epoch, start):
            width = batch.inputs["tokens"].shape[1]
            yield Batch(batch.inputs, batch.target[:, :width], batch.weight, batch.row_ids)
