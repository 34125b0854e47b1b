"""The flag --network of the commands that use a run: the user's own network, named anew each time."""

from typing import Annotated

from cyclopts import Parameter

from lamina.core.errors import InputError
from lamina.core.own_name import is_own_file
from lamina.words import say

OwnNetwork = Annotated[str | None, Parameter(name="--network", help=say("cli.option.own_network"), show_default=False)]


def check_own(network: str | None) -> None:
    """Refuse a name that is no `file.py:Class`, before anything heavy is imported."""
    if network is not None and not is_own_file(network):
        raise InputError("verbs.own_not_a_file", network=network)
