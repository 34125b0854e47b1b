"""The loss of the best answer that ignores the input: what a training must get below to have learned anything.

By the very loss that is trained, label smoothing and weights of rows and classes included. Of classes and tokens it is
the cross entropy of their shares; of other targets the constant is found by minimising the loss itself.
"""

import math

import torch
from torch import Tensor

from lamina.core.batch import Batch
from lamina.core.contracts import Task
from lamina.core.health import Chance

MOST_ROWS = 4096  # by which a constant is found
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


def chance_of_rows(task: Task, target: Tensor, weight: Tensor | None, num_outputs: int) -> Chance | None:
    """The least mean loss of one answer (Y,) for all rows; target as the loss sees it, weight (n,) or None.

    Convex in the answer for every loss here, so that the minimum found is the least. None of no rows.
    """
    if not len(target):
        return None
    step = -(-len(target) // MOST_ROWS)  # every step-th: the rows are in no order that it could follow
    target, weight = target[::step], None if weight is None else weight[::step]
    batch = Batch({}, target, weight, torch.arange(len(target)))
    answer = torch.zeros(1, num_outputs, dtype=torch.float32, requires_grad=True)
    if target.is_floating_point() and target.dim() == 2 and target.shape[1] == num_outputs and task.name != "classify":
        answer = target.float().median(dim=0, keepdim=True).values.clone().requires_grad_(True)
    search = torch.optim.LBFGS([answer], max_iter=60, line_search_fn="strong_wolfe")
    best = math.inf

    def closure() -> Tensor:
        nonlocal best
        search.zero_grad()
        total, count = task.loss(answer.expand(len(target), num_outputs), batch)
        loss = total / (float(count) or 1.0)
        loss.backward()
        best = min(best, float(loss.detach()))
        return loss

    with torch.enable_grad():
        search.step(closure)  # type: ignore[arg-type]
    how = "constant" if target.is_floating_point() else "class-shares"
    return Chance(loss=best, how=how, rows=len(target)) if math.isfinite(best) else None
