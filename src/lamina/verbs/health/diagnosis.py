"""What the doctor finds in a run's folder: its findings, what was looked at, and the commands that try the remedies."""

import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import RenderableType

from lamina.core.health import Checkup, Finding
from lamina.lens.doctor.diagnose import RULES, diagnose
from lamina.lens.doctor.signs import learns, short, word_vectors
from lamina.lens.doctor.so_far import share_done, so_far
from lamina.networks import catalog
from lamina.report.doctor_view import doctor_section, finding_text, findings_view, flags
from lamina.report.html import Html
from lamina.verbs.again import own_flag
from lamina.verbs.folder import RunFolder
from lamina.verbs.health.checkup import checkup_of
from lamina.verbs.shown import Shown
from lamina.words import say

UNFINISHED = ("training", "interrupted")  # of a run that goes on, or may


@dataclass(frozen=True, repr=False)
class Diagnosis(Shown):
    """Findings, most serious first; none where all looks well. checkup: the figures that they follow from."""

    path: Path
    findings: tuple[Finding, ...]
    checkup: Checkup
    program: str = "lamina"

    @property
    def well(self) -> bool:
        """Nothing was found."""
        return not self.findings

    @property
    def notes(self) -> list[str]:
        """What was looked at, and what could not be."""
        checkup = self.checkup
        vectors = word_vectors(checkup)
        layers = len(checkup.readings[-1].layers) if checkup.readings and not vectors else 0
        told = []
        if self.well and not checkup.readings and not checkup.history and not checkup.scores:
            return [say("doctor.too_early")]
        if self.well:
            facts = {"rules": len(RULES), "readings": len(checkup.readings), "layers": layers, "short": self._short}
            told.append(say("doctor.well", **facts, epochs=len(checkup.history)))
        if vectors:
            told.append(say("doctor.of_vectors"))
        if not checkup.readings:
            told.append(say("doctor.no_readings"))
        elif len(checkup.readings) == 1:
            told.append(say("doctor.one_reading"))
        if self._short:
            told.append(say("doctor.short", steps=checkup.steps, epochs=checkup.history[-1]["epoch"]))
        if checkup.status == "training":
            told.append(say("doctor.going_on", share=share_done(checkup), step=checkup.steps))
        return told if checkup.scores or checkup.breakdown else [*told, say("doctor.unfinished")]

    @property
    def _short(self) -> bool:
        """Whether a training that came to its end was too short to tell whether it learns, and has not learned yet."""
        checkup = self.checkup
        ended = checkup.status not in UNFINISHED and checkup.breakdown is None
        return ended and bool(checkup.history) and short(checkup) and not learns(checkup)

    @property
    def sentences(self) -> list[str]:
        """The findings, each in a sentence."""
        return [finding_text(finding) for finding in self.findings]

    @property
    def commands(self) -> dict[int, str]:
        """What to type for each finding (by its place) whose remedy is a change of settings."""
        changes = {place: remedy_of(finding, self.checkup) for place, finding in enumerate(self.findings)}
        config = shlex.quote(str(self.path / "config.json"))
        own = own_flag(self.checkup.network)
        return {
            place: f"{self.program} train --config {config}{own} {flags(change)}"
            for place, change in changes.items()
            if change
        }

    def view(self) -> RenderableType:
        """As the terminal shows it."""
        return findings_view(self.findings, self.notes, self.commands, self.checkup.steps_per_epoch)

    def section(self) -> Html:
        """As report.html shows it."""
        return doctor_section(self.findings, self.notes, self.commands, self.checkup.steps_per_epoch)

    def line(self, folder: str = "") -> str:
        """The most serious finding and where to read more, in one line; "" where all looks well. folder: as typed.

        What was told while it trained is no news: only that it is still there, or gone.
        """
        told = [one.code for one in self.checkup.told]
        command = f"{self.program} doctor {shlex.quote(folder or str(self.path))}"
        if self.well:
            return say("doctor.line_gone", faults=_named(told), command=command) if told else ""
        again = [one.code for one in self.findings if one.code in told]
        new = [text for one, text in zip(self.findings, self.sentences, strict=True) if one.code not in told]
        if not again:
            return say("doctor.line", sentence=new[0], command=command)
        return say("doctor.line_again", faults=_named(again), new=(new or [""])[0], command=command)


def diagnosis_of(folder: RunFolder, program: str = "lamina") -> Diagnosis:
    """The diagnosis of a run's folder. program: how `lamina` is called here."""
    checkup = checkup_of(folder)
    found = so_far(checkup) if checkup.status in UNFINISHED else diagnose(checkup)
    return Diagnosis(folder.path, found, checkup, program)


def remedy_of(finding: Finding, checkup: Checkup) -> dict[str, Any]:
    """The remedy's change of settings, as far as it is one; what is set so already, or cannot act here, is left out."""
    change = {} if finding.remedy is None else finding.remedy.change
    return {
        name: value
        for name, value in change.items()
        if checkup.settings.get(name) != value and _acts(name, value, checkup)
    }


def _acts(name: str, value: Any, checkup: Checkup) -> bool:
    """Whether a setting acts on this network: arguments that it takes, initial weights that Lamina draws."""
    catalogued = checkup.network in catalog.names()
    if name == "arg":
        return catalogued and set(value) <= set(catalog.arguments(checkup.network))
    return name != "initialisation" or catalogued or ".py" in checkup.network


def _named(codes: Sequence[str]) -> list[str]:
    return [say(f"doctor.name.{code.removeprefix('doctor.')}") for code in codes]


def all_findings(findings: Sequence[Finding]) -> list[Finding]:
    """The findings and all their consequences, flat."""
    return [each for finding in findings for each in (finding, *all_findings(finding.consequences))]
