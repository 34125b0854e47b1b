"""What the looks at a training may cost, and at which steps they are worth most.

All of them together take no more than 1.5 % of the computing time that has passed, or 1 % of what is
expected, or half a second where that is more. The first look, an early one and the last are taken in any case; the
others lie at the steps 1, 2, 4, 8, 16, 20, 24 ... (each a fifth further on), or further apart where fewer are affordable:
then they divide what is left of the training evenly, by its logarithm.
"""

import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from lamina.core.events import TrainingStarted

SHARE, AHEAD = 0.015, 0.01  # of the computing time that has passed; of what is expected
FREE = 0.5  # seconds that any training may pay
ANYWAY = 2  # looks besides the last
PLANNED = 5  # looks that a short training should afford
DOUBLES_TO, GROWTH = 16, 1.2


class LookBudget:
    """Seconds spent and to be spent. clock: seconds of computing."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock, self._begin = clock, clock()
        self.spent = self.price = 0.0  # in all; by the dearest of the last two looks
        self.looks = 0
        self._first, self._end = 0, 0
        self._seconds: float | None = None

    def starts(self, event: TrainingStarted) -> None:
        """The training begins, or goes on: its length is known."""
        self._begin, self._seconds = self._clock() - self.spent, event.seconds_left
        self._first = event.epoch * event.steps_per_epoch + event.step
        self._end = event.num_epochs * event.steps_per_epoch

    @contextmanager
    def paying(self, looks: int = 0) -> Iterator[None]:
        """What is done inside is paid for. looks: how many of them it is."""
        begin = self._clock()
        try:
            yield
        finally:
            cost = self._clock() - begin
            self.spent, self.looks = self.spent + cost, self.looks + looks
            if looks:
                self.price = cost

    def affords(self, step: int) -> bool:
        """Whether a look before update `step` + 1 may be taken, one at the end included."""
        return self.looks < ANYWAY or self.affords_more(2 * self.price, step)

    def affords_more(self, seconds: float, step: int) -> bool:
        """Whether so many seconds more may be spent."""
        return self.spent + seconds <= self._allowed(self.expected(step))

    def expected(self, step: int) -> float:
        """Seconds that the whole training will take, as far as the steps so far tell; 0 unknown."""
        done = step - self._first
        passed = self._clock() - self._begin
        whole = (passed - self.spent) / done * (self._end - self._first) if done > 0 else 0.0
        return whole if self._seconds is None else min(whole or math.inf, self._seconds)

    def allowance(self, batch_rows: int) -> Callable[[float], float]:
        """Seconds that one look may take, from those of a row's way forward: an update takes three times its rows'."""
        updates = self._end - self._first

        def each(row: float) -> float:
            whole = 3 * batch_rows * row * updates
            return max(FREE, SHARE * (whole if self._seconds is None else min(whole, self._seconds))) / PLANNED

        return each

    def next_look(self, step: int) -> int:
        """The step of the look after one before update `step` + 1."""
        usual = next_step(step)
        if not self.price or self._end <= step:
            return usual
        left = int((self._whole(step) - self.spent) / self.price) - 1  # the last one has its own place
        left = max(left, ANYWAY - self.looks, 0)
        if not left:
            return usual
        apart = (self._end / max(1, step)) ** (1 / (left + 1))
        return max(usual, min(round(max(1, step) * apart), self._end - 1))

    def _allowed(self, expected: float) -> float:
        return max(FREE, SHARE * (self._clock() - self._begin), AHEAD * expected)

    def _whole(self, step: int) -> float:
        return max(FREE, SHARE * self.expected(step))


def next_step(step: int) -> int:
    """The step of the next look where time is no matter: 1, 2, 4, 8, 16, then each a fifth further on."""
    found = 0
    while found <= step:
        found = max(found + 1, found * 2) if found < DOUBLES_TO else math.ceil(found * GROWTH)
    return found
