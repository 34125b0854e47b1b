"""`lamina doctor`: what is wrong with a training, where, since when, and what to do; tried on request."""

from dataclasses import dataclass
from pathlib import Path

from rich.console import Group, RenderableType
from torch import nn

from lamina.core.errors import InputError
from lamina.verbs.folder import RunFolder
from lamina.verbs.health.diagnosis import Diagnosis, diagnosis_of, remedy_of
from lamina.verbs.health.trial import Trial, tried
from lamina.verbs.run import Run
from lamina.words import say


@dataclass(frozen=True, repr=False)
class Tried(Diagnosis):
    """A diagnosis whose first remedy was tried."""

    trial: Trial | None = None

    def view(self) -> RenderableType:
        """As the terminal shows it, the trial below."""
        return super().view() if self.trial is None else Group(super().view(), self.trial.view())


def doctor(
    run: Run | str | Path, *, network: nn.Module | str | None = None, attempt: bool = False, program: str = "lamina"
) -> Diagnosis:
    """What is wrong with the training of a run: print it, or read `.findings`.

    attempt: train shortly twice, as it was and with the first remedy, and tell the difference; network: your own, which
    that needs where the run is of one. A run that was stopped, or is of before the doctor, is judged by what is there.
    program: how `lamina` is called in the commands that are told.
    Raises InputError: no run, a bundle alone, or nothing to try.
    """
    folder = run.folder if isinstance(run, Run) else RunFolder.existing(run)
    folder.need_run("doctor")
    found = diagnosis_of(folder, program)
    if not attempt:
        return found
    if found.well:
        raise InputError("doctor.nothing_to_try", why=say("doctor.why_well"))
    changes = ((one, remedy_of(one, found.checkup)) for one in found.findings)
    finding, change = next((pair for pair in changes if pair[1]), (None, {}))
    if finding is None:
        raise InputError("doctor.nothing_to_try", why=say("doctor.why_words"))
    trial = tried(folder, finding, change, network=network)
    return Tried(found.path, found.findings, found.checkup, program, trial)
