"""Networks side by side on the terminal."""

from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.text import Text

from lamina.core.records import Note
from lamina.report.terminal.tables import notes_view, plain_table
from lamina.words import say


def networks_view(
    networks: Sequence[str], facts: Sequence[tuple[str, Sequence[str]]], notes: Sequence[Note]
) -> RenderableType:
    """Networks as columns, facts as rows; what they have in common is written faint."""
    table = plain_table("", *networks, right=range(1, len(networks) + 1))
    for name, values in facts:
        style = "dim" if len(set(values)) == 1 else ""
        table.add_row(Text(say(f"inspect.fact.{name}"), "dim"), *(Text(value, style) for value in values))
    return Group(table, *notes_view(notes))
