"""Where a training stands: everything that a checkpoint holds and a resumed run continues from."""

import math
import time
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import Tensor, nn

from lamina.core.contracts import Task
from lamina.training.guard import NotFiniteError


@dataclass
class Sums:
    """Running sums over the rows of one pass, from which its mean loss and metrics follow.

    The loss is added up in float64 (Python numbers), batch after batch, so that a resumed epoch adds the same
    numbers in the same order. On an accelerator the losses wait in `pending` and are fetched many at a time.
    """

    loss: float = 0.0
    count: float = 0.0
    rows: int = 0
    seconds: float = 0.0
    tally: Tensor | None = None
    batches: int = 0
    bad_batch: int | None = None  # the first batch whose loss is not finite, found when the losses are fetched
    pending: list[tuple[Tensor, Tensor | float]] = field(default_factory=list)

    def add(self, loss_sum: Tensor, count: Tensor | float, tally: Tensor, rows: int) -> None:
        """Add a batch: sum of losses, sum of weights, tally (m,), number of rows."""
        self.rows += rows
        self.batches += 1
        if loss_sum.is_cpu:
            self.loss += loss_sum.item()
            self.count += float(count)
        else:
            self.pending.append((loss_sum, count))
        if self.tally is None:
            self.tally = tally.to(torch.float64, copy=True) if tally.device.type != "mps" else tally.clone()
        else:
            self.tally += tally

    def settle(self) -> None:
        """Fetch the losses that still wait on the accelerator, oldest first."""
        if not self.pending:
            return
        losses = torch.stack([loss.float() for loss, _ in self.pending]).tolist()
        first = self.batches - len(losses)
        for number, (value, (_, count)) in enumerate(zip(losses, self.pending, strict=True), first):
            self.loss += value
            self.count += float(count)
            if self.bad_batch is None and not math.isfinite(value):
                self.bad_batch = number
        self.pending.clear()

    def results(self, task: Task) -> dict[str, float]:
        """{"loss": mean over the rows, **metrics of the task}; empty when no row was seen."""
        self.settle()
        if self.tally is None:
            return {}
        return {"loss": self.loss / (self.count or 1.0), **task.metrics(self.tally.cpu())}


@dataclass
class TrainingState:
    """Network, optimizer and how far they are; `epoch` and `step` are the cursor: epochs done, steps done in this one."""

    network: nn.Module
    optimizer: torch.optim.Optimizer
    scaler: torch.amp.GradScaler
    epoch: int = 0
    step: int = 0
    sums: Sums = field(default_factory=Sums)
    history: list[dict[str, float]] = field(default_factory=list)
    best_epoch: int = 0
    best_loss: float = float("inf")
    best_weights: dict[str, Tensor] | None = None
    validation_seconds: float = 0.0
    seconds_before: float = 0.0  # of the earlier parts of a resumed run
    started: float = field(default_factory=time.perf_counter)

    @property
    def seconds(self) -> float:
        """Training time so far, validation and checkpoints included, over all parts of the run."""
        return self.seconds_before + time.perf_counter() - self.started

    @property
    def device(self) -> torch.device:
        """Where the network's weights are."""
        return next(self.network.parameters()).device

    def check(self, accumulate: int) -> None:
        """Raise NotFiniteError when a loss of this epoch, now fetched, was not finite."""
        self.sums.settle()
        if self.sums.bad_batch is not None or not math.isfinite(self.sums.loss):
            bad = self.sums.bad_batch if self.sums.bad_batch is not None else self.sums.batches - 1
            raise NotFiniteError(self.epoch, bad // accumulate)

    def keep_best(self, epoch: int, loss: float) -> None:
        """Remember the present weights (buffers too) as the best."""
        self.best_epoch, self.best_loss = epoch, loss
        now = self.network.state_dict()
        if self.best_weights is None:
            self.best_weights = {name: tensor.detach().clone() for name, tensor in now.items()}
        else:
            for name, tensor in now.items():
                self.best_weights[name].copy_(tensor)

    def restore_best(self) -> None:
        """Put the best epoch's weights back into the network, if any were kept."""
        if self.best_weights is not None:
            self.network.load_state_dict(self.best_weights)

    def facts(self) -> dict[str, Any]:
        """The plain (JSON-able) part of the state."""
        self.sums.settle()
        return {
            "epoch": self.epoch,
            "step": self.step,
            "sums": {
                "loss": self.sums.loss, "count": self.sums.count, "rows": self.sums.rows,
                "batches": self.sums.batches, "seconds": self.sums.seconds,
                "tally": None if self.sums.tally is None else self.sums.tally.tolist(),
            },
            "history": self.history,
            "best_epoch": self.best_epoch,
            "best_loss": self.best_loss if self.best_epoch else None,
            "validation_seconds": self.validation_seconds,
            "seconds": self.seconds,
            "scaler": self.scaler.state_dict(),
        }  # fmt: skip
