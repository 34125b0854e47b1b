"""The training loop: read this first.

An epoch is a walk over the batches of the training rows; each step learns from one batch (`TrainStep`): forward,
loss, zero_grad, backward, clip, step. The same walk goes over the validation rows with a step that only looks
(`LookStep`). The loop knows nothing of files, progress bars or early stopping: it announces what happened
(core.events), and who listens may ask for a stop.

Randomness is a function of (seed, epoch, step): the generator is set anew before each step, so a run that is
killed and resumed draws the same dropout masks as one that never was. Epochs and steps count from 0 here and
from 1 in what is announced.
"""

import math
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from itertools import islice
from typing import Any, Protocol

import torch
from torch import Tensor
from torch.nn.utils import clip_grad_norm_, get_total_norm

from lamina.core.batch import Batch, BatchSource
from lamina.core.contracts import Task
from lamina.core.events import EpochDone, Event, StepDone, TrainingStarted
from lamina.core.outputs import losses_of, main_output
from lamina.training.guard import NotFiniteError
from lamina.training.randomness import Dice
from lamina.training.state import TrainingState
from lamina.training.sums import Sums

Window = Sequence[Batch]  # the batches of one update: one, unless gradients are accumulated
FETCH_LOSSES = 16  # on an accelerator the losses are fetched, and looked at, so many at a time
READ_AT_ONCE = ("cpu",)  # devices on which reading a loss makes no step wait
Announce = Callable[[Event], str | None]


class Step(Protocol):
    """What a walk does with each window of `window_size` batches (the last window of a pass may be smaller)."""

    window_size: int
    reads: bool  # look at each loss as it comes
    careful: bool  # and at each gradient

    def __call__(self, window: Window, epoch: int, step: int, sums: Sums) -> StepDone: ...


class TrainStep:
    """One update of the weights: the gradient is that of the window's mean loss over its rows."""

    def __init__(
        self,
        state: TrainingState,
        task: Task,
        *,
        rate: Callable[[int, int], float],
        seed: int,
        clip_norm: float | None = None,
        window_size: int = 1,
        autocast: AbstractContextManager[Any],
    ) -> None:
        self.network, self.optimizer, self.scaler, self.task = state.network, state.optimizer, state.scaler, task
        self.rate, self.clip_norm, self.autocast = rate, clip_norm, autocast
        self.window_size = window_size
        self.parameters = [item for group in state.optimizer.param_groups for item in group["params"]]
        self.dice = Dice(state.device, seed)
        self.divides = task.divides
        self.device, self.dtype = state.device, self.parameters[0].dtype
        self.shares: dict[float, Tensor] = {}
        self.reads = state.device.type in READ_AT_ONCE
        self.careful = False  # look at every loss and gradient: to find the step in which one was not finite

    def __call__(self, window: Window, epoch: int, step: int, sums: Sums) -> StepDone:
        """Forward, loss, zero_grad, backward, clip, step. `rate` is a function of (epoch, step)."""
        rate = self.rate(epoch, step)
        for group in self.optimizer.param_groups:
            group["lr"] = rate * group.get("factor", 1.0)
        self.dice.throw(epoch, step)
        for parameter in self.parameters:
            parameter.grad = None  # zero_grad
        total_loss: Any = 0.0
        total_count: Any = 0.0
        for batch in window:
            with self.autocast:
                output = self.network(*batch.inputs.values())
                learned, told, count = losses_of(self.task, output, batch)
            value = finite(told, batch) if self.reads else told.detach()
            if self.reads and learned is not told:
                finite(learned, batch)
            self.scaler.scale(learned).backward(self.share(count, window))
            sums.add(self.task, value, count, main_output(output).detach(), batch)
            total_loss += value
            total_count += count
        self.finish_gradient(window, total_count)
        self.scaler.step(self.optimizer)
        self.scaler.update()
        return StepDone(epoch + 1, step + 1, total_loss, total_count, rate)

    def share(self, count: Tensor | float, window: Window) -> Tensor | None:
        """What the sum's gradient is multiplied by for that of the mean: 1 / count (quicker than dividing the loss).

        None (1) for a window of several batches, whose weight is known after the last one: `finish_gradient` divides.
        """
        if not self.divides or len(window) > 1:
            return None
        if isinstance(count, Tensor):
            return torch.reciprocal(torch.where(count > 0, count, 1.0))
        if count not in self.shares:
            if len(self.shares) > 16:  # weighted rows: every batch has its own weight
                self.shares.clear()
            self.shares[count] = torch.tensor(1.0 / (count or 1.0), dtype=self.dtype, device=self.device)
        return self.shares[count]

    def finish_gradient(self, window: Window, count: Tensor | float) -> None:
        """Divide a window's sums by its true weight (also when it is the last, partial one), then clip."""
        if self.divides and len(window) > 1:
            for parameter in self.parameters:
                if parameter.grad is not None:
                    parameter.grad /= divisor(count)
        if self.clip_norm is not None:
            self.scaler.unscale_(self.optimizer)
            norm = clip_grad_norm_(self.parameters, self.clip_norm)
            if self.reads and not self.scaler.is_enabled():
                finite(norm, window[0])
        elif self.careful and not self.scaler.is_enabled():
            finite(get_total_norm([p.grad for p in self.parameters if p.grad is not None]), window[0])


class LookStep:
    """Forward and loss without learning: validation."""

    window_size = 1
    careful = False

    def __init__(self, state: TrainingState, task: Task, autocast: AbstractContextManager[Any]) -> None:
        self.network, self.task, self.autocast = state.network, task, autocast
        self.reads = state.device.type in READ_AT_ONCE

    @torch.no_grad()
    def __call__(self, window: Window, epoch: int, step: int, sums: Sums) -> StepDone:
        """Add the window's losses and tallies to `sums`."""
        (batch,) = window
        with self.autocast:
            output = self.network(*batch.inputs.values())
            _, told, count = losses_of(self.task, output, batch)
        value = finite(told, batch) if self.reads else told
        sums.add(self.task, value, count, main_output(output), batch)
        return StepDone(epoch + 1, step + 1, told, count, 0.0)


def walk(
    windows: Iterable[Window], step: Step, epoch: int, start: int, sums: Sums, after: Callable[[StepDone], str | None]
) -> str | None:
    """One pass over windows of batches, for training and for validation alike; `after` may answer a reason to stop."""
    begin = time.perf_counter()
    for number, window in enumerate(windows, start):
        try:
            done = step(window, epoch, number, sums)
        except NotFiniteError as error:
            raise error.at(epoch, number) from None
        pause = time.perf_counter()
        sums.seconds += pause - begin
        reason = after(done)
        if reason is not None:
            return reason
        begin = time.perf_counter()
    return None


@dataclass
class Loop:
    """Epochs of training and validation, from where `state` stands."""

    state: TrainingState
    task: Task
    train: BatchSource
    validation: BatchSource | None
    learn: Step
    look: Step
    announce: Announce
    interrupted: Callable[[], bool] = lambda: False

    @property
    def steps_per_epoch(self) -> int:
        """Updates in a whole epoch."""
        return math.ceil(self.train.num_batches / self.learn.window_size)

    def run(self, num_epochs: int, seconds_left: float | None = None) -> str:
        """Train until `num_epochs` epochs are done ("epochs") or a listener answers a reason to stop; gives the reason.

        seconds_left: of a time budget, for those who draw; the budget itself is a listener.
        """
        state = self.state
        scale = state.scaler.get_scale if state.scaler.is_enabled() else None
        begun = TrainingStarted(num_epochs, self.steps_per_epoch, state.epoch, state.step, seconds_left, scale)
        reason = self.announce(begun)
        while reason is None and state.epoch < num_epochs:
            reason = self.train_epoch()
            if reason == "interrupted":
                return reason
            begin = time.perf_counter()
            looked = self.validate()
            if looked is None:
                return "interrupted"
            asked = self.finish_epoch(looked)
            state.validation_seconds = time.perf_counter() - begin
            reason = reason or (asked if state.epoch < num_epochs else None)
        return reason or "epochs"

    def train_epoch(self) -> str | None:
        """The rest of the present epoch, from the cursor on."""
        state = self.state
        state.begin_epoch()
        batches = self.train.epoch(state.epoch, state.step * self.learn.window_size)
        return walk(
            in_windows(batches, self.learn.window_size),
            self.learn,
            state.epoch,
            state.step,
            state.sums,
            self.after_step,
        )

    def after_step(self, done: StepDone) -> str | None:
        """Move the cursor, then tell the listeners."""
        self.state.step, self.state.learning_rate = done.step, done.learning_rate
        if len(self.state.sums.losses) >= FETCH_LOSSES:
            self.state.check(self.learn.window_size)
        return self.announce(done)

    def validate(self) -> Sums | None:
        """Sums over the validation rows (empty without such rows); None when the user asked to stop."""
        sums = Sums()
        if self.validation is None:
            return sums
        state = self.state
        state.network.eval()
        windows = in_windows(self.validation.epoch(0), self.look.window_size)
        try:
            stopped = walk(windows, self.look, state.epoch, 0, sums, self.after_look)
        except NotFiniteError as error:
            raise error.of("validation") from None
        return None if stopped else sums

    def after_look(self, _: StepDone) -> str | None:
        """Between the batches of a validation only the user may stop."""
        return "interrupted" if self.interrupted() else None

    def finish_epoch(self, looked: Sums) -> str | None:
        """Close the epoch: its mean loss and metrics, then the cursor moves to the next one."""
        state = self.state
        state.check(self.learn.window_size)
        train, validation = state.sums.results(self.task), looked.results(self.task)
        if not math.isfinite(validation.get("loss", 0.0)):
            raise NotFiniteError(state.epoch, looked.bad_batch or 0).of("validation")
        part = state.step / self.steps_per_epoch
        done = EpochDone(
            state.epoch + 1, train, validation, state.learning_rate, state.sums.seconds, state.sums.rows, part
        )
        state.epoch, state.step, state.sums = state.epoch + 1, 0, Sums()
        return self.announce(done)


def in_windows(batches: Iterator[Batch], size: int) -> Iterator[Window]:
    """Batches in groups of `size`; the last group may be smaller."""
    return iter(lambda: tuple(islice(batches, size)), ())


def finite(value: Tensor, batch: Batch) -> float:
    """The tensor's one value as a number; NotFiniteError when it is NaN or infinite."""
    number = value.item()
    if not math.isfinite(number):
        raise NotFiniteError(batch=batch)
    return number


def divisor(count: Tensor | float) -> Tensor | float:
    """The weight to divide by: 1 where a window has no weight at all (its loss is 0)."""
    return torch.where(count > 0, count, 1.0) if isinstance(count, Tensor) else count or 1.0
