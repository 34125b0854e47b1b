"""`lamina list`."""

from typing import Annotated

from cyclopts import Parameter

from lamina.cli.screen import out, print_json
from lamina.words import say

FIELDS = ("name", "kinds", "tasks", "paper", "year", "summary")


def command(
    *,
    json: Annotated[bool, Parameter(help=say("cli.option.json"), negative=(), show_default=False)] = False,
) -> None:
    """The networks: name, tasks, paper, year."""
    from lamina.verbs.list import list as list_networks

    rows = list_networks()
    if json:
        print_json([{field: getattr(row, field) for field in FIELDS} for row in rows])
        return
    from lamina.report.tables import catalogue_view

    out().print(catalogue_view(rows))
