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
from lamina.core.errors import InputError, warn
from lamina.core.events import Event, Listener, TrainingDone
from lamina.core.plan import Plan
from lamina.training.checkpoint import CheckpointWriter, load_checkpoint, read_plan
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
    if resume:
        plan = replayed(plan, read_plan(folder))
    apply_plan(plan)
    network.to(plan.device)
    if plan.channels_last:
        network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    scaler = torch.amp.GradScaler(plan.device.partition(":")[0], enabled=plan.precision == "float16")
    state = TrainingState(network, make_optimizer(network, optim), scaler)
    if resume:
        load_checkpoint(state, folder)
    history = History(state, folder / "history.csv")
    writer = CheckpointWriter(state, folder, plan)
    try:
        with Interrupt() as interrupt:
            hearing = _hearing(state, validation, train, loop, interrupt)
            announce = announcer([history, *hearing, *listeners, Checkpoints(writer, loop.checkpoint_seconds)])
            reason = _loop(state, task, train, validation, optim, loop, plan, announce, interrupt).run(_epochs(loop))
            announce(TrainingDone(reason, state.epoch, state.best_epoch, state.seconds))
    except NotFiniteError as error:
        raise explain(error, network, task) from error
    finally:
        history.write()
    state.restore_best()
    return Trained(reason, state.epoch, state.best_epoch, state.seconds, state.history)


def announcer(listeners: Sequence[Listener | Any]) -> Callable[[Event], str | None]:
    """Tell every listener of an event; gives the first reason to stop that one answers."""
    hearers = [listener.hear for listener in listeners]

    def announce(event: Event) -> str | None:
        reason = None
        for hear in hearers:
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


def _epochs(loop: LoopConfig) -> int:
    return int(loop.epochs)


def _hearing(
    state: TrainingState, validation: BatchSource | None, train: BatchSource, loop: LoopConfig, interrupt: Interrupt
) -> list[Any]:
    """The house's own listeners, in the order in which they hear."""
    hearing: list[Any] = [BestWeights(state), Interruption(interrupt)]
    if loop.patience and validation is not None:
        hearing.append(EarlyStopping(state, int(loop.patience)))
    if loop.minutes is not None:
        share = 0.0 if validation is None else float(validation.num_batches)
        hearing.append(Budget(state, loop.minutes * 60, share))
    return hearing


def _loop(
    state: TrainingState, task: Task, train: BatchSource, validation: BatchSource | None,
    optim: OptimConfig, loop: LoopConfig, plan: Plan, announce: Callable[[Event], str | None], interrupt: Interrupt,
) -> Loop:  # fmt: skip
    steps = math.ceil(train.num_batches / loop.accumulate)
    by_step = schedule(optim, _epochs(loop) * steps, steps)
    autocast = _autocast(plan)
    learn = TrainStep(
        state, task, rate=lambda epoch, step: by_step(epoch * steps + step),
        seed=loop.seed, clip_norm=optim.clip_norm, autocast=autocast,
    )  # fmt: skip
    look = LookStep(state, task, autocast)
    return Loop(state, task, train, validation, learn, look, loop.accumulate, announce, lambda: interrupt.asked)


def _autocast(plan: Plan) -> contextlib.AbstractContextManager[Any]:
    """Arithmetic of forward and loss; the weights and their updates stay float32."""
    if plan.precision == "float32":
        return contextlib.nullcontext()
    return torch.autocast(plan.device.partition(":")[0], dtype=getattr(torch, plan.precision))
