"""The end of a training: the score beside its baselines, the audit line, the folder, the next command."""

from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from lamina.core.records import Audit, Evaluation
from lamina.report.terminal.score_dots import headline_view
from lamina.report.terminal.tables import notes_view
from lamina.words import say


def run_summary(
    folder: str, evaluation: Evaluation, audit: Audit, following: Sequence[str] = (), report: bool = True,
    doctor: str = "",
) -> RenderableType:  # fmt: skip
    """What a finished run shows. folder: as the user types it; following: what to type next (`report.run.usage`);

    report: whether report.html was written; doctor: the most serious finding in a line, "" where all looks well.
    """
    grid = Table.grid(padding=(0, 2))
    grid.add_row(Text(say("show.audit"), "dim"), Text(audit_line(audit)))
    grid.add_row(Text(say("show.run"), "dim"), Text(folder, "bold", overflow="fold"))
    if report:
        grid.add_row(Text(say("show.report"), "dim"), Text(f"{folder}/report.html", overflow="fold"))
    for place, line in enumerate(following):
        grid.add_row(Text("" if place else say("show.next"), "dim"), Text(line, "cyan", overflow="fold"))
    told = [Text(doctor, "yellow")] if doctor else []
    notes = notes_view(evaluation.notes)
    return Group(Rule(style="bright_black"), headline_view(evaluation), Text(), grid, *notes, *told)


def audit_line(audit: Audit) -> str:
    """One line of proof: rows of the parts, rows that two parts share, and what the statistics were fitted on."""
    sizes = ", ".join(f"{part.name} {part.rows:,}" for part in audit.parts)
    shared = sum(audit.shared_rows.values())
    given = [item for item in audit.statistics if item.part == "weights"]  # come with the weights to start from
    foreign = sorted({item.part for item in audit.statistics if item.part not in ("train", "weights")})
    rows = next((part.rows for part in audit.parts if part.name == "train"), 0)
    series = audit.kind == "series"
    rows = max((item.rows for item in audit.statistics if item.part == "train"), default=rows) if series else rows
    return say(
        "show.audit_line",
        sizes=sizes,
        shared=shared,
        count=len(audit.statistics) - len(given),
        given=len(given),
        rows=rows,
        foreign=", ".join(foreign),
        series=series,
        alone=len(audit.parts) == 1,
    )
