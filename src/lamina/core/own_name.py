"""How a network of the user's own is called on the command line: `file.py:Class`. Nothing is ever imported here."""

import re

OWN = "own"  # the network name of a bundle whose network is the user's
_PLAIN = re.compile(r"(?:[\w./\\:()+,@~ -]+\.py:)?\w+")


def is_own_file(network: str) -> bool:
    """Whether a network's name is `file.py:Class`."""
    return ".py:" in network


def own_hint(network: str) -> str:
    """What a sentence offers for pasting as `--network`: the name that a file holds, only where it is a plain one."""
    if not _PLAIN.fullmatch(network):  # forged, or too odd to be pasted
        return "file.py:Class"
    return network if is_own_file(network) else f"file.py:{network}"


def called(network: str) -> str:
    """A network's name in a title: of a file its own name, without the folders that lead to it."""
    return re.split(r"[/\\]", network)[-1] if is_own_file(network) else network
