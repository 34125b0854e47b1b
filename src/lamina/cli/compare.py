"""`lamina compare RUN RUN ...`, `lamina compare NETWORK NETWORK ...`."""

from typing import Annotated

from cyclopts import Parameter

from lamina.cli.inspect import read_shape
from lamina.cli.screen import out, print_json
from lamina.words import say


def command(
    *items: Annotated[str, Parameter(help=say("inspect.option.networks"), name="RUN|NETWORK")],
    input: Annotated[
        tuple[str, ...], Parameter(help=say("inspect.option.input"), n_tokens=1, negative=(), show_default=False)
    ] = (),
    batch_size: Annotated[int, Parameter(help=say("inspect.option.batch_size"))] = 1,
    json: Annotated[bool, Parameter(help=say("cli.option.json"), negative=(), show_default=False)] = False,
) -> None:
    """Runs side by side: what differs in the settings, and the scores. Networks side by side: sizes and arithmetic."""
    from lamina.verbs.compare_networks import compare_networks
    from lamina.verbs.subject import is_network

    shapes = [read_shape(text) for text in input] or None
    if len(items) > 1 and all(is_network(item) for item in items):
        comparison = compare_networks(*items, input_shape=shapes, batch_size=batch_size)
    else:
        from lamina.verbs.compare import compare  # all that a run can do takes a second to import

        comparison = compare(*items, input_shape=shapes, batch_size=batch_size)
    if json:
        facts = {label: list(values) for label, values in comparison.rows}
        content = {comparison.kind: list(comparison.columns), "comparable": comparison.comparable, "facts": facts}
        print_json({**content, "notes": [say(note.code, note.parameters) for note in comparison.notes]})
    else:
        console = out()
        console.print(comparison.view(console.width))
