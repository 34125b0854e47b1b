"""`lamina verify RUN`."""

from typing import Annotated

from cyclopts import Parameter

from lamina.cli.early import check_run
from lamina.cli.own import OwnNetwork, check_own
from lamina.cli.screen import out, print_json
from lamina.core.errors import InputError
from lamina.words import say


def command(
    run: Annotated[str, Parameter(help=say("cli.argument.bundle"))],
    /,
    *,
    resume: Annotated[bool, Parameter(help=say("cli.option.resume"), negative=(), show_default=False)] = False,
    network: OwnNetwork = None,
    json: Annotated[bool, Parameter(help=say("cli.option.json"), negative=(), show_default=False)] = False,
) -> None:
    """Say in words whether a model still gives its answers; with --resume, whether resuming is exact here."""
    check_run(run)
    check_own(network)
    from lamina.report.terminal.tables import checks_view
    from lamina.verbs.verify import verify

    checks = verify(run, resume=resume, network=network)
    if json:
        print_json([{"code": c.code, "ok": c.ok, "sentence": say(c.code, c.parameters)} for c in checks])
    else:
        out().print(checks_view(checks))
    failed = sum(not check.ok for check in checks)
    if failed:
        raise InputError("cli.checks_failed", failed=failed, checks=len(checks))
