"""`lamina resume RUN`."""

from typing import Annotated

from cyclopts import Parameter

from lamina.cli.screen import progress
from lamina.cli.train import finish
from lamina.words import say


def command(run: Annotated[str, Parameter(help=say("cli.argument.run"))], /) -> None:
    """Go on with a run that was stopped."""
    from lamina.verbs.resume import resume

    with progress() as listeners:
        finished = resume(run, listeners=listeners)
    finish(finished)
