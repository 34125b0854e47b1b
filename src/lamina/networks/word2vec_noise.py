"""Skip-gram and CBOW with negative sampling, and their gradients written out.

Mikolov, Sutskever, Chen, Corrado, Dean (2013), Distributed representations of words and phrases, equation 4: for each
word o that stands near a word c, with k noise words n drawn from P(n),

    loss = -log sigmoid(v_c . u_o) - sum over k noise words of log sigmoid(-v_c . u_n)

skip_gram reads v_c of the word itself and predicts each of its neighbours; cbow reads the mean of the neighbours'
vectors as v_c and predicts the word (Mikolov, Chen, Corrado, Dean 2013, Efficient estimation, section 3).

Differs from the paper in: K noise words are shared by a group of neighbouring words, each with the weight k / K, so
that scores are products of matrices; the expected gradient is the same (Ji, Satish, Li, Dubey 2016, Parallelizing
word2vec, shares them by window). A batch's gradients are all taken before any of them is applied.

Axes: P words, L of a block, M = L + 2w its span, G groups of P / G words with K noise words each, D numbers.
"""

from typing import NamedTuple

from torch import Tensor
from torch.nn import functional as F

from lamina.blocks.log_loss import said_no, said_yes
from lamina.blocks.windows import BLOCK, block_neighbours, block_spans, join_block_spans
from lamina.core.contracts import OwnGradient, RowsGradient


class Noise(NamedTuple):
    """What noise words cost, and the derivative of it."""

    loss: Tensor
    of_words: RowsGradient  # of the G * K noise words
    of_rows: Tensor  # (P, D)


def skip_gram(vectors: Tensor, outputs: Tensor, inputs: dict[str, Tensor], window: int, negatives: int) -> OwnGradient:
    """vectors, outputs: (V, D); inputs: words (P + 2w,), left and right (P,), noise (G, K)."""
    words, left, right = inputs["words"], inputs["left"], inputs["right"]
    read = words[window : len(words) - window]
    center = vectors.index_select(0, read)  # v_c, (P, D)
    near = block_spans(outputs.index_select(0, words), window)  # u_o, (B, M, D)
    blocks = center.view(-1, BLOCK, center.shape[1])
    true = said_yes(blocks @ near.transpose(1, 2), block_neighbours(left, right, window))  # (B, L, M)
    pairs = (left + right).to(center.dtype)
    noise = noise_gradient(center, outputs, inputs["noise"], pairs, negatives)
    of_center = (true.slope @ near).view_as(center).add_(noise.of_rows)
    of_near = join_block_spans(true.slope.transpose(1, 2) @ blocks, window)
    changes = (
        RowsGradient(vectors, read, of_center, pairs * (1 + negatives)),
        RowsGradient(outputs, words, of_near, F.pad(pairs, (window, window))),  # predicted as often as it predicts
        noise.of_words,
    )
    return OwnGradient(true.loss + noise.loss, pairs.sum(), changes)


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
