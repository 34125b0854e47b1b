"""An inspection on the terminal: what the layers compute, what they see, the totals, and why."""

from collections.abc import Iterator

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.constrain import Constrain
from rich.table import Table
from rich.text import Text

from lamina.core.inspection import Inspection
from lamina.report.inspect.data import (
    ARITHMETIC,
    GEOMETRY,
    TEXT_COLUMNS,
    cell,
    explained,
    head,
    layer_title,
    remarks,
    total_cell,
    totals,
)
from lamina.report.terminal.tables import plain_table
from lamina.words import say

_PROSE_WIDTH = 110
_BETWEEN = 3  # characters between two columns
_WRAPPED = {"type": 9, "settings": 9}  # narrowest width of columns that may wrap
_LEAST_NEEDED = (
    "parameter_share",
    "start",
    "parameter_bytes",
    "jump",
    "share",
    "settings",
    "biases",
    "activation_bytes",
)
_STYLES = {"layer": "bold", "type": "cyan", "settings": "dim", "share": "dim", "parameter_share": "dim"}


def inspection_view(whole: Inspection) -> RenderableType:
    """Title, two tables with a row per layer, totals, formulas where they were asked for, remarks."""
    parts: list[RenderableType] = [
        Text(say("inspect.title", name=whole.name), "bold cyan"),
        Layers(whole, ARITHMETIC),
    ]
    parts += [Text(say("inspect.geometry"), "bold cyan"), Layers(whole, GEOMETRY)]
    parts += [Text(say("inspect.totals"), "bold cyan"), Text(), _totals(whole), Text()]
    why = list(_why(whole))
    if why:
        parts += [Text(say("inspect.why"), "bold cyan"), Text(), *why]
    return Group(*parts, *(Constrain(Text(remark, "dim"), _PROSE_WIDTH) for remark in remarks(whole)))


class Layers:
    """A table of layers that leaves out columns, the least needed first, where a terminal is too narrow for all."""

    def __init__(self, whole: Inspection, columns: tuple[str, ...]) -> None:
        self.whole, self.columns = whole, columns

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        columns = self.columns
        widths = {column: self._width(column) for column in columns}
        for dropped in _LEAST_NEEDED:
            if sum(widths[column] for column in columns) > options.max_width:
                columns = tuple(column for column in columns if column != dropped)
        yield layers_table(self.whole, columns)
        if columns != self.columns:
            missing = ", ".join(head(column).replace("\n", " ") for column in self.columns if column not in columns)
            yield Text(say("inspect.narrow", columns=missing), "dim")

    def _width(self, column: str) -> int:
        """Characters that a column needs, one of words wrapped, and the space beside it."""
        texts = [cell(row, column, self.whole) for row in self.whole.rows] + [total_cell(self.whole, column)]
        longest = max(map(cell_len, [*texts, *head(column).split("\n")]))
        return min(longest, _WRAPPED.get(column, longest)) + _BETWEEN


def layers_table(whole: Inspection, columns: tuple[str, ...]) -> Table:
    """A row per layer and one for the whole."""
    numbers = [index for index, column in enumerate(columns) if column not in TEXT_COLUMNS]
    table = plain_table(*map(head, columns), right=numbers)
    for index in (0, *numbers):
        table.columns[index].no_wrap = True
    for index, column in enumerate(columns):
        if column == "output":
            table.columns[index].no_wrap = True
    for row in whole.rows:
        faint = "" if row.used else "dim"
        table.add_row(*(Text(cell(row, column, whole), faint or _STYLES.get(column, "")) for column in columns))
    table.columns[1].overflow = "fold"
    table.add_section()
    table.add_row(*(Text(total_cell(whole, column), "bold") for column in columns))
    return table


def _totals(whole: Inspection) -> Table:
    grid = Table.grid(padding=(0, 2))
    for name, value in totals(whole):
        grid.add_row(Text(name, "dim"), Text(value))
    return grid


def _why(whole: Inspection) -> Iterator[RenderableType]:
    for row, steps in explained(whole):
        yield Text(row.name, "bold").append("   " + layer_title(row), "not bold cyan")
        grid = Table.grid(padding=(0, 2))
        for name, formula in steps:
            grid.add_row(Text(""), Text(name, "dim"), Text(formula))
        yield grid
        yield Text()
