"""`lamina list [NAME]`."""

from typing import Annotated

from cyclopts import Parameter

from lamina.cli.screen import out, print_json
from lamina.words import say

FIELDS = ("name", "parameters", "kinds", "tasks", "paper", "year", "summary")


def command(
    name: Annotated[str, Parameter(help=say("cli.argument.network"), show_default=False)] = "",
    /,
    *,
    json: Annotated[bool, Parameter(help=say("cli.option.json"), negative=(), show_default=False)] = False,
) -> None:
    """The networks: name, parameters, tasks, paper, year; with NAME one in full, or all whose name begins so."""
    from lamina.verbs.list import list as list_networks

    rows = list_networks(name)
    if json:
        print_json([{field: getattr(row, field) for field in FIELDS} for row in rows])
    else:
        out().print(rows.view())
