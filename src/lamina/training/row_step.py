"""The step of a network that differentiates itself: plain gradient descent on the few rows that a batch touches.

Word2Vec's tables have tens of thousands of rows, of which a batch touches some hundreds: autograd, an optimizer over
the whole tables, and their gradients would cost many times what the arithmetic costs.
"""

import math
from collections.abc import Callable

import torch
from torch import Tensor

from lamina.core.config import LoopConfig, OptimConfig
from lamina.core.contracts import DifferentiatesItself, RowsGradient, Task
from lamina.core.errors import warn
from lamina.core.events import StepDone
from lamina.core.parallel import one_thread
from lamina.training.guard import NotFiniteError
from lamina.training.loop import Window
from lamina.training.state import TrainingState
from lamina.training.sums import Sums

LIMIT = 1.0  # learning rate times decisions of a row in one step


class RowStep:
    """One update of the touched rows: each moves by the learning rate times the sum of its gradients.

    A sum over many decisions taken at the same weights may overshoot, which one decision after the other would not: a
    row that takes part in more than LIMIT / rate of them moves by LIMIT times its mean gradient. Batches are not
    accumulated, and the sums run in a fixed order, so a run repeats bit for bit.
    """

    window_size = 1

    def __init__(self, state: TrainingState, task: Task, *, rate: Callable[[int, int], float]) -> None:
        assert isinstance(state.network, DifferentiatesItself)
        self.network, self.task, self.rate = state.network, task, rate
        self.reads, self.careful = True, False
        self._decisions: dict[int, Tensor] = {}  # by table: how many each row takes part in; zeros between steps

    @torch.no_grad()
    @one_thread()
    def __call__(self, window: Window, epoch: int, step: int, sums: Sums) -> StepDone:
        """Gradient, then update. `rate` is a function of (epoch, step)."""
        (batch,) = window
        rate = self.rate(epoch, step)
        found = self.network.own_gradient(batch.inputs)
        loss, count = found.loss.item(), found.predicted.item()
        whole = math.isfinite(loss)
        if self.careful and whole:
            whole = all(bool(change.gradient.isfinite().all()) for change in found.changes)
        if not whole:
            raise NotFiniteError
        self.update(found.changes, rate)
        sums.add(self.task, loss, count, batch.target[:, None], batch)
        return StepDone(epoch + 1, step + 1, loss, count, rate)

    def update(self, changes: tuple[RowsGradient, ...], rate: float) -> None:
        """Apply the gradients of rows, each row's at its own rate; a row may stand in several changes."""
        tables = {id(change.table): change.table for change in changes}
        for key, table in tables.items():
            if key not in self._decisions:
                self._decisions[key] = torch.zeros(len(table), dtype=table.dtype, device=table.device)
            self._update_table([change for change in changes if change.table is table], rate)

    def _update_table(self, changes: list[RowsGradient], rate: float) -> None:
        """The changes of one table, in their order."""
        table, total = changes[0].table, self._decisions[id(changes[0].table)]
        for _, rows, _, decisions in changes:
            total.index_add_(0, rows, decisions)
        for _, rows, gradient, _ in changes:
            pace = total.index_select(0, rows).reciprocal_().mul_(-LIMIT).clamp_(min=-rate)
            table.index_add_(0, rows, gradient.mul_(pace[:, None]))
        for _, rows, _, _ in changes:
            total.index_fill_(0, rows, 0.0)


def tell_ignored(optim: OptimConfig, loop: LoopConfig) -> None:
    """Warn of settings that this step has no use for: it is plain gradient descent, batch by batch."""
    asked = {
        "optimizer": optim.optimizer not in ("auto", "sgd"),
        "weight_decay": optim.weight_decay not in ("auto", 0.0),
        "clip_norm": optim.clip_norm not in ("auto", None),
        "accumulate": loop.accumulate > 1,
        "precision": loop.precision not in ("auto", "float32"),
    }
    for setting in (name for name, given in asked.items() if given):
        warn("training.setting_ignored", setting=setting, reason="own-gradient")
