"""How a person calls a run again on the command line. No torch here."""

import shlex
from pathlib import Path

from lamina.core.own_name import own_hint
from lamina.networks import catalog


def typed(network: str) -> str:
    """How a user names this network again on the command line: "" for one of the catalogue, else `file.py:Class`."""
    return "" if network in catalog.names() or network == "auto" else own_hint(network)


def own_flag(network: str) -> str:
    """The flag that names the user's own network, with a blank before it; "" for one of the catalogue."""
    own = typed(network)
    return f" --network {shlex.quote(own)}" if own else ""


def resume_command(run: Path, network: str) -> str:
    """The whole command that goes on with a run."""
    return f"lamina resume {shlex.quote(str(run))}{own_flag(network)}"
