"""The logistic loss against autograd, and where the sigmoid rounds to zero."""

import torch
from torch.nn import functional as F

from lamina.blocks.log_loss import FLOOR, said_no, said_yes


def test_loss_and_slope() -> None:
    scores = torch.linspace(-6, 6, 25, dtype=torch.float64).requires_grad_()
    weight = torch.linspace(0, 2, 25, dtype=torch.float64)
    for said, sign in ((said_yes, 1), (said_no, -1)):
        expected = (-F.logsigmoid(sign * scores) * weight).sum()
        (slope,) = torch.autograd.grad(expected, scores)
        found = said(scores.detach(), weight)
        torch.testing.assert_close(found.loss, expected.detach())
        torch.testing.assert_close(found.slope, slope)


def test_impossible_scores_are_finite() -> None:
    found = said_yes(torch.tensor([-1e4, 1e4]), torch.tensor([1.0, 0.0]))
    assert found.loss == -FLOOR and found.slope.tolist() == [-1.0, 0.0]
