"""`lamina explain RUN [INPUT]`, `lamina explain neuron`."""

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from lamina.cli.early import check_data, check_run
from lamina.cli.everywhere import now
from lamina.cli.examples import is_example, refuse_slip, show_example
from lamina.cli.own import OwnNetwork, check_own
from lamina.core.errors import InputError
from lamina.words import say


def command(
    run: Annotated[str, Parameter(help=say("explain.option.run"))],
    input: Annotated[str | None, Parameter(help=say("explain.option.input"), show_default=False)] = None,
    /,
    *,
    view: Annotated[tuple[str, ...], Parameter(help=say("explain.option.view"), n_tokens=1, negative=(), show_default=False)] = (),
    row: Annotated[str | None, Parameter(help=say("explain.option.row"), show_default=False)] = None,
    layer: Annotated[str | None, Parameter(help=say("explain.option.layer"), show_default=False)] = None,
    unit: Annotated[str | None, Parameter(help=say("explain.option.unit"), show_default=False)] = None,
    out: Annotated[str | None, Parameter(help=say("explain.option.out"), show_default=False)] = None,
    network: OwnNetwork = None,
    beside: Annotated[str | None, Parameter(help=say("explain.option.beside"), show_default=False)] = None,
    loss: Annotated[str | None, Parameter(help=say("explain.option.loss"), show_default=False)] = None,
    learning_rate: Annotated[float | None, Parameter(help=say("explain.option.learning_rate"), show_default=False)] = None,
) -> None:  # fmt: skip
    """Look inside the network of a run: pictures, and one page that says what they show."""
    where = {"row": row, "layer": layer, "unit": unit}
    if is_example(run):
        others = {"input": input, "view": view, **where, "network": network, "beside": beside}
        return show_example(run, loss, learning_rate, out, **others)
    refuse_slip(run)
    if loss is not None or learning_rate is not None:
        raise InputError("explain.no_example_run", option="--learning-rate" if loss is None else "--loss")
    check_run(run)
    check_own(network)
    if beside is not None:
        check_run(beside)
    if input is not None and not is_text(input):
        check_data(input)
    from lamina.verbs.explain import explain

    names = [name.strip() for names in view for name in names.split(",") if name.strip()]
    named = {name: value or "" for name, value in where.items()}
    explain(run, input, view=names, **named, out=out, network=network, beside=beside, quiet=now.quiet)


def is_text(input: str) -> bool:
    """Whether what was typed is a text to be read, and no file."""
    return " " in input.strip() and not Path(input).exists()
