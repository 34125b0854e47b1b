"""Where a training stands: everything that a checkpoint holds and a resumed run continues from."""

import math
import time
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import Tensor, nn

from lamina.training.guard import NotFiniteError
from lamina.training.sums import Sums
from lamina.training.tuning import Tuning


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
    tuning: Tuning | None = None  # stages that learn one after the other, or at rates of their own
    learning_rate: float = 0.0  # of the last step
    validation_seconds: float = 0.0  # of the last validation, with all that closes an epoch
    share: float = 0.0  # of the time budget that is used, as the schedule saw it last
    seconds_before: float = 0.0  # of the earlier parts of a resumed run
    started: float = field(default_factory=lambda: time.perf_counter())

    @property
    def seconds(self) -> float:
        """Training time so far, validation and checkpoints included, over all parts of the run."""
        return self.seconds_before + time.perf_counter() - self.started

    @property
    def epochs(self) -> float:
        """Epochs done: 3, or 2.4 where the time budget ended the third one."""
        return self.history[-1]["epoch"] if self.history else self.epoch

    def begin_epoch(self) -> None:
        """Training mode, where only some stages learn in this epoch for these."""
        if self.tuning is None:
            self.network.train()
        else:
            self.tuning.begin_epoch(self.network, self.epoch)

    @property
    def device(self) -> torch.device:
        """Where the network's weights are."""
        return next(self.network.parameters()).device

    def check(self, window_size: int) -> None:
        """Raise NotFiniteError when a loss of this epoch, now fetched, was not finite."""
        self.sums.settle()
        if self.sums.bad_batch is not None or not math.isfinite(self.sums.loss):
            bad = self.sums.bad_batch if self.sums.bad_batch is not None else self.sums.batches - 1
            raise NotFiniteError(self.epoch, bad // window_size)

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
        """Put the best epoch's weights back into the network, if any were kept; all in the layout of a loaded model."""
        if self.best_weights is not None:
            self.network.load_state_dict(self.best_weights)
        self.network.to(memory_format=torch.contiguous_format)  # type: ignore[call-overload]

    def facts(self) -> dict[str, Any]:
        """The plain (JSON-able) part of the state."""
        return {
            "epoch": self.epoch,
            "step": self.step,
            "sums": self.sums.facts(),
            "history": self.history,
            "best_epoch": self.best_epoch,
            "best_loss": self.best_loss if self.best_epoch else None,
            "learning_rate": self.learning_rate,
            "validation_seconds": self.validation_seconds,
            "share": self.share,
            "seconds": self.seconds,
            "scaler": self.scaler.state_dict(),
        }
