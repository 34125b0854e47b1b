"""`lamina resume RUN`."""

from typing import Annotated

from cyclopts import Parameter

from lamina.cli.early import check_run
from lamina.cli.everywhere import now
from lamina.cli.own import OwnNetwork, check_own
from lamina.cli.screen import out, progress
from lamina.cli.train import finish
from lamina.verbs.again import own_flag
from lamina.verbs.folder import RunFolder
from lamina.words import say


def command(run: Annotated[str, Parameter(help=say("cli.argument.run"))], /, *, network: OwnNetwork = None) -> None:
    """Go on with a run that was stopped."""
    if _told_done(RunFolder.existing(run)):
        return
    check_run(run)
    check_own(network)
    from lamina.verbs.resume import resume

    with progress() as listeners:
        finished = resume(run, network=network, listeners=listeners)
    finish(finished)


def _told_done(folder: RunFolder) -> bool:
    """Whether the run is finished already; said at once, before anything heavy is imported."""
    folder.need_run("resume")
    if folder.state()["status"] != "done":
        return False
    if now.quiet:
        print(folder.path)
        return True
    config = folder.config()
    epochs, own = int(config.loop.epochs), own_flag(config.network.network)
    told = {"path": str(folder.path), "epochs": epochs, "more": 2 * epochs, "own": own}
    out().print(say("verbs.already_done", told), soft_wrap=True)
    return True
