"""`lamina demo`."""

from typing import Any

from lamina.cli.flags import settings, with_flags
from lamina.cli.screen import progress
from lamina.cli.train import finish


@with_flags(["epochs", "seed", "out", "name"])
def command(**options: Any) -> None:
    """Train LeNet-5 on the built-in digits."""
    given = settings(options)
    from lamina.verbs.demo import demo

    with progress() as listeners:
        run = demo(listeners=listeners, **given)
    finish(run)
