"""The logistic loss of yes/no decisions with its derivative, as word vectors need it: -log sigmoid(s)."""

from typing import NamedTuple

import torch
from torch import Tensor

FLOOR = -80.0  # of log sigmoid, which is -infinity where the sigmoid rounds to zero


class LogLoss(NamedTuple):
    """loss: the weighted sum; slope: the derivative by each score."""

    loss: Tensor
    slope: Tensor


def said_yes(scores: Tensor, weight: Tensor) -> LogLoss:
    """-log sigmoid(s), to be high for what is true. weight: broadcast to the scores' shape."""
    sigmoid = torch.sigmoid(scores)
    loss = -(torch.log(sigmoid).clamp_(min=FLOOR).mul_(weight)).sum()
    return LogLoss(loss, sigmoid.sub_(1).mul_(weight))


def said_no(scores: Tensor, weight: Tensor) -> LogLoss:
    """-log sigmoid(-s), to be low for what is noise. weight: broadcast to the scores' shape."""
    loss, slope = said_yes(-scores, weight)
    return LogLoss(loss, slope.neg_())
