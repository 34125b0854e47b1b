"""What follows the training and may stop it: best weights, early stopping, checkpoints. Nothing is drawn.

Each answers from the state alone, so a resumed run decides as one that was never killed.
"""

import time

from lamina.core.events import EpochDone, Event, StepDone, TrainingDone, TrainingStarted
from lamina.training.budget import goes_on
from lamina.training.checkpoint import CheckpointWriter
from lamina.training.interrupt import Interrupt
from lamina.training.state import TrainingState

LEAST_SHARE = 50  # a checkpoint is put off while it would cost more than 1/50 of the time


class BestWeights:
    """Keeps the weights of the epoch with the smallest validation loss; without validation the last ones count."""

    hears_steps = False

    def __init__(self, state: TrainingState) -> None:
        self.state = state

    def hear(self, event: Event) -> None:
        """Compare after each epoch."""
        if type(event) is not EpochDone:
            return
        if not event.validation:
            self.state.best_epoch, self.state.best_loss = event.epoch, event.train["loss"]
        elif event.validation["loss"] < self.state.best_loss:
            self.state.keep_best(event.epoch, event.validation["loss"])


class EarlyStopping:
    """Stops after `patience` epochs without a smaller validation loss."""

    hears_steps = False

    def __init__(self, state: TrainingState, patience: int) -> None:
        self.state, self.patience = state, patience

    def hear(self, event: Event) -> str | None:
        """Count the epochs since the best one."""
        if type(event) is EpochDone or goes_on(event):
            return "patience" if self.state.epoch - self.state.best_epoch >= self.patience else None
        return None


class Interruption:
    """Passes the user's wish to stop (Ctrl-C, SIGTERM) on to the loop."""

    def __init__(self, interrupt: Interrupt) -> None:
        self.interrupt = interrupt

    def hear(self, event: Event) -> str | None:
        """Answer after the step in which the user asked."""
        return "interrupted" if self.interrupt.asked else None


class Checkpoints:
    """Saves before the first step, within epochs every `seconds` (0: after each step), after epochs, and at the end.

    A save waits until it costs no more than two percent of the time, as after very short epochs.
    """

    def __init__(self, writer: CheckpointWriter, seconds: float) -> None:
        self.writer, self.seconds = writer, seconds
        self._saved, self._cost = time.perf_counter(), 0.0

    def hear(self, event: Event) -> None:
        """Save when it is time."""
        kind = type(event)
        if kind is StepDone:
            if self._due(self.seconds):
                self.save()
        elif kind is EpochDone:
            if self._due(0.0):
                self.save()
        elif kind is TrainingDone or (isinstance(event, TrainingStarted) and not (event.epoch or event.step)):
            self.save()

    def _due(self, seconds: float) -> bool:
        since = time.perf_counter() - self._saved
        return self.seconds == 0 or (since >= seconds and since >= LEAST_SHARE * self._cost)

    def save(self) -> None:
        """Save now."""
        begin = time.perf_counter()
        self.writer.save()
        self._saved = time.perf_counter()
        self._cost = self._saved - begin
