"""`lamina evaluate RUN [DATA]`."""

from typing import Annotated

from cyclopts import Parameter

from lamina.cli.early import check_data, check_run
from lamina.cli.own import OwnNetwork, check_own
from lamina.cli.screen import out, print_json
from lamina.words import say


def command(
    run: Annotated[str, Parameter(help=say("cli.argument.run"))],
    data: Annotated[str | None, Parameter(help=say("cli.argument.labelled"), show_default=False)] = None,
    /,
    *,
    crops: Annotated[int, Parameter(help=say("cli.option.crops"))] = 1,
    network: OwnNetwork = None,
    json: Annotated[bool, Parameter(help=say("cli.option.json"), negative=(), show_default=False)] = False,
) -> None:
    """Score the model of a run on its test part, or on DATA."""
    check_run(run)
    check_own(network)
    check_data(data)
    from lamina.report.terminal.score_table import evaluation_view
    from lamina.verbs.evaluate import evaluation

    scored = evaluation(run, data, crops=crops, network=network)
    if json:
        print_json(scored.model_dump(mode="json"))
    else:
        out().print(evaluation_view(scored))
