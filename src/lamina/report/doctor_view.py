"""What the doctor says, in sentences, for the terminal and for the page: of a finding what, since when, what follows."""

import shlex
from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.segment import Segment
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
    entries = []
    for place, finding in enumerate(findings):
        parts: list[RenderableType] = [Text(finding_text(finding), "bold"), Text(since_text(finding, steps), "dim")]
        parts += [Text(line) for line in (follows_text(finding), remedy_text(finding)) if line]
        if place in commands:
            parts.append(Typed(commands[place]))
        entries.append(Numbered(place + 1, "yellow" if place else "bold red", parts))
    return Group(*entries, *(Text(note, "green" if not findings else "dim") for note in notes))


class Typed:
    """A command to try; where it is longer than a line, the lines end so that a shell joins them again."""

    def __init__(self, command: str) -> None:
        first, *words = map(shlex.quote, shlex.split(command))
        self._pieces = [say("doctor.try_it", command=first)]
        for word in words:  # a flag stays beside its value
            if self._pieces[-1].startswith("--") and " " not in self._pieces[-1] and not word.startswith("--"):
                self._pieces[-1] += f" {word}"
            else:
                self._pieces.append(word)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        lines = [self._pieces[0]]
        for piece in self._pieces[1:]:
            if len(lines[-1]) + len(piece) + len("  \\") > options.max_width:
                lines.append(f"  {piece}")
            else:
                lines[-1] += f" {piece}"
        for line in [*(f"{line} \\" for line in lines[:-1]), lines[-1]]:
            yield Text(line, "cyan", overflow="fold")


class Numbered:
    """An entry of a list behind its number. No blanks end its lines: behind a backslash they would part a command."""

    def __init__(self, number: int, style: str, parts: Sequence[RenderableType]) -> None:
        self._mark, self._style, self._parts = f"{number}.".ljust(3), style, parts

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        inside = options.update_width(max(1, options.max_width - len(self._mark)))
        mark, style = self._mark, console.get_style(self._style)
        for part in self._parts:
            for line in console.render_lines(part, inside, pad=False):
                yield Segment(mark, style)
                yield from line
                yield Segment.line()
                mark = " " * len(mark)
        yield Segment.line()


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
