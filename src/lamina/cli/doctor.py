"""`lamina doctor RUN [--try]`."""

from typing import Annotated

from cyclopts import Parameter

from lamina.cli.early import check_run
from lamina.cli.own import OwnNetwork, check_own
from lamina.cli.screen import out, print_json, program
from lamina.words import say


def command(
    run: Annotated[str, Parameter(help=say("cli.argument.run"))],
    /,
    *,
    attempt: Annotated[
        bool, Parameter(name="--try", help=say("doctor.option_try"), negative=(), show_default=False)
    ] = False,
    network: OwnNetwork = None,
    json: Annotated[bool, Parameter(help=say("cli.option.json"), negative=(), show_default=False)] = False,
) -> None:
    """Say what is wrong with the training of a run, where, since when, and what to do."""
    check_run(run)
    check_own(network)
    from lamina.verbs.doctor import doctor

    found = doctor(run, network=network, attempt=attempt, program=program())
    if json:
        findings = [
            {**finding.model_dump(mode="json"), "sentence": sentence}
            for finding, sentence in zip(found.findings, found.sentences, strict=True)
        ]
        print_json({"well": found.well, "findings": findings, "notes": found.notes})
    else:
        out().print(found.view())
