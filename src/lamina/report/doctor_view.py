"""What the doctor says, in sentences, for the terminal and for the page: of a finding what, since when, what follows."""

import shlex
from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from lamina.core.events import FaultFound
from lamina.core.health import Finding
from lamina.report.html import Html, join, tag
from lamina.words import say


def finding_text(finding: Finding) -> str:
    """The fault in a sentence, with its figures."""
    return say(finding.code, {**finding.evidence, "where": finding.where})


def since_text(finding: Finding, steps_per_epoch: int) -> str:
    """From which step on, and how sure the doctor is."""
    epoch = (finding.since or 0) // max(1, steps_per_epoch) + 1
    return say("doctor.since", since=finding.since, epoch=epoch, share=f"{100 * finding.confidence:.0f} %")


def follows_text(finding: Finding) -> str:
    """What the fault brings about, "" where that is nothing."""
    if not finding.consequences:
        return ""
    told: dict[str, list[str]] = {}
    for each in finding.consequences:
        told.setdefault(each.code.removeprefix("doctor."), []).append(each.where)
    faults = [(say(f"doctor.name.{short}"), sorted(filter(None, places))) for short, places in told.items()]
    return say("doctor.follows", faults=faults)


def remedy_text(finding: Finding) -> str:
    """What to do, in words."""
    return say(finding.remedy.words, finding.remedy.parameters) if finding.remedy else ""


def flags(change: Mapping[str, Any]) -> str:
    """A change of settings as flags: --learning-rate 0.001 --arg activation=relu."""
    typed: list[str] = []
    for name, value in change.items():
        flag = "--" + name.replace("_", "-")
        if isinstance(value, Mapping):
            typed += [part for key, item in value.items() for part in (flag, f"{key}={_plain(item)}")]
        elif isinstance(value, list | tuple):
            typed += [flag, ",".join(map(_plain, value))]
        else:
            typed += [flag, _plain(value)]
    return shlex.join(typed)


def findings_view(
    findings: Sequence[Finding], notes: Sequence[str], commands: Mapping[int, str], steps: int
) -> RenderableType:
    """Findings as numbered entries, or what there is to say where there are none. commands: by place, what to type."""
    grid = Table.grid(padding=(0, 1))
    for place, finding in enumerate(findings):
        entry = [Text(finding_text(finding), "bold"), Text(since_text(finding, steps), "dim")]
        entry += [Text(line) for line in (follows_text(finding), remedy_text(finding)) if line]
        if place in commands:
            entry.append(Text(say("doctor.try_it", command=commands[place]), "cyan", overflow="fold"))
        grid.add_row(Text(f"{place + 1}.", "bold red" if not place else "yellow"), Group(*entry, Text()))
    return Group(*([grid] if findings else []), *(Text(note, "green" if not findings else "dim") for note in notes))


def live_view(event: FaultFound) -> RenderableType:
    """A fault that is told while the training goes on, in two lines: what and since when; what to do."""
    finding = event.finding
    remedy = " ".join(filter(None, (remedy_text(finding), f"({flags(event.change)})" if event.change else "")))
    told = say("doctor.live", sentence=finding_text(finding), since=since_text(finding, event.steps_per_epoch))
    line = Table.grid(padding=(0, 1))
    line.add_row(Text("!", "yellow"), Group(Text(told, "yellow"), Text(say("doctor.live_remedy", remedy=remedy))))
    return line


def doctor_section(findings: Sequence[Finding], notes: Sequence[str], commands: Mapping[int, str], steps: int) -> Html:
    """The same as a section of report.html."""
    entries = []
    for place, finding in enumerate(findings):
        lines = [tag("p", tag("b", finding_text(finding))), tag("p", since_text(finding, steps), class_="quiet")]
        lines += [tag("p", line) for line in (follows_text(finding), remedy_text(finding)) if line]
        if place in commands:
            lines.append(tag("pre", tag("code", commands[place])))
        entries.append(tag("li", *lines))
    listed = [tag("ol", *entries)] if entries else []
    said = [tag("p", note, class_="quiet" if findings else None) for note in notes]
    return tag("section", tag("h2", say("doctor.section")), join([*listed, *said]))


def _plain(value: Any) -> str:
    return (
        f"{value:g}"
        if isinstance(value, float)
        else str(value).replace(" ", "")
        if isinstance(value, list)
        else str(value)
    )
