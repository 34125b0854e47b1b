"""Losses, row by row: (output, target) -> (B,), so that sums, weights and short batches are taken in one place.

A task turns rows into the loss of a batch: sum(weight * row) / sum(weight), or the plain sum where `divides` is False.
The squared error C over n rows and Y outputs, a = output, y = target, in its three named forms:

    name                  loss of a batch                row                  d loss / d a
    squared-error-sum     sum_i |y_i - a_i|^2            |y - a|^2            2 (a - y)
    squared-error-mean    1/(n Y) sum_i |y_i - a_i|^2    |y - a|^2 / Y        2 (a - y) / (n Y)
    squared-error-half    1/(2n) sum_i |y_i - a_i|^2     |y - a|^2 / 2        (a - y) / n

All three have the same minimum. Their gradients differ by 2n (sum : half), by n Y (sum : mean) and by 2/Y
(mean : half), so the same learning rate means different steps.
"""

from collections.abc import Callable
from dataclasses import dataclass

from torch import Tensor
from torch.nn import functional as F

from lamina.core.errors import InputError, nearest

Rows = Callable[[Tensor, Tensor], Tensor]


def squared_error_sum(output: Tensor, target: Tensor) -> Tensor:
    """|y - a|^2; output, target: (B, Y) -> (B,). The batch's loss is their sum (004 A IV, B II of the notes)."""
    return _difference(output, target).square().sum(dim=1)


def squared_error_mean(output: Tensor, target: Tensor) -> Tensor:
    """|y - a|^2 / Y; output, target: (B, Y) -> (B,). The mean over the rows is torch's MSELoss."""
    return _difference(output, target).square().mean(dim=1)


def squared_error_half(output: Tensor, target: Tensor) -> Tensor:
    """|y - a|^2 / 2; output, target: (B, Y) -> (B,). The mean over the rows is 1/(2n) sum |y - a|^2 (000 of the notes)."""
    return squared_error_sum(output, target) / 2


def absolute_error(output: Tensor, target: Tensor) -> Tensor:
    """mean |y - a| over the outputs; output, target: (B, Y) -> (B,)."""
    return _difference(output, target).abs().mean(dim=1)


def huber(output: Tensor, target: Tensor, delta: float = 1.0) -> Tensor:
    """d^2 / 2 for |d| <= delta, else delta (|d| - delta / 2), mean over the outputs (Huber 1964); (B, Y) -> (B,)."""
    _same_shape(output, target)
    return F.huber_loss(output, target, reduction="none", delta=delta).mean(dim=1)


def cross_entropy(output: Tensor, target: Tensor, label_smoothing: float = 0.0) -> Tensor:
    """log sum_k e^{z_k} - z_target; output: logits (B, K), target: int64 (B,) -> (B,), in nats.

    A target of probabilities p, (B, K), costs sum_k p_k times what class k would cost.

    The softmax is inside (log-sum-exp, the maximum subtracted), so d loss / d z = softmax(z) - onehot(target).
    label_smoothing e: the target becomes (1 - e) onehot + e / K (Szegedy et al. 2015, section 7).
    """
    if output.dim() != 2 or target.shape not in (output.shape[:1], output.shape):
        raise InputError("networks.output_shape", shape=list(output.shape), expected=[target.shape[0], "K"])
    return F.cross_entropy(output, target, reduction="none", label_smoothing=label_smoothing)


def binary_cross_entropy(output: Tensor, target: Tensor, label_smoothing: float = 0.0) -> Tensor:
    """max(z, 0) - z y + log(1 + e^{-|z|}), mean over the labels; logits (B, Y), targets 0..1 (B, Y) -> (B,).

    label_smoothing e: y becomes (1 - e) y + e / 2.
    """
    _same_shape(output, target)
    if label_smoothing:
        target = target * (1 - label_smoothing) + label_smoothing / 2
    return F.binary_cross_entropy_with_logits(output, target, reduction="none").mean(dim=1)


@dataclass(frozen=True)
class Loss:
    """A loss by name: its rows, and whether the batch's loss is divided by the (weighted) number of rows."""

    name: str
    rows: Rows
    divides: bool = True
    smooths: bool = False  # takes label_smoothing


LOSSES: dict[str, Loss] = {
    loss.name: loss
    for loss in (
        Loss("cross-entropy", cross_entropy, smooths=True),
        Loss("binary-cross-entropy", binary_cross_entropy, smooths=True),
        Loss("squared-error-sum", squared_error_sum, divides=False),
        Loss("squared-error-mean", squared_error_mean),
        Loss("squared-error-half", squared_error_half),
        Loss("absolute", absolute_error),
        Loss("huber", huber),
    )
}


def find_loss(name: str) -> Loss:
    """The loss of this name; InputError with the nearest name."""
    if name not in LOSSES:
        raise InputError("networks.unknown_loss", loss=name, nearest=nearest(name, LOSSES), names=", ".join(LOSSES))
    return LOSSES[name]


def _difference(output: Tensor, target: Tensor) -> Tensor:
    _same_shape(output, target)
    return output - target


def _same_shape(output: Tensor, target: Tensor) -> None:
    """(B,) against (B, 1) would broadcast to (B, B) without complaint and train on nonsense."""
    if output.shape != target.shape or output.dim() != 2:
        raise InputError("networks.output_shape", shape=list(output.shape), expected=list(target.shape))
