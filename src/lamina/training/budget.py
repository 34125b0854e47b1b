"""A budget of time: the training ends with it, and the learning rate's schedule too, however fast the machine is.

Nothing is foreseen: the share of the time that is used is read from the clock before each step, and the schedule
(training.schedules) is a function of that share. A step that waits for a busy machine brings the end nearer instead
of moving it. Time counts over all parts of a resumed run, validations and checkpoints included; what a kill lost,
back to the last checkpoint, does not count.
"""

from lamina.core.events import EpochDone, Event, StepDone, TrainingStarted
from lamina.training.state import TrainingState

FORWARD = 1 / 3  # of a training step's time: forward without backward
MOST_KEPT_BACK = 0.5  # of the budget for the last validation, whatever the first, slow steps make one expect


class Budget:
    """Stops in time for the last validation to end within `seconds`; at least one step is always taken.

    validation_steps: how many training steps have as many rows as the validation.
    """

    def __init__(self, state: TrainingState, seconds: float, validation_steps: float) -> None:
        self.state, self.seconds, self.validation_steps = state, seconds, validation_steps

    def hear(self, event: Event) -> str | None:
        """Look at the clock after each step and epoch."""
        kind = type(event)
        if kind is StepDone or kind is EpochDone or goes_on(event):
            return "minutes" if self.share() >= 1.0 else None
        return None

    def share(self) -> float:
        """Share of the steps' time that is used, from 0 to 1; it never falls, and is kept in the checkpoints."""
        used = self.state.seconds / (self.seconds - self.kept_back())
        self.state.share = max(self.state.share, min(used, 1.0))
        return self.state.share

    def left(self) -> float:
        """Seconds of the budget that are not used yet."""
        return max(self.seconds - self.state.seconds, 0.0)

    def kept_back(self) -> float:
        """Seconds for the last validation: as long as the one before; before the first one, guessed from the steps."""
        state = self.state
        expected = state.validation_seconds
        if not expected and state.step:
            expected = state.sums.seconds / state.step * self.validation_steps * FORWARD
        return min(expected, MOST_KEPT_BACK * self.seconds)


def goes_on(event: Event) -> bool:
    """Whether a resumed run stands between two epochs, where it may have stopped before."""
    return type(event) is TrainingStarted and 0 < event.epoch < event.num_epochs and event.step == 0
