"""The catalogue as a contents page: a paper on a line, under it a line for each of its networks; and one network in full."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any, Protocol

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from lamina.report.numbers import named
from lamina.words import say


class CatalogueRow(Protocol):
    """What a row of the catalogue tells."""

    @property
    def name(self) -> str: ...
    @property
    def kinds(self) -> tuple[str, ...]: ...
    @property
    def tasks(self) -> tuple[str, ...]: ...
    @property
    def paper(self) -> str: ...
    @property
    def year(self) -> int: ...
    @property
    def summary(self) -> str: ...
    @property
    def parameters(self) -> int: ...
    @property
    def image(self) -> tuple[int, int, int] | None: ...


def contents_view(rows: Sequence[CatalogueRow]) -> RenderableType:
    """Networks by paper, in the order of the catalogue: name, parameters, what it is; tasks beside the paper."""
    widest = max((len(row.name) for row in rows), default=0)
    parts: list[RenderableType] = []
    for (year, paper), group in groupby(rows, key=lambda row: (row.year, row.paper)):
        held = list(group)
        head = Table.grid(padding=(0, 2))
        head.add_row(Text(str(year), "bold"), Text(paper, "italic").append("  " + _tasks(held[0]), "not italic dim"))
        lines = Table.grid(padding=(0, 2), expand=False)
        lines.add_column(width=2)
        lines.add_column(no_wrap=True, min_width=widest)  # a name is never cut: it is what the reader types
        lines.add_column(justify="right", no_wrap=True, min_width=11)
        lines.add_column(no_wrap=True, overflow="ellipsis")
        for row in held:
            lines.add_row("", Text(row.name, "bold cyan"), parameters_text(row), Text(row.summary, "dim"))
        parts += [head, lines]
    return Group(*parts, Text(), Text(say("show.catalogue_hint"), "dim"))


def network_view(row: CatalogueRow, arguments: Mapping[str, Any], account: str) -> RenderableType:
    """One network: its paper, sizes, own arguments with their defaults, and what its file says of it."""
    grid = Table.grid(padding=(0, 2))
    facts = {
        "show.paper": f"{row.paper} ({row.year})",
        "show.data_kinds": _tasks(row),
        "show.input": "x".join(map(str, row.image)) if row.image else "",
        "show.parameters": parameters_text(row),
        "show.arguments": "  ".join(f"{name}={value}" for name, value in arguments.items()),
    }
    for code, value in facts.items():
        if value:
            grid.add_row(Text(say(code), "dim"), Text(value))
    return Group(
        Text(row.name, "bold cyan").append(f"  {row.summary}", "default not bold"), grid, Text(), Text(account)
    )


def parameters_text(row: CatalogueRow) -> str:
    """61,706; of a network whose size follows from the data, a word for that."""
    return f"{row.parameters:,}" if row.parameters else say("show.by_data")


def _tasks(row: CatalogueRow) -> str:
    kinds = ", ".join(named("kind", kind) for kind in row.kinds)
    return f"{kinds}: {', '.join(named('task', task) for task in row.tasks)}"
