"""The loss of the best answer that ignores the input: what a training must get below to have learned anything.

By the very loss that is trained, label smoothing and weights of rows and classes included.
"""

import math
from collections.abc import Iterator

import torch
from torch import Tensor

from lamina.core.batch import Batch
from lamina.core.contracts import Task
from lamina.core.health import Chance
from lamina.data.corpus.word_windows import WindowBatches
from lamina.networks.word2vec import Word2Vec
from lamina.verbs.courses.word_scores import loss_without_context

MOST_ROWS = 4096  # by which it is found
UNSCORED = -1


def chance_of_tokens(target: Tensor, num_classes: int, smoothing: float = 0.0) -> Chance | None:
    """Cross entropy of always answering the shares of the tokens; target: (n, L) int64, -1 where nothing is scored.

    Smoothed targets are (1 - e) onehot + e / V on average: the best constant is their mean q, its loss -sum q log q.
    """
    scored = target[target != UNSCORED]
    if not scored.numel():
        return None
    shares = torch.bincount(scored.flatten().long(), minlength=num_classes).double() / scored.numel()
    shares = (1 - smoothing) * shares + smoothing / num_classes
    return Chance(loss=float(torch.special.entr(shares).sum()), how="class-shares", rows=len(target))


def chance_of_words(batches: WindowBatches, network: Word2Vec) -> Chance:
    """Of a word by its neighbours: the best answer that knows only how often each word occurs."""
    return Chance(loss=loss_without_context(batches, network), how="class-shares", rows=batches.num_rows)


def chance_of_rows(
    task: Task, target: Tensor, weight: Tensor | None, num_outputs: int, smoothing: float = 0.0
) -> Chance | None:
    """The least mean loss of one answer (Y,) for all rows; target as the loss sees it, weight (n,) or None.

    None of no rows.
    """
    if not len(target):
        return None
    step = -(-len(target) // MOST_ROWS)  # every step-th: the rows are in no order that it could follow
    target, weight = target[::step], None if weight is None else weight[::step]
    batch = Batch({}, target, weight, torch.arange(len(target)))
    losses = []
    with torch.no_grad():
        for answer in _constants(task, target, weight, num_outputs, smoothing):
            total, count = task.loss(answer.float().expand(len(target), num_outputs), batch)
            losses.append(float(total) / (float(count) or 1.0))
    how = "constant" if target.is_floating_point() else "class-shares"
    return Chance(loss=min(losses), how=how, rows=len(target)) if math.isfinite(min(losses)) else None


def _constants(
    task: Task, target: Tensor, weight: Tensor | None, num_outputs: int, smoothing: float
) -> Iterator[Tensor]:
    """Answers (1, Y) of which one is the best: of classes their shares, by rows and even (what balanced weights make of

    them); of labels their shares; of numbers the mean (squares), the median (absolutes), and between (Huber).
    """
    rows = torch.ones(len(target)) if weight is None else weight.cpu().float()
    if not target.is_floating_point():
        counts = torch.zeros(num_outputs).index_add_(0, target.cpu(), rows)
        for shares in (counts / rows.sum().clamp(min=1e-12), torch.full((num_outputs,), 1 / num_outputs)):
            yield ((1 - smoothing) * shares + smoothing / num_outputs).clamp(min=1e-12).log()[None]
        return
    mean = (target.float() * rows[:, None]).sum(dim=0, keepdim=True) / rows.sum().clamp(min=1e-12)
    if task.name == "classify":
        yield (mean * (1 - smoothing) + smoothing / 2).clamp(1e-6, 1 - 1e-6).logit()
        return
    median = target.float().median(dim=0, keepdim=True).values
    for share in (0.0, 0.25, 0.5, 0.75, 1.0):
        yield share * mean + (1 - share) * median
