"""`lamina explain RUN [INPUT]`."""

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from lamina.cli.early import check_data, check_run
from lamina.cli.everywhere import now
from lamina.cli.own import OwnNetwork, check_own
from lamina.words import say


def command(
    run: Annotated[str, Parameter(help=say("cli.argument.run"))],
    input: Annotated[str | None, Parameter(help=say("explain.option.input"), show_default=False)] = None,
    /,
    *,
    view: Annotated[tuple[str, ...], Parameter(help=say("explain.option.view"), n_tokens=1, negative=(), show_default=False)] = (),
    row: Annotated[str | None, Parameter(help=say("explain.option.row"), show_default=False)] = None,
    layer: Annotated[str | None, Parameter(help=say("explain.option.layer"), show_default=False)] = None,
    out: Annotated[str | None, Parameter(help=say("explain.option.out"), show_default=False)] = None,
    network: OwnNetwork = None,
) -> None:  # fmt: skip
    """Look inside the network of a run: pictures, and one page that says what they show."""
    check_run(run)
    check_own(network)
    if input is not None and not is_text(input):
        check_data(input)
    from lamina.verbs.explain import explain

    names = [name.strip() for names in view for name in names.split(",") if name.strip()]
    explain(run, input, view=names, row=row or "", layer=layer or "", out=out, network=network, quiet=now.quiet)


def is_text(input: str) -> bool:
    """Whether what was typed is a text to be read, and no file."""
    return " " in input.strip() and not Path(input).exists()
