"""One training from beginning to end: puts network, optimizer, loop, listeners and checkpoints together."""

import contextlib
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import torch
from torch import nn

from lamina.blocks.norm import batch_norms, refuse_lone_row
from lamina.core.batch import BatchSource
from lamina.core.config import LoopConfig, OptimConfig
from lamina.core.contracts import DifferentiatesItself, Task
from lamina.core.device import apply_plan
from lamina.core.errors import InputError, StoppedError, warn
from lamina.core.events import Event, Listener, StepDone, TrainingDone
from lamina.core.plan import Plan
from lamina.training.budget import Budget
from lamina.training.checkpoint import CheckpointWriter, has_checkpoint, load_checkpoint, read_plan
from lamina.training.guard import NotFiniteError, explain
from lamina.training.history import History
from lamina.training.interrupt import Interrupt
from lamina.training.listeners import BestWeights, Checkpoints, EarlyStopping, Interruption
from lamina.training.loop import LookStep, Loop, Step, TrainStep
from lamina.training.optim import make_optimizer
from lamina.training.row_step import RowStep, tell_ignored
from lamina.training.schedules import schedule
from lamina.training.state import TrainingState
from lamina.training.tuning import Tuning


@dataclass(frozen=True)
class Trained:
    """How a training ended. reason: epochs | patience | minutes | interrupted; history: a row per epoch."""

    reason: str
    epochs: float  # 2.4 where the time budget ended the third one
    best_epoch: int
    seconds: float
    history: list[dict[str, float]]


def train_network(
    network: nn.Module,
    task: Task,
    train: BatchSource,
    validation: BatchSource | None,
    *,
    optim: OptimConfig,
    loop: LoopConfig,
    plan: Plan,
    folder: Path,
    listeners: Sequence[Listener] = (),
    resume: bool = False,
    tuning: Tuning | None = None,
) -> Trained:
    """Train a network in place; afterwards it holds the weights of the best epoch (the last without validation).

    optim and loop are resolved (no "auto"). Checkpoints go to folder/"checkpoints", the history to
    folder/"history.csv"; with resume=True the run goes on from its last checkpoint. The batches are on plan.device.
    tuning: stages that learn one after the other, or at rates of their own.
    Raises InputError (settings, damaged checkpoint, full disk), StoppedError (a loss that is not finite).
    """
    check_settings(network, train, validation, loop)
    resume = resume and has_checkpoint(folder)  # killed before the first one: the same from the beginning
    if resume:
        plan = replayed(plan, read_plan(folder))
    apply_plan(plan)
    state = fresh_state(network, optim, plan, tuning)
    if resume:
        load_checkpoint(state, folder)
    session = _Session(state, task, train, validation, optim, loop, plan)
    history = History(state, folder / "history.csv")
    checkpoints = Checkpoints(CheckpointWriter(state, folder, plan), loop.checkpoint_seconds)
    walking = None
    try:
        with Interrupt() as interrupt:
            announce = announcer([history, *session.listeners(interrupt), *listeners, checkpoints])
            walking = session.loop_with(announce, interrupt)
            reason = walking.run(int(loop.epochs), session.budget.left() if session.budget else None)
            announce(TrainingDone(reason, state.epochs, state.best_epoch, state.seconds))
    except BaseException as error:
        with contextlib.suppress(InputError):
            history.write()
        if isinstance(error, NotFiniteError) and walking is not None:
            raise session.explained(error, walking, folder) from error
        raise
    state.restore_best()
    return Trained(reason, state.epochs, state.best_epoch, state.seconds, state.history)


@dataclass(frozen=True)
class _Session:
    """What one training is made of; builds its listeners and its loop."""

    state: TrainingState
    task: Task
    train: BatchSource
    validation: BatchSource | None
    optim: OptimConfig
    loop: LoopConfig
    plan: Plan

    @cached_property
    def budget(self) -> Budget | None:
        """The budget of time, if there is one."""
        if self.loop.minutes is None:
            return None
        rows = 0 if self.validation is None else self.validation.num_rows
        return Budget(self.state, self.loop.minutes * 60, rows / self.train.num_rows * self.steps_per_epoch)

    @property
    def window_size(self) -> int:
        """Batches of an update."""
        return RowStep.window_size if isinstance(self.state.network, DifferentiatesItself) else self.loop.accumulate

    @property
    def steps_per_epoch(self) -> int:
        """Updates in a whole epoch."""
        return math.ceil(self.train.num_batches / self.window_size)

    def listeners(self, interrupt: Interrupt) -> list[Any]:
        """The house's own listeners, in the order in which they hear."""
        found: list[Any] = [BestWeights(self.state), Interruption(interrupt)]
        if self.loop.patience and self.validation is not None:
            found.append(EarlyStopping(self.state, int(self.loop.patience)))
        if self.budget is not None:
            found.append(self.budget)
        return found

    def loop_with(self, announce: Callable[[Event], str | None], interrupt: Interrupt) -> Loop:
        """The loop over this session's batches."""
        look = LookStep(self.state, self.task, autocast_of(self.plan))
        step = self.step()
        return Loop(self.state, self.task, self.train, self.validation, step, look, announce, lambda: interrupt.asked)

    def step(self) -> Step:
        """How it learns: by autograd and its optimizer, or by the network's own gradient."""
        if isinstance(self.state.network, DifferentiatesItself):
            tell_ignored(self.optim, self.loop)
            return RowStep(self.state, self.task, rate=self.rate())
        return TrainStep(
            self.state,
            self.task,
            rate=self.rate(),
            seed=self.loop.seed,
            clip_norm=None if self.optim.clip_norm == "auto" else self.optim.clip_norm,
            window_size=self.loop.accumulate,
            autocast=autocast_of(self.plan),
        )

    def rate(self) -> Callable[[int, int], float]:
        """(epoch, step) -> learning rate: by the share of the steps, or of the time where that is further on."""
        steps, budget = self.steps_per_epoch, self.budget
        total = int(self.loop.epochs) * steps
        by_share = schedule(self.optim, total, steps)

        def rate(epoch: int, step: int) -> float:
            done = epoch * steps + step
            share = done / total
            return by_share(share if budget is None else max(share, budget.share()), done)

        return rate

    def explained(self, error: NotFiniteError, loop: Loop, folder: Path) -> StoppedError:
        """The error for the user. Where the weights are already spoilt, or the loss was read late (on an accelerator),

        the steps since the last checkpoint are taken again, each loss and gradient looked at, to find where it began.
        """
        seen = self._told(explain(error, self.state.network, self.task))
        if (error.batch is not None and seen.parameters["what"] != "weights") or not has_checkpoint(folder):
            return seen
        load_checkpoint(self.state, folder)
        loop.learn.careful = loop.learn.reads = loop.look.reads = True
        loop.announce = lambda _: None
        try:
            loop.run(error.epoch + 1)
        except NotFiniteError as exact:
            return self._told(explain(exact, self.state.network, self.task))
        return seen

    def _told(self, error: StoppedError) -> StoppedError:
        """The same, with the settings that a remedy speaks of."""
        error.parameters |= {
            "learning_rate": self.optim.learning_rate,
            "clipped": self.optim.clip_norm not in ("auto", None),
        }
        return error


def fresh_state(network: nn.Module, optim: OptimConfig, plan: Plan, tuning: Tuning | None = None) -> TrainingState:
    """The network on its device, with a new optimizer, before the first step."""
    network.to(plan.device)
    if plan.channels_last:
        network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    scaler = torch.amp.GradScaler(plan.device.partition(":")[0], enabled=plan.precision == "float16")
    groups = None if tuning is None else tuning.groups(network)
    return TrainingState(network, make_optimizer(network, optim, groups), scaler, tuning=tuning)


def announcer(listeners: Sequence[Listener | Any]) -> Callable[[Event], str | None]:
    """Tell every listener of an event; gives the first reason to stop that one answers.

    A listener with `hears_steps = False` is spared the steps (a step may take no longer than a few listeners).
    """
    everything = [listener.hear for listener in listeners]
    steps = [listener.hear for listener in listeners if getattr(listener, "hears_steps", True)]

    def announce(event: Event) -> str | None:
        reason = None
        for hear in steps if type(event) is StepDone else everything:
            answer = hear(event)
            if answer is not None and reason is None:
                reason = answer
        return reason

    return announce


def check_settings(network: nn.Module, train: BatchSource, validation: BatchSource | None, loop: LoopConfig) -> None:
    """Refuse or warn about settings that do not go together."""
    for setting in ("epochs", "patience"):
        if getattr(loop, setting) == "auto":
            raise InputError("training.unresolved", setting=setting)
    if train.num_batches == 0:
        raise InputError("training.no_batches", rows=train.num_rows)
    refuse_lone_row(network, 1 if loop.batch_size == 1 else train.num_rows)
    if loop.accumulate > 1 and (layers := batch_norms(network)):
        warn("training.accumulate_batch_norm", layer=layers[0], accumulate=loop.accumulate)
    if loop.patience and validation is None:
        warn("training.setting_ignored", setting="patience", reason="no-validation")


def replayed(plan: Plan, saved: Plan) -> Plan:
    """The plan to resume under: the saved one (threads and precision set back), on the device that the data is on now.

    Another device, processor or PyTorch warns: the bits may differ from those of a run never interrupted.
    """
    for what in ("device", "machine", "torch"):
        before, now = getattr(saved, what), getattr(plan, what)
        if before != now:
            warn("training.other_machine", what=what, before=before, now=now)
    return saved.model_copy(
        update={"device": plan.device, "machine": plan.machine, "torch": plan.torch, "python": plan.python}
    )


def autocast_of(plan: Plan) -> contextlib.AbstractContextManager[Any]:
    """Arithmetic of forward and loss; the weights and their updates stay float32."""
    if plan.precision == "float32":
        return contextlib.nullcontext()
    return torch.autocast(plan.device.partition(":")[0], dtype=getattr(torch, plan.precision))
