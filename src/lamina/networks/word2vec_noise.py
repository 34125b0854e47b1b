"""Skip-gram and CBOW with negative sampling, and their gradients written out.

Mikolov, Sutskever, Chen, Corrado, Dean (2013), Distributed representations of words and phrases, equation 4: for each
word o that stands near a word c, with k noise words n drawn from P(n),

    loss = -log sigmoid(v_c . u_o) - sum over k noise words of log sigmoid(-v_c . u_n)

skip_gram reads v_c of the word itself and predicts each of its neighbours; cbow reads the mean of the neighbours'
vectors as v_c and predicts the word (Mikolov, Chen, Corrado, Dean 2013, Efficient estimation, section 3).

Differs from the paper in: K noise words are shared by a group of neighbouring words, each with the weight k / K, so
that scores are products of matrices; the expected gradient is the same (Ji, Satish, Li, Dubey 2016, Parallelizing
word2vec, shares them by window). A batch's gradients are all taken before any of them is applied. Speed is few kernels:
words of the text and noise words go through the same products, and more pairs are multiplied than count.

Axes: P words, L of a block, M = L + 2w its span, G groups of P / G words with K noise words each, D numbers.
"""

from functools import cache
from typing import NamedTuple

import torch
from torch import Tensor

from lamina.blocks.log_loss import said_no, said_yes
from lamina.blocks.windows import BLOCK, block_neighbours, block_spans, join_block_spans
from lamina.core.contracts import OwnGradient, RowsGradient


def num_shared(window: int, negatives: int) -> int:
    """K, noise words of a block of words: at least as many as words, and as asked for each pair.

    Together with the block's span they are a multiple of 16: products of such matrices take less time.
    """
    least, span = max(BLOCK, negatives), BLOCK + 2 * window
    return least + -(span + least) % BLOCK


class Noise(NamedTuple):
    """What noise words cost, and the derivative of it."""

    loss: Tensor
    of_words: RowsGradient  # of the G * K noise words
    of_rows: Tensor  # (P, D)


def skip_gram(vectors: Tensor, outputs: Tensor, inputs: dict[str, Tensor], window: int, negatives: int) -> OwnGradient:
    """vectors, outputs: (V, D); inputs: words (P + 2w,), left and right (P,), noise (G, K).

    The words of a block are multiplied with all words that their windows reach and with the noise words at once; a
    weight says which of these pairs count: 1 within the window, k / K for noise beside each pair, else 0.
    """
    words, noise = inputs["words"], inputs["noise"]
    read = words[window : len(words) - window]
    near = words.unfold(0, BLOCK + 2 * window, BLOCK)  # (B, M)
    drawn = noise[:, None].expand(-1, len(near) // len(noise), -1).reshape(len(near), -1)  # (B, K)
    others = torch.cat((near, drawn), dim=1).view(-1)
    center = vectors.index_select(0, read).view(len(near), BLOCK, -1)  # v_c, (B, L, D)
    other = outputs.index_select(0, others).view(len(near), -1, center.shape[2])  # u_o, then u_n, (B, M + K, D)
    sides = _Sides(window, noise.shape[1], negatives, center.dtype, center.device)
    reach = torch.stack((inputs["left"], inputs["right"]))
    weight = _pair_weights(reach, sides)  # (B, L, M + K)
    truth = _truth(sides)  # (M + K,)
    told = said_yes((center @ other.transpose(1, 2)).mul_(truth), weight)
    slope = told.slope.mul_(truth)
    of_center = slope @ other
    of_other = torch.bmm(slope.transpose(1, 2), center, out=other)  # in place of what is no longer needed
    changes = (
        RowsGradient(vectors, read, of_center.flatten(0, 1), weight.sum(dim=2).view(-1)),
        RowsGradient(outputs, others, of_other.flatten(0, 1), weight.sum(dim=1).view(-1)),
    )
    return OwnGradient(told.loss, reach.sum(), changes)


class _Sides(NamedTuple):
    """What the weights of pairs depend on, but for how far each window reaches."""

    window: int
    shared: int
    negatives: int
    dtype: torch.dtype
    device: torch.device


@cache
def _truth(sides: _Sides) -> Tensor:
    """(M + K,) 1 of words of the text, -1 of noise words."""
    return torch.tensor([1.0] * (BLOCK + 2 * sides.window) + [-1.0] * sides.shared).to(sides.device, sides.dtype)


def _pair_weights(reach: Tensor, sides: _Sides) -> Tensor:
    """reach: (2, P), words of each window to the left and to the right -> (B, L, M + K).

    The words to the left and those to the right each add a row that is looked up, by how many they are.
    """
    rows, first = _side_weights(sides)
    number = (reach.view(2, -1, BLOCK) + first).view(-1)
    return rows.index_select(0, number).view(2, -1, BLOCK, rows.shape[1]).sum(dim=0)


@cache
def _side_weights(sides: _Sides) -> tuple[Tensor, Tensor]:
    """(2 L (w + 1), M + K): for each side, place in the block, and number of words to that side, what these add to the

    weights of the place's pairs; and (2, 1, L) where the rows of a side and place begin.
    """
    window, shared, negatives, dtype, device = sides
    reach = torch.arange(window + 1).repeat(BLOCK, 1).T.flatten()  # in block n every word reaches n words far
    found = []
    for left, right in ((reach, 0 * reach), (0 * reach, reach)):
        near = block_neighbours(left, right, window).to(torch.float64)  # (w + 1, L, M)
        far = reach.view(-1, BLOCK, 1) * torch.full((shared,), negatives / shared, dtype=torch.float64)
        found.append(torch.cat((near, far), dim=2).transpose(0, 1).flatten(0, 1))
    first = torch.arange(2 * BLOCK, device=device).view(2, 1, BLOCK) * (window + 1)
    return torch.cat(found).to(device, dtype), first


def cbow(vectors: Tensor, outputs: Tensor, inputs: dict[str, Tensor], window: int, negatives: int) -> OwnGradient:
    """vectors, outputs: (V, D); inputs: words (P + 2w,), left and right (P,), noise (G, K)."""
    words, left, right = inputs["words"], inputs["left"], inputs["right"]
    read = words[window : len(words) - window]
    near = block_spans(vectors.index_select(0, words), window)  # (B, M, D)
    number = (left + right).to(near.dtype)
    share = block_neighbours(left, right, window) / number.clamp(min=1).view(-1, BLOCK, 1)  # (B, L, M)
    mean = (share @ near).view(len(read), -1)  # v_c, (P, D)
    predicted = number.gt(0).to(near.dtype)  # a word alone in its sentence has no context
    center = outputs.index_select(0, read)  # u_o, (P, D)
    true = said_yes((mean * center).sum(dim=1), predicted)  # (P,)
    noise = noise_gradient(mean, outputs, inputs["noise"], predicted, negatives)
    of_mean = (true.slope[:, None] * center).add_(noise.of_rows)
    of_near = join_block_spans(share.transpose(1, 2) @ of_mean.view(-1, BLOCK, of_mean.shape[1]), window)
    taken = join_block_spans(share.sum(dim=1)[:, :, None], window).squeeze(1)
    changes = (
        RowsGradient(vectors, words, of_near, taken * (1 + negatives)),
        RowsGradient(outputs, read, true.slope[:, None] * mean, predicted),
        noise.of_words,
    )
    return OwnGradient(true.loss + noise.loss, predicted.sum(), changes)


def noise_gradient(rows: Tensor, outputs: Tensor, noise: Tensor, predicted: Tensor, negatives: int) -> Noise:
    """rows: (P, D), the v_c; noise: (G, K); predicted: (P,) words that each v_c predicts, with k noise words each."""
    num_groups, shared = noise.shape
    groups = rows.view(num_groups, -1, rows.shape[1])  # (G, P / G, D)
    drawn = outputs.index_select(0, noise.reshape(-1)).view(num_groups, shared, -1)  # u_n, (G, K, D)
    weight = (predicted * (negatives / shared)).view(num_groups, -1, 1)
    false = said_no(groups @ drawn.transpose(1, 2), weight)  # (G, P / G, K)
    of_words = (false.slope.transpose(1, 2) @ groups).flatten(0, 1)
    decisions = weight.sum(dim=1).expand(-1, shared).reshape(-1)
    return Noise(
        false.loss, RowsGradient(outputs, noise.reshape(-1), of_words, decisions), (false.slope @ drawn).view_as(rows)
    )
