"""Tables of the terminal: runs side by side, checks, answers."""

from collections.abc import Iterable, Sequence
from typing import Any, Protocol

from rich import box
from rich.cells import cell_len
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from lamina.core.records import Note
from lamina.report.marks import mark_of
from lamina.report.numbers import HIGHER_IS_BETTER, baseline_name, label, named, number
from lamina.words import say

MOST_CELL = 28  # columns of a cell in a comparison; a longer value is wrapped, so that runs stay beside each other


class CheckLike(Protocol):
    """What a check tells."""

    @property
    def code(self) -> str: ...
    @property
    def parameters(self) -> dict[str, Any]: ...
    @property
    def ok(self) -> bool: ...


def plain_table(*columns: str, right: Iterable[int] = ()) -> Table:
    """The house's table: one thin line under the head, no walls."""
    table = Table(box=box.SIMPLE_HEAD, header_style="dim", pad_edge=False, padding=(0, 1))
    numeric = set(right)
    for index, name in enumerate(columns):
        table.add_column(name, justify="right" if index in numeric else "left")
    return table


def notes_view(notes: Sequence[Note]) -> list[RenderableType]:
    """Each note as a line behind its mark, hanging."""
    return [marked_line(note.code, note.parameters) for note in notes]


def marked_line(code: str, parameters: dict[str, Any]) -> RenderableType:
    """A sentence behind its mark, hanging."""
    line = Table.grid(padding=(0, 1))
    line.add_row(Text(*mark_of(code, parameters)), Text(say(code, parameters)))
    return line


def comparison_view(
    runs: Sequence[str], facts: Sequence[tuple[str, Sequence[str]]], comparable: bool, width: int = 80
) -> RenderableType:
    """Runs as columns, facts as rows, an interval under its score; the best test score is marked where it may be.

    A long value is wrapped. Runs that do not fit beside each other in `width` come in a further table below, with the
    facts' names again.
    """
    best = {name: _best(name, values) if comparable else None for name, values in facts}
    names = max((cell_len(_fact(name)) for name, _ in facts), default=0) + 4
    each = _cell_width(runs, facts, (width - names) // max(len(runs), 1) - 3)
    fitting = max(1, (width - names) // (each + 3))
    tables: list[RenderableType] = []
    for first in range(0, len(runs), fitting):
        shown = range(first, min(first + fitting, len(runs)))
        table = plain_table("", *(runs[index] for index in shown), right=range(1, len(shown) + 1))
        for column in table.columns[1:]:
            column.max_width, column.overflow = each, "fold"
        for name, values in facts:
            table.add_row(Text(_fact(name), "dim"), *(_score_cell(values[i], i == best[name]) for i in shown))
        tables.append(table)
    return Group(*tables, *([] if comparable else [Text(say("show.not_comparable"), "yellow")]))


def _cell_width(runs: Sequence[str], facts: Sequence[tuple[str, Sequence[str]]], fair: int) -> int:
    """A fair share of the width, where that breaks no score and no name; settings may be wrapped."""
    kept = [line for name, values in facts if name[:2] != "--" for value in values for line in _lines(value)]
    wrapped = [value for name, values in facts if name[:2] == "--" for value in values]
    least = min(max(map(cell_len, [*kept, *runs]), default=0), MOST_CELL)
    most = min(max(map(cell_len, wrapped), default=0), MOST_CELL)
    return max(least, min(fair, most))


def _lines(value: str) -> list[str]:
    """ "94.4 % (91.6 to 96.4 %)" as the score and its interval below; anything else as it is."""
    score, opened, interval = value.partition(" (")
    return [score, interval.removesuffix(")")] if opened and interval.endswith(")") else [value]


def _score_cell(value: str, best: bool) -> Text:
    first, *rest = _lines(value)
    cell = Text(first, "bold green" if best else "", overflow="fold")
    for line in rest:
        cell.append(f"\n{line}", "not bold dim")
    return cell


def checks_view(checks: Sequence[CheckLike]) -> RenderableType:
    """A line per check: a tick or a cross, and the sentence."""
    table = Table.grid(padding=(0, 1))
    for check in checks:
        mark = Text("✔", "green") if check.ok else Text("✘", "bold red")
        table.add_row(mark, Text(say(check.code, check.parameters), "" if check.ok else "red"))
    return table


def frame_view(columns: Sequence[str], rows: Sequence[Sequence[Any]], height: int) -> RenderableType:
    """The first rows of a table of answers; says how many there are in all."""
    numeric = [index for index in range(len(columns)) if rows and isinstance(rows[0][index], float | int)]
    table = plain_table(*columns, right=numeric)
    for row in rows:
        table.add_row(*(Text(_cell(value)) for value in row))
    more = [Text(say("show.more_rows", shown=len(rows), rows=height), "dim")] if height > len(rows) else []
    return Group(table, *more)


def _cell(value: Any) -> str:
    return number(value) if isinstance(value, float) else "" if value is None else str(value)


def _fact(name: str) -> str:
    """A fact's name in the reader's language; "test accuracy" is a part (or a baseline) and a metric."""
    first, _, metric = name.partition(" ")
    part = first in ("test", "validation", "train")
    owner = named("part_name", first) if part else baseline_name(first)
    if metric and (part or owner != first):
        return say("show.score_of", owner=owner, metric=label(metric))
    return named("fact", name)


def _best(name: str, values: Sequence[str]) -> int | None:
    """Column of the best test score, None for facts that are no score or where all agree."""
    metric = name.removeprefix("test ").removeprefix("validation ")
    if metric == name or metric == "mape_rows":
        return None
    try:
        scores = [float(value.split()[0].replace(",", "")) for value in values]
    except (ValueError, IndexError):
        return None
    best = max(scores) if metric in HIGHER_IS_BETTER else min(scores)
    return scores.index(best) if min(scores) != max(scores) else None
