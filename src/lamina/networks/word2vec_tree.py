"""Skip-gram and CBOW with hierarchical softmax, and their gradients written out.

Morin, Bengio (2005); Mikolov, Sutskever, Chen, Corrado, Dean (2013), equation 3: a word w is predicted by the turns
b (+1 or -1) at the inner nodes n on the way from the root of a tree to its leaf,

    loss = - sum over the nodes n of the way of log sigmoid(b_n u_n . v)

skip_gram reads v of each neighbour and predicts the word in the middle (the same pairs as the paper's, whose windows
are symmetric in expectation; so does the authors' program); cbow reads the mean of the neighbours' vectors.

Axes: P words, w window, S = 2w + 1 rows of a span, N the longest way, D numbers of a row.
"""

from torch import Tensor

from lamina.blocks.log_loss import said_yes
from lamina.blocks.windows import join_spans, neighbours, spans
from lamina.core.contracts import OwnGradient, RowsGradient


def skip_gram(vectors: Tensor, outputs: Tensor, inputs: dict[str, Tensor], window: int) -> OwnGradient:
    """vectors, outputs: (V, D); inputs: words (P + 2w,), left and right (P,), nodes and turns (P, N)."""
    words = inputs["words"]
    near = spans(vectors.index_select(0, words), window)  # v, (P, S, D)
    known = neighbours(inputs["left"], inputs["right"], window).to(near.dtype)  # (P, S)
    way = outputs.index_select(0, inputs["nodes"].reshape(-1)).view(*inputs["nodes"].shape, -1)  # u_n, (P, N, D)
    turns = inputs["turns"].to(near.dtype)[:, None, :]  # (P, 1, N)
    true = said_yes((near @ way.transpose(1, 2)) * turns, known[:, :, None] * turns.abs())  # (P, S, N)
    slope, taken = true.slope * turns, known[:, :, None] * turns.abs()
    changes = (
        RowsGradient(vectors, words, join_spans(slope @ way), join_spans(taken.sum(dim=2, keepdim=True)).squeeze(1)),
        RowsGradient(
            outputs,
            inputs["nodes"].reshape(-1),
            (slope.transpose(1, 2) @ near).flatten(0, 1),
            taken.sum(dim=1).reshape(-1),
        ),
    )
    return OwnGradient(true.loss, known.sum(), changes)


def cbow(vectors: Tensor, outputs: Tensor, inputs: dict[str, Tensor], window: int) -> OwnGradient:
    """vectors, outputs: (V, D); inputs: words (P + 2w,), left and right (P,), nodes and turns (P, N)."""
    words = inputs["words"]
    near = spans(vectors.index_select(0, words), window)  # (P, S, D)
    known = neighbours(inputs["left"], inputs["right"], window).to(near.dtype)
    share = (known / known.sum(dim=1, keepdim=True).clamp(min=1))[:, None, :]  # (P, 1, S)
    mean = share @ near  # v, (P, 1, D)
    predicted = known.amax(dim=1)  # a word alone in its sentence has no context
    way = outputs.index_select(0, inputs["nodes"].reshape(-1)).view(*inputs["nodes"].shape, -1)  # u_n, (P, N, D)
    turns = inputs["turns"].to(near.dtype)[:, None, :]
    true = said_yes((mean @ way.transpose(1, 2)) * turns, predicted[:, None, None] * turns.abs())  # (P, 1, N)
    slope, taken = true.slope * turns, (predicted[:, None] * inputs["turns"].abs()).to(near.dtype)
    number = share.transpose(1, 2) * taken.sum(dim=1)[:, None, None]  # (P, S, 1)
    changes = (
        RowsGradient(vectors, words, join_spans(share.transpose(1, 2) @ (slope @ way)), join_spans(number).squeeze(1)),
        RowsGradient(
            outputs,
            inputs["nodes"].reshape(-1),
            (slope.transpose(1, 2) @ mean).flatten(0, 1),
            taken.reshape(-1),
        ),
    )
    return OwnGradient(true.loss, predicted.sum(), changes)
