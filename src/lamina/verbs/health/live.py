"""The doctor while a training goes on: concludes now and then from what was written down so far, and tells a fault once.

A fault is told when it has been seen from some step on to half as many steps again, those of data and initial weights at
once; what the audit said before the first step is not said anew. Concluding reads figures only: it changes no bit.
"""

from collections.abc import Callable
from typing import Any

from lamina.core.events import EpochDone, FaultFound
from lamina.core.health import Chance, Checkup, Finding, Order, Reading, Told
from lamina.lens.doctor.so_far import so_far
from lamina.training.history import history_row
from lamina.verbs.health.diagnosis import remedy_of

LONGER = 1.5  # times the steps after which a fault was seen first, and it is still seen: one odd batch tells nothing
SETTLED = 16  # steps before which only those of data and initial weights are told
APART = 1.2  # times the steps of the conclusion before
AT_ONCE = (
    "doctor.not_normalised",
    "doctor.in_order",
    "doctor.unfit_start",
    "doctor.units_alike",
    "doctor.batch_norm_tiny",
)
TOLD_BY_THE_AUDIT = ("doctor.leakage", "doctor.shared_rows", "doctor.near_rows", "doctor.unknown_tokens")


class LiveDoctor:
    """Gathers what a training writes down of its health, and concludes when it is asked to."""

    def __init__(self, begun: Callable[[], Checkup], tell: Callable[[FaultFound, Told], None]) -> None:
        """begun: the check-up of the run as it was when the training began, or went on."""
        self._begun, self._tell = begun, tell
        self._checkup: Checkup | None = None
        self._readings: dict[int, Reading] = {}
        self._epochs: dict[float, dict[str, float]] = {}
        self._order: Order | None = None
        self._chance: Chance | None = None
        self._seen: dict[str, int] = {}  # fault -> the step of the conclusion from which on it was there
        self._told: set[str] = set()
        self._last = 0

    def add(self, record: object) -> None:
        """A record of health.jsonl, or an epoch."""
        if isinstance(record, Reading):
            self._readings[record.step] = record
        elif isinstance(record, EpochDone):
            self._epochs[record.epochs] = history_row(record)
        elif isinstance(record, Order):
            self._order = record
        elif isinstance(record, Chance):
            self._chance = record

    def due(self, step: int) -> bool:
        """Whether it is time to conclude again."""
        return step >= max(1, APART * self._last) and bool(self._readings)

    def conclude(self, step: int, steps_per_epoch: int) -> None:
        """Tell what is new; step: updates done."""
        self._last = step
        checkup = self._now(steps_per_epoch)
        found = so_far(checkup)
        self._seen = {one.code: self._seen.get(one.code, step) for one in found}
        for finding in found:
            if finding.code not in self._told and self._lasts(finding, step):
                self._told.add(finding.code)
                epoch = max(0, step - 1) // max(1, steps_per_epoch) + 1
                event = FaultFound(finding, epoch, step, steps_per_epoch, remedy_of(finding, checkup))
                self._tell(event, Told(code=finding.code, where=finding.where, epoch=epoch, step=step))

    def _lasts(self, finding: Finding, step: int) -> bool:
        return finding.code in AT_ONCE or step >= max(SETTLED, LONGER * self._seen[finding.code])

    def _now(self, steps_per_epoch: int) -> Checkup:
        """The check-up as of now."""
        if self._checkup is None:
            self._checkup = self._begun()
            self._told |= {*TOLD_BY_THE_AUDIT, *(one.code for one in self._checkup.told)}
        before = self._checkup
        readings = {**{one.step: one for one in before.readings}, **self._readings}
        epochs = {**{row["epoch"]: row for row in before.history}, **self._epochs}
        return before.model_copy(
            update={
                "readings": _in_order(readings), "history": _in_order(epochs), "steps_per_epoch": steps_per_epoch,
                "order": self._order or before.order, "chance": self._chance or before.chance,
            }
        )  # fmt: skip


def _in_order(items: dict[Any, Any]) -> tuple[Any, ...]:
    return tuple(items[key] for key in sorted(items))
