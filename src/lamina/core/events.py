"""What the loop announces: typed moments that listeners (progress, history, checkpoints) hear. Nothing is drawn here."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol

from torch import Tensor

from lamina.core.health import Finding


@dataclass(frozen=True)
class TrainingStarted:
    """Before the first step; `epoch` and `step` are where it starts (not 0 when resumed).

    seconds_left: of the time budget; None without one. loss_scale: gives that of float16 as it is when asked, which
    waits for the device; None in other arithmetic.
    """

    num_epochs: int
    steps_per_epoch: int
    epoch: int = 0
    step: int = 0
    seconds_left: float | None = None
    loss_scale: Callable[[], float] | None = None


class StepDone(NamedTuple):
    """After an update. `step` counts within the epoch from 1; `loss_sum / weight` is the mean loss of the rows."""

    epoch: int
    step: int
    loss_sum: Tensor | float  # a number where reading it makes no step wait
    weight: Tensor | float
    learning_rate: float


@dataclass(frozen=True)
class EpochDone:
    """After an epoch and its validation. The dictionaries hold "loss" and the task's metrics, in raw units."""

    epoch: int  # from 1
    train: dict[str, float]
    validation: dict[str, float]
    learning_rate: float
    seconds: float  # of the training steps alone
    num_rows: int
    part: float = 1.0  # of the epoch's steps that were taken: less than 1 where it was ended early

    @property
    def epochs(self) -> float:
        """Epochs done so far: 3, or 2.38 where the third one was ended early (0.0123 where the first one was)."""
        done = self.epoch - 1 + self.part
        return self.epoch if self.part == 1.0 else round(done, 2 if done >= 1.0 else 4)


@dataclass(frozen=True)
class TrainingDone:
    """After the last step. reason: epochs | patience | minutes | interrupted."""

    reason: str
    epochs: float
    best_epoch: int
    seconds: float


@dataclass(frozen=True)
class Announcement:
    """A sentence for the user about the run (code and parameters), at any time: split rule, padding, budget."""

    code: str
    parameters: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class FaultFound:
    """The doctor found a fault while the training goes on; each is told once. Nothing stops for it.

    epoch and step: when it was told, epochs from 1, all updates done so far; change: settings that would help, flat.
    """

    finding: Finding
    epoch: int
    step: int
    steps_per_epoch: int
    change: dict[str, Any] = field(default_factory=dict)


Event = TrainingStarted | StepDone | EpochDone | TrainingDone | Announcement | FaultFound


class Listener(Protocol):
    """Hears every event; answers a reason ("patience", "minutes", "interrupted") to ask for a stop, else None."""

    def hear(self, event: Event) -> str | None:
        """React to one event."""
        ...
