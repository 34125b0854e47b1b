"""`lamina compare RUN RUN ...`."""

from typing import Annotated

from cyclopts import Parameter

from lamina.cli.screen import out, print_json
from lamina.words import say


def command(
    *runs: Annotated[str, Parameter(help=say("cli.argument.runs"), name="RUN")],
    json: Annotated[bool, Parameter(help=say("cli.option.json"), negative=(), show_default=False)] = False,
) -> None:
    """Runs side by side: what differs in the settings, and the scores."""
    from lamina.report.tables import comparison_view
    from lamina.verbs.compare import compare

    comparison = compare(*runs)
    if json:
        facts = {label: list(values) for label, values in comparison.rows}
        print_json({"runs": list(comparison.columns), "comparable": comparison.comparable, "facts": facts})
    else:
        out().print(comparison_view(comparison.columns, comparison.rows, comparison.comparable))
