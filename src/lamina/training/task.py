"""What is learned: a task turns the network's output and a batch into sums, from which loss and metrics follow.

    classify   logits (B, K), target int64 (B,)*       cross entropy, or binary cross entropy for two classes
    labels     logits (B, Y), target 0/1 (B, Y)        binary cross entropy of each label
    forecast   numbers (B, Y), target (B, Y) scaled    as regress, one number per target variable and step ahead
    regress    numbers (B, Y), target (B, Y) scaled    squared error in three forms, absolute error, Huber

* or, of mixed images, probabilities of the classes, (B, K).
Sample weights multiply each row's loss; the mean is taken over the sum of the weights. Metrics count rows alike.
"""

from functools import partial

import torch
from torch import Tensor
from torch.nn import functional as F

from lamina.blocks.losses import Loss, Rows, find_loss
from lamina.core.batch import Batch
from lamina.core.config import TaskConfig
from lamina.core.contracts import Task
from lamina.core.errors import InputError, warn
from lamina.core.spec import DataSpec

CLASSIFY_LOSSES = ("cross-entropy", "binary-cross-entropy")
LABEL_LOSSES = ("binary-cross-entropy",)
REGRESS_LOSSES = ("squared-error-mean", "squared-error-sum", "squared-error-half", "absolute", "huber")

LossAndCount = tuple[Tensor, Tensor | float]

# Sum over the rows in one kernel: equal to `rows(...).sum()` of blocks.losses (a test says so) at a third of the time.
TOTALS: dict[str, Rows] = {
    "squared-error-sum": lambda output, target: F.mse_loss(output, target, reduction="sum"),
    "squared-error-half": lambda output, target: F.mse_loss(output, target, reduction="sum") / 2,
    "squared-error-mean": lambda output, target: _mean_outputs(F.mse_loss(output, target, reduction="sum"), output),
    "absolute": lambda output, target: _mean_outputs(F.l1_loss(output, target, reduction="sum"), output),
    "huber": lambda output, target: _mean_outputs(F.huber_loss(output, target, reduction="sum"), output),
}


class Classify:
    """One of K classes. loss: logits (B, K), target int64 (B,), or of mixed images the probabilities of the classes,

    float (B, K); tally: (rows answered right, rows), of a mixture the class with the largest share is the right one.
    Class weights (K,) multiply the loss of a row by the weight of its true class, and its weight in the mean.
    The binary cross entropy of two classes takes z = logit 1 - logit 0, and is equal to their cross entropy.
    """

    name = "classify"

    def __init__(self, loss: Loss, label_smoothing: float = 0.0, class_weights: Tensor | None = None) -> None:
        self.loss_name, self.divides = loss.name, loss.divides
        self._binary = loss.name == "binary-cross-entropy"
        self._rows, self._class_weights = _smoothed(loss, label_smoothing), class_weights

    def loss(self, output: Tensor, batch: Batch) -> LossAndCount:
        """(sum of the rows' weighted losses, sum of the weights)."""
        output = _full(output)
        target, weight = self._weighed(batch.target, output)
        if self._binary:
            logit = (output[:, 1] - output[:, 0]).unsqueeze(1)
            second = target if target.dim() == 1 else target[:, 1]
            rows = self._rows(logit, second.unsqueeze(1).to(output.dtype))
        else:
            rows = self._rows(output, target)
        if weight is None or batch.weight is None:
            return _weigh(rows, batch.weight if weight is None else weight)
        return _weigh(rows, weight * batch.weight)

    def _weighed(self, target: Tensor, output: Tensor) -> tuple[Tensor, Tensor | None]:
        """The target as the loss takes it, and each row's weight by its class.

        The loss is linear in the probabilities p of a mixture: sum_k p_k w_k loss_k is the loss of the mixture
        p w / (p . w), times p . w.
        """
        if target.dim() == 2:
            target = target.to(output.dtype)
        if self._class_weights is None:
            return target, None
        if self._class_weights.device != output.device:
            self._class_weights = self._class_weights.to(output.device)
        if target.dim() == 1:
            return target, self._class_weights[target]
        parts = target * self._class_weights
        weight = parts.sum(dim=1)
        return parts / weight.unsqueeze(1), weight

    @torch.no_grad()
    def tally(self, output: Tensor, batch: Batch) -> Tensor:
        """(right, rows) as float32 (2,)."""
        target = batch.target if batch.target.dim() == 1 else batch.target.argmax(dim=1)
        right = (output.argmax(dim=1) == target).sum(dtype=torch.float32)
        return torch.stack((right, _number(len(target), output.device)))

    def metrics(self, tally: Tensor) -> dict[str, float]:
        """{"accuracy": share of the rows answered right}."""
        return {"accuracy": (tally[0] / tally[1]).item()}


class MultiLabel:
    """Several yes/no labels at once. loss: logits (B, Y), target 0/1 (B, Y); tally: (labels answered right, labels)."""

    name = "classify"

    def __init__(self, loss: Loss, label_smoothing: float = 0.0) -> None:
        self.loss_name, self.divides = loss.name, loss.divides
        self._rows = _smoothed(loss, label_smoothing)

    def loss(self, output: Tensor, batch: Batch) -> LossAndCount:
        """(sum of the rows' weighted losses, sum of the weights); a row's loss is the mean over its labels."""
        return _weigh(self._rows(_full(output), batch.target), batch.weight)

    @torch.no_grad()
    def tally(self, output: Tensor, batch: Batch) -> Tensor:
        """(right, labels) as float32 (2,)."""
        right = ((output > 0) == (batch.target > 0.5)).sum(dtype=torch.float32)
        return torch.stack((right, _number(output.numel(), output.device)))

    def metrics(self, tally: Tensor) -> dict[str, float]:
        """{"accuracy": share of all labels answered right}."""
        return {"accuracy": (tally[0] / tally[1]).item()}


class Regress:
    """Numbers. loss: output and target (B, Y), scaled; tally: per target the sums of squares, then of absolutes, rows.

    target_scale (Y,): raw = scaled * scale + mean, so an error times the scale is an error in raw units.
    """

    name = "regress"

    def __init__(self, loss: Loss, target_scale: Tensor | None = None) -> None:
        self.loss_name, self.divides = loss.name, loss.divides
        self._rows, self._total = loss.rows, TOTALS[loss.name]
        self._scale = None if target_scale is None else target_scale.detach().double().cpu().reshape(-1)

    def loss(self, output: Tensor, batch: Batch) -> LossAndCount:
        """(sum of the rows' weighted losses, sum of the weights), in scaled units."""
        output, target = _full(output), batch.target
        if batch.weight is None and output.shape == target.shape:
            return self._total(output, target), float(len(target))
        return _weigh(self._rows(output, target), batch.weight)

    @torch.no_grad()
    def tally(self, output: Tensor, batch: Batch) -> Tensor:
        """(Y sums of squared errors, Y sums of absolute errors, rows) in scaled units, float32 (2 Y + 1,)."""
        error = (output - batch.target).float()
        squares, absolutes = error.square().sum(dim=0), error.abs().sum(dim=0)
        return torch.cat((squares, absolutes, _number(len(error), error.device).view(1)))

    def metrics(self, tally: Tensor) -> dict[str, float]:
        """{"rmse", "mae"} over rows and targets, in raw units."""
        sums, rows = tally[:-1].double().view(2, -1), tally[-1]
        scale = torch.ones(sums.shape[1], dtype=torch.float64) if self._scale is None else self._scale
        squares = (sums[0] * scale.square()).mean() / rows
        return {"rmse": squares.sqrt().item(), "mae": ((sums[1] * scale.abs()).mean() / rows).item()}


def make_task(
    spec: DataSpec, config: TaskConfig, *, class_weights: Tensor | None = None, target_scale: Tensor | None = None
) -> Task:
    """The task of a spec with the loss that the config names; a loss that does not fit is refused.

    class_weights (K,) for classify; target_scale (Y,) in raw units for regress. A setting without effect warns.
    """
    smoothing = 0.0 if config.label_smoothing == "auto" else config.label_smoothing
    weighs_classes = class_weights is not None or config.class_weights != "none"
    if spec.numeric:
        if smoothing:
            warn("training.setting_ignored", setting="label_smoothing", reason="regress")
        if weighs_classes:
            warn("training.setting_ignored", setting="class_weights", reason="regress")
        return Regress(_choose(config.loss, REGRESS_LOSSES, "regress"), target_scale)
    if spec.multi_label:
        if weighs_classes:
            warn("training.setting_ignored", setting="class_weights", reason="labels")
        return MultiLabel(_choose(config.loss, LABEL_LOSSES, "labels"), smoothing)
    loss = _choose(config.loss, CLASSIFY_LOSSES, "classify")
    if loss.name == "binary-cross-entropy" and len(spec.classes) != 2:
        raise InputError("training.loss_two_classes", loss=loss.name, classes=len(spec.classes))
    return Classify(loss, smoothing, class_weights)


def _choose(name: str, fitting: tuple[str, ...], task: str) -> Loss:
    """The named loss, or the first that fits for "auto"; one that does not fit is refused with those that do."""
    if name != "auto" and name not in fitting:
        raise InputError("training.loss_does_not_fit", loss=name, task=task, fitting=", ".join(fitting))
    return find_loss(fitting[0] if name == "auto" else name)


def _smoothed(loss: Loss, label_smoothing: float) -> Rows:
    return partial(loss.rows, **{"label_smoothing": label_smoothing}) if label_smoothing else loss.rows


def _weigh(rows: Tensor, weight: Tensor | None) -> LossAndCount:
    """Rows (B,) to (sum of weight * row, sum of weight); a row of weight 0 counts nothing."""
    if weight is None:
        return rows.sum(), float(len(rows))
    total = weight.sum()
    return (rows * weight).sum(), total.item() if total.is_cpu else total


def _mean_outputs(total: Tensor, output: Tensor) -> Tensor:
    return total if output.shape[1] == 1 else total / output.shape[1]


def _full(output: Tensor) -> Tensor:
    """Half-precision outputs in float32: sums over rows need the digits."""
    return output.float() if output.dtype in (torch.bfloat16, torch.float16) else output


_numbers: dict[tuple[int, torch.device], Tensor] = {}


def _number(value: int, device: torch.device) -> Tensor:
    """A float32 scalar on the device; kept, because making one costs more than the rest of a small tally."""
    key = (value, device)
    if key not in _numbers:
        _numbers[key] = torch.tensor(float(value), device=device)
    return _numbers[key]
