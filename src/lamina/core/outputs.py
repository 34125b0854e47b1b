"""What a network may give: a tensor, or a NamedTuple whose first field is the answer (DESIGN: named outputs).

A NamedTuple with `loss_weights`, a number per field, has auxiliary outputs of the same form as the answer, which are
learned with those weights in training (GoogLeNet: 1, 0.3, 0.3). Without `loss_weights` only the answer is learned.
"""

from typing import NamedTuple

from torch import Tensor

from lamina.core.batch import Batch
from lamina.core.contracts import Task

Output = Tensor | tuple[Tensor, ...]


class Losses(NamedTuple):
    """Sums over the rows of a batch."""

    learned: Tensor  # what the gradient is taken of: auxiliary outputs included
    told: Tensor  # the answer's own loss: what curves show, comparable with validation, where nothing is auxiliary
    weight: Tensor | float  # sum of the rows' weights


def main_output(output: Output) -> Tensor:
    """The tensor that is the answer: of a NamedTuple its field `logits`, else its first."""
    if isinstance(output, Tensor):
        return output
    named = getattr(output, "logits", None)
    return named if isinstance(named, Tensor) else output[0]


def losses_of(task: Task, output: Output, batch: Batch) -> Losses:
    """The task's loss of an output, auxiliary outputs with their weights."""
    if isinstance(output, Tensor):
        loss, count = task.loss(output, batch)
        return Losses(loss, loss, count)
    answer = main_output(output)
    told, count = task.loss(answer, batch)
    learned = told
    for part, weight in zip(output, getattr(output, "loss_weights", ()), strict=False):
        if part is not answer:
            learned = learned + weight * task.loss(part, batch)[0]
    return Losses(learned, told, count)
