"""Follows a training's health while it runs: stands before its batches, and takes a look (lens.health) now and then.

Which steps are looked at (verbs.health.budget) changes nothing else: a look leaves no trace in the training. A look at
step s is taken before update s + 1.
"""

import math
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from torch import nn

from lamina.core.batch import Batch, BatchSource
from lamina.core.contracts import Task
from lamina.core.errors import warn
from lamina.core.events import EpochDone, Event, StepDone, TrainingDone, TrainingStarted
from lamina.core.health import Breakdown, Chance, LayerHealth, Reading
from lamina.verbs.health.budget import LookBudget
from lamina.verbs.health.file import HealthFile, Written
from lamina.verbs.health.live import LiveDoctor
from lamina.verbs.health.looks import look_at
from lamina.verbs.health.order import Sequence


class HealthWatch:
    """A source of batches that looks before it gives some of them, and a listener that learns what became of the update."""

    def __init__(
        self, network: nn.Module, task: Task, train: BatchSource, path: Path, *, window_size: int = 1,
        autocast: Callable[[], AbstractContextManager[Any]] | None = None,
        clock: Callable[[], float] = time.process_time,
    ) -> None:  # fmt: skip
        """window_size: batches of an update. clock: seconds of computing."""
        self.network, self.train, self.look = network, train, look_at(network, task, autocast)
        self.num_rows, self.num_batches = train.num_rows, train.num_batches
        self.window_size, self.file = window_size, HealthFile(path)
        self.steps_per_epoch = math.ceil(train.num_batches / window_size)
        self.sequence = Sequence()
        self.budget = LookBudget(clock)
        self._next: float = 0
        self._rows = self._batch_rows = 0  # of a look, 0 before the first; of a batch that is not cut short
        self._pending: Reading | None = None
        self._last: tuple[Batch, list[bool]] | None = None  # rows of the last look, and the modes of the modules
        self._done, self._concluding, self._ordered = 0, 0.0, False
        self._loss_scale: Callable[[], float] | None = None  # of float16
        self.chance: Callable[[], Chance | None] | None = None
        self.live: LiveDoctor | None = None

    def epoch(self, epoch: int, start: int = 0) -> Iterator[Batch]:
        """The batches of the source."""
        for number, batch in enumerate(self.train.epoch(epoch, start), start):
            if epoch < 2 and self.look.has_order:
                self.sequence.add(epoch, number, batch)
            step, rows = epoch * self.steps_per_epoch + number // self.window_size, len(batch.row_ids)
            whole = rows >= self._batch_rows  # the last one of an epoch may have too few rows to judge by
            self._batch_rows = max(rows, self._batch_rows)
            if step >= self._next and whole and number % self.window_size == 0 and self.budget.affords(step):
                self._look(batch, epoch, step)
            yield batch

    def hear(self, event: Event) -> None:
        """Finish the reading when its update is done; one more look after the last one."""
        kind = type(event)
        if kind is StepDone:
            self._done = (event.epoch - 1) * self.steps_per_epoch + event.step  # type: ignore[union-attr]
            if self._pending is not None:
                self._finish(event.learning_rate)  # type: ignore[union-attr]
                self._conclude()
        elif kind is EpochDone:
            self._after_epoch(event)  # type: ignore[arg-type]
        elif kind is TrainingStarted:
            self.budget.starts(event)  # type: ignore[arg-type]
            self._loss_scale = event.loss_scale  # type: ignore[union-attr]
        elif kind is TrainingDone:
            self._write_pending()
            if self._last is not None and event.reason != "interrupted":  # type: ignore[union-attr]
                self._look_again()
            self._keep_order()

    def broke(self, told: dict[str, Any]) -> None:
        """The training stopped because a number was not finite; told: parameters of training.not_finite."""
        self._write_pending()
        known = {name: told.get(name) for name in ("learning_rate", "clipped")}
        places = {name: told[name] for name in ("epoch", "step", "part", "what", "layer")}
        self._keep(Breakdown.model_validate({**places, **known}))

    def _after_epoch(self, event: EpochDone) -> None:
        if event.epoch == 2:
            self._keep_order()
        if self.live is not None:
            self.live.add(event)
            self._conclude()

    def _conclude(self) -> None:
        """What is wrong so far, where that costs little; a mistake of the doctor's own stops no training."""
        live = self.live
        if live is None or not live.due(self._done) or not self.budget.affords_more(self._concluding, self._done):
            return
        before = self.budget.spent
        with self.budget.paying():
            try:
                live.conclude(self._done, self.steps_per_epoch)
            except Exception as error:  # of a rule, or of the listener that it is told to
                self.live = None
                warn("verbs.health_not_told", reason=f"{type(error).__name__}: {error}")
        self._concluding = self.budget.spent - before

    def _keep_order(self) -> None:
        if not self._ordered and (order := self.sequence.order()) is not None:
            self._ordered = True
            self._keep(order)

    def _keep(self, record: Written) -> None:
        self.file.add(record)
        if self.live is not None:
            self.live.add(record)

    def _look(self, batch: Batch, epoch: int, step: int) -> None:
        if self.chance is not None:
            with self.budget.paying():
                found, self.chance = self.chance(), None
                if found is not None:
                    self._keep(found)
        self._write_pending()
        with self.budget.paying(looks=1):
            reading = self._reading(batch, epoch, step)
            if reading is None:
                return
            self._rows = max(self._rows, reading.rows)
            self._pending = reading
            self.look.remember()
            kept = self.look.part(batch, reading)
            kept = kept._replace(inputs={name: value.clone() for name, value in kept.inputs.items()})
            self._last = (kept, [module.training for module in self.network.modules()])
        self._next = self.budget.next_look(step)

    def _look_again(self) -> None:
        """After the last update, on the rows of the look before, in the modes of training."""
        assert self._last is not None
        batch, modes = self._last
        now = [module.training for module in self.network.modules()]
        if len(now) != len(modes):
            return
        try:
            self._set(modes)
            epoch = max(self._done - 1, 0) // self.steps_per_epoch
            reading = self._reading(batch, epoch, self._done)
        finally:
            self._set(now)
        if reading is not None:
            self._keep(reading)

    def _set(self, modes: list[bool]) -> None:
        for module, mode in zip(self.network.modules(), modes, strict=True):
            module.training = mode

    def _reading(self, batch: Batch, epoch: int, step: int) -> Reading | None:
        """A look; where a module bears none (it goes back once only, say), that is told, and none is taken any more."""
        rows = self._rows or self.budget.allowance(len(batch.row_ids) * self.window_size)
        try:
            reading = self.look.read(batch, epoch, step, rows)
        except Exception as error:  # whatever a user's module raises: the training itself goes on
            self._next, self._last = math.inf, None
            warn(
                "verbs.health_not_seen", network=type(self.network).__name__, reason=f"{type(error).__name__}: {error}"
            )
            return None
        return reading if self._loss_scale is None else reading.model_copy(update={"loss_scale": self._loss_scale()})

    def _finish(self, learning_rate: float) -> None:
        """The update that the pending reading stood before is done."""
        assert self._pending is not None
        with self.budget.paying():
            ratios = self.look.changes()
            layers = tuple(_with_ratio(layer, ratios) for layer in self._pending.layers)
            self._pending = self._pending.model_copy(update={"layers": layers, "learning_rate": learning_rate})
            self._write_pending()

    def _write_pending(self) -> None:
        if self._pending is not None:
            self._keep(self._pending)
            self._pending = None


def _with_ratio(layer: LayerHealth, ratios: dict[str, float]) -> LayerHealth:
    return layer.model_copy(update={"update_ratio": ratios[layer.name]}) if layer.name in ratios else layer
