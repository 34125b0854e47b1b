"""The catalogue as a contents page: data, under it papers, under each its networks; and one network in full."""

import re
from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any, Protocol, get_args

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from lamina.core.config import TaskConfig
from lamina.report.numbers import named
from lamina.words import say, summary_of

TASKS = frozenset(get_args(TaskConfig.model_fields["task"].annotation))  # those that a run can be asked to learn


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
    """Networks by the data that they take and by paper, in the order of the catalogue: name, parameters, what it is."""
    widest = max((len(row.name) for row in rows), default=0)
    parts: list[RenderableType] = []
    for _, kind in groupby(rows, key=lambda row: row.kinds):
        of_kind = list(kind)
        parts += [Text(_tasks(of_kind), "bold"), Text()]
        for (year, paper), group in groupby(of_kind, key=lambda row: (row.year, row.paper)):
            head = Table.grid(padding=(0, 2))
            head.add_row(Text(str(year)), Text(paper, "italic"))
            parts += [head, Padding(_lines(list(group), widest), (0, 0, 0, 2))]
        parts.append(Text())
    return Group(*parts, Text(say("show.catalogue_hint"), "dim"))


def _lines(rows: Sequence[CatalogueRow], widest: int) -> Table:
    """A line per network, the columns as wide in each group; a name is never cut, for it is what the reader types."""
    lines = Table.grid(padding=(0, 2))
    lines.add_column(no_wrap=True, min_width=widest)
    lines.add_column(justify="right", no_wrap=True, min_width=11)
    lines.add_column()
    for row in rows:
        lines.add_row(Text(row.name, "bold cyan"), parameters_text(row), Text(summary_of(row.name, row.summary), "dim"))
    return lines


def network_view(row: CatalogueRow, arguments: Mapping[str, Any], account: str) -> RenderableType:
    """One network: its paper, sizes, own arguments with their defaults, and what its file says of it."""
    grid = Table.grid(padding=(0, 2))
    facts = {
        "show.paper": f"{row.paper} ({row.year})",
        "show.data_kinds": _tasks([row]),
        "show.input": "x".join(map(str, row.image)) if row.image else "",
        "show.parameters": parameters_text(row),
        "show.arguments": "  ".join(f"{name}={value}" for name, value in arguments.items()),
    }
    for code, value in facts.items():
        if value:
            grid.add_row(Text(say(code), "dim"), Text(value))
    return Group(
        Text(row.name, "bold cyan").append(f"  {summary_of(row.name, row.summary)}", "default not bold"),
        grid,
        Text(),
        Text(say("show.account"), "dim"),
        Text(_headed(account)),
    )


def _headed(account: str) -> str:
    """What a network's file says, its one heading in the reader's language."""
    return re.sub(r"\bDiffers from the papers?( in its training only)?( in)?:", say("show.differs"), account)


def parameters_text(row: CatalogueRow) -> str:
    """61,706; of a network whose size follows from the data, a word for that."""
    return f"{row.parameters:,}" if row.parameters else say("show.by_data")


def _tasks(rows: Sequence[CatalogueRow]) -> str:
    """ "images: classify, regress": the data, and what can be learned from it today."""
    kinds = [named("kind", kind) for kind in rows[0].kinds]
    tasks = dict.fromkeys(task for row in rows for task in row.tasks if task in TASKS)
    return say("show.takes", kinds=kinds, tasks=[named("task", task) for task in tasks])
