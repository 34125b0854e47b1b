"""One training from beginning to end: puts network, optimizer, loop, listeners and checkpoints together."""

import contextlib
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import nn

from lamina.core.batch import BatchSource
from lamina.core.config import LoopConfig, OptimConfig
from lamina.core.contracts import Task
from lamina.core.device import apply_plan
from lamina.core.errors import InputError, StoppedError, warn
from lamina.core.events import Event, Listener, StepDone, TrainingDone
from lamina.core.plan import Plan
from lamina.training.checkpoint import CheckpointWriter, has_checkpoint, load_checkpoint, read_plan
from lamina.training.guard import NotFiniteError, explain
from lamina.training.history import History
from lamina.training.interrupt import Interrupt
from lamina.training.listeners import BestWeights, Budget, Checkpoints, EarlyStopping, Interruption
from lamina.training.loop import LookStep, Loop, TrainStep
from lamina.training.optim import make_optimizer
from lamina.training.schedules import schedule
from lamina.training.state import TrainingState

BATCH_NORMS = (nn.BatchNorm1d, nn.BatchNorm2d, nn.BatchNorm3d)


@dataclass(frozen=True)
class Trained:
    """How a training ended. reason: epochs | patience | minutes | interrupted; history: a row per epoch."""

    reason: str
    epochs: int
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
) -> Trained:
    """Train a network in place; afterwards it holds the weights of the best epoch (the last without validation).

    optim and loop are resolved (no "auto"). Checkpoints go to folder/"checkpoints", the history to
    folder/"history.csv"; with resume=True the run goes on from its last checkpoint. The batches are on plan.device.
    Raises InputError (settings, damaged checkpoint, full disk), StoppedError (a loss that is not finite).
    """
    check_settings(network, train, validation, loop)
    resume = resume and has_checkpoint(folder)  # killed before the first one: the same from the beginning
    if resume:
        plan = replayed(plan, read_plan(folder))
    apply_plan(plan)
    state = fresh_state(network, optim, plan)
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
            reason = walking.run(int(loop.epochs))
            announce(TrainingDone(reason, state.epoch, state.best_epoch, state.seconds))
    except BaseException as error:
        with contextlib.suppress(InputError):
            history.write()
        if isinstance(error, NotFiniteError) and walking is not None:
            raise session.explained(error, walking, folder) from error
        raise
    state.restore_best()
    return Trained(reason, state.epoch, state.best_epoch, state.seconds, state.history)


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

    def listeners(self, interrupt: Interrupt) -> list[Any]:
        """The house's own listeners, in the order in which they hear."""
        found: list[Any] = [BestWeights(self.state), Interruption(interrupt)]
        if self.loop.patience and self.validation is not None:
            found.append(EarlyStopping(self.state, int(self.loop.patience)))
        if self.loop.minutes is not None:
            batches = 0 if self.validation is None else self.validation.num_batches
            found.append(Budget(self.state, self.loop.minutes * 60, batches))
        return found

    def loop_with(self, announce: Callable[[Event], str | None], interrupt: Interrupt) -> Loop:
        """The loop over this session's batches."""
        steps = math.ceil(self.train.num_batches / self.loop.accumulate)
        by_step = schedule(self.optim, int(self.loop.epochs) * steps, steps)
        autocast = autocast_of(self.plan)
        learn = TrainStep(
            self.state,
            self.task,
            rate=lambda epoch, step: by_step(epoch * steps + step),
            seed=self.loop.seed,
            clip_norm=self.optim.clip_norm,
            window_size=self.loop.accumulate,
            autocast=autocast,
        )
        look = LookStep(self.state, self.task, autocast)
        return Loop(self.state, self.task, self.train, self.validation, learn, look, announce, lambda: interrupt.asked)

    def explained(self, error: NotFiniteError, loop: Loop, folder: Path) -> StoppedError:
        """The error for the user. Where the weights are already spoilt, or the loss was read late (on an accelerator),

        the steps since the last checkpoint are taken again, each loss and gradient looked at, to find where it began.
        """
        seen = explain(error, self.state.network, self.task)
        if (error.batch is not None and seen.parameters["what"] != "weights") or not has_checkpoint(folder):
            return seen
        load_checkpoint(self.state, folder)
        loop.learn.careful = loop.learn.reads = loop.look.reads = True
        loop.announce = lambda _: None
        try:
            loop.run(error.epoch + 1)
        except NotFiniteError as exact:
            return explain(exact, self.state.network, self.task)
        return seen


def fresh_state(network: nn.Module, optim: OptimConfig, plan: Plan) -> TrainingState:
    """The network on its device, with a new optimizer, before the first step."""
    network.to(plan.device)
    if plan.channels_last:
        network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    scaler = torch.amp.GradScaler(plan.device.partition(":")[0], enabled=plan.precision == "float16")
    return TrainingState(network, make_optimizer(network, optim), scaler)


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
    layer = next((name for name, module in network.named_modules() if isinstance(module, BATCH_NORMS)), None)
    if layer is not None and (loop.batch_size == 1 or train.num_rows == 1):
        raise InputError("training.batch_norm_one_row", layer=layer)
    if layer is not None and loop.accumulate > 1:
        warn("training.accumulate_batch_norm", layer=layer, accumulate=loop.accumulate)
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
