"""`lamina train DATA`."""

from typing import Annotated, Any

from cyclopts import Parameter

from lamina.cli.early import check_config, check_data, check_network
from lamina.cli.everywhere import now
from lamina.cli.flags import section_fields, settings, with_flags
from lamina.cli.screen import out, program, progress, shortest
from lamina.core.errors import InputError
from lamina.words import say


@with_flags(section_fields("data", "network", "task", "optim", "loop", "output"))
def command(
    data: Annotated[str | None, Parameter(help=say("cli.argument.data"), show_default=False)] = None,
    /,
    *,
    config: Annotated[str | None, Parameter(help=say("cli.option.config"))] = None,
    **options: Any,
) -> None:
    """Train a network on DATA and leave a run folder."""
    if data is None and config is None:
        raise InputError("cli.missing_argument", name="DATA", command="lamina train")
    given = settings(options)
    check_config(config)
    check_data(data)
    check_network(given)
    from lamina.verbs.train import train

    with progress() as listeners:
        run = train(data, config=config, listeners=listeners, **given)
    finish(run)


def finish(run: Any) -> None:
    """The closing summary of a run; with --quiet its folder alone, for scripts."""
    from lamina.report.run.summary import run_summary
    from lamina.report.run.usage import next_commands
    from lamina.verbs.again import typed
    from lamina.verbs.health.diagnosis import diagnosis_of

    if now.quiet:
        print(run.path)
        return
    report = (run.path / "report.html").is_file()
    folder = shortest(run.path)
    following = next_commands(folder, typed(run.config.network.network), program(), run.asks)
    line = diagnosis_of(run.folder, program()).line(folder)
    out().print(run_summary(folder, run.evaluation(), run.audit, following, report, line))
