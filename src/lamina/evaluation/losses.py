"""The loss of each row, by which rows are ranked from best to worst."""

import torch
from torch import Tensor

from lamina.core.spec import DataSpec

_SMALLEST = torch.finfo(torch.float64).eps  # as scikit-learn's log_loss clips probabilities


def row_losses(answers: Tensor, target: Tensor, spec: DataSpec) -> Tensor:
    """Loss of each row, (n,) float64, from answers (n, Y) and raw targets.

    Classes: -log p of the true class (nats). Labels: mean binary cross entropy. Numbers: mean over the targets of
    the squared error, in squared raw units.
    """
    answers = answers.double()
    if spec.numeric:
        return (answers - target.double()).square().mean(dim=1)
    clipped = answers.clamp(_SMALLEST, 1 - _SMALLEST)
    if spec.multi_label:
        return -torch.where(target > 0.5, clipped.log(), (1 - clipped).log()).mean(dim=1)
    return -clipped.gather(1, target[:, None]).squeeze(1).log()
