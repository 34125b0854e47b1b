"""Running sums over the rows of one pass, cheap enough for a step of a quarter of a millisecond."""

import math
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import Tensor

from lamina.core.batch import Batch
from lamina.core.contracts import Task

WAIT_BATCHES, WAIT_ELEMENTS = 64, 2**18  # outputs wait for so many batches or numbers, then are tallied at once


@dataclass
class Sums:
    """Losses and outputs of a pass, from which its mean loss and metrics follow.

    The loss is added up in float64 (Python numbers), batch after batch, so that a resumed epoch adds the same
    numbers in the same order. Outputs wait in `waiting` and are tallied many batches at a time; a checkpoint saves
    those that wait, so that the grouping (and with it the last bit) does not depend on when it was written.
    On an accelerator the losses wait too, so that no step waits for the device.
    """

    loss: float = 0.0
    count: float = 0.0
    rows: int = 0  # of those tallied
    batches: int = 0
    seconds: float = 0.0
    tally: Tensor | None = None
    num_waiting: int = 0
    size_waiting: int = 0
    bad_batch: int | None = None  # the first batch whose loss is not finite, found when the losses are fetched
    losses: list[tuple[Tensor, Tensor | float]] = field(default_factory=list)
    waiting: list[tuple[Tensor, Tensor, Tensor | None]] = field(default_factory=list)

    def add(self, task: Task, loss_sum: Tensor | float, count: Tensor | float, output: Tensor, batch: Batch) -> None:
        """Add a batch: sum of losses (a number where it is at hand), sum of weights, and the output for the tally."""
        self.batches += 1
        if isinstance(loss_sum, Tensor):
            self.losses.append((loss_sum, count))
        else:
            self.loss += loss_sum
            self.count += float(count)
        if output.ndim > 2:  # an answer at each step: large, and of another length in each batch
            self._tally(task, output, batch)
            return
        self.waiting.append((output, batch.target, batch.weight))
        self.num_waiting += 1
        self.size_waiting += output.numel()
        if self.num_waiting >= WAIT_BATCHES or self.size_waiting >= WAIT_ELEMENTS:
            self.tally_waiting(task)

    def tally_waiting(self, task: Task) -> None:
        """Tally the outputs that wait, as one batch."""
        if not self.waiting:
            return
        self._tally(task, *self.joined())
        self.waiting, self.num_waiting, self.size_waiting = [], 0, 0

    def _tally(self, task: Task, output: Tensor, batch: Batch) -> None:
        self.rows += output.shape[0]
        tally = task.tally(output, batch)
        tally = tally if tally.device.type == "mps" else tally.double()
        self.tally = tally if self.tally is None else self.tally + tally

    def joined(self) -> tuple[Tensor, Batch]:
        """The waiting outputs (n, Y), and their targets and weights as one batch without inputs."""
        outputs, targets, weights = zip(*self.waiting, strict=True)
        weight = None if weights[0] is None else torch.cat(weights)
        return torch.cat(outputs), Batch({}, torch.cat(targets), weight, torch.empty(0, dtype=torch.int64))

    def settle(self) -> None:
        """Fetch the losses that still wait on the accelerator, oldest first."""
        if not self.losses:
            return
        values = torch.stack([loss.float() for loss, _ in self.losses]).tolist()
        for number, (value, (_, count)) in enumerate(zip(values, self.losses, strict=True), self.batches - len(values)):
            self.loss += value
            self.count += float(count)
            if self.bad_batch is None and not math.isfinite(value):
                self.bad_batch = number
        self.losses.clear()

    def results(self, task: Task) -> dict[str, float]:
        """{"loss": mean over the rows, **metrics of the task}; empty when no row was seen."""
        self.settle()
        self.tally_waiting(task)
        if self.tally is None:
            return {}
        return {"loss": self.loss / (self.count or 1.0), **task.metrics(self.tally.cpu())}

    def facts(self) -> dict[str, Any]:
        """The plain numbers of a pass under way."""
        self.settle()
        names = ("loss", "count", "rows", "batches", "seconds", "num_waiting", "size_waiting")
        tally = None if self.tally is None else self.tally.tolist()
        return {**{name: getattr(self, name) for name in names}, "tally": tally}

    def tensors(self) -> dict[str, Tensor]:
        """The waiting outputs with targets and weights, joined."""
        if not self.waiting:
            return {}
        output, batch = self.joined()
        found = {"waiting.output": output, "waiting.target": batch.target}
        return found if batch.weight is None else {**found, "waiting.weight": batch.weight}
