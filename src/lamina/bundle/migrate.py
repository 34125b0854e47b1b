"""Older bundle.json contents, brought to today's format: a table from format to the function that leads to the next."""

from collections.abc import Callable
from typing import Any

from lamina.bundle.record import FORMAT
from lamina.core.errors import InputError

Migration = Callable[[dict[str, Any]], dict[str, Any]]

MIGRATIONS: dict[int, Migration] = {}  # format n -> content of format n + 1; JSON in, JSON out


def migrate(content: dict[str, Any], path: str) -> dict[str, Any]:
    """The content in today's format; a newer or unknown format is refused with what to do."""
    found = content.get("format")
    if type(found) is not int:
        raise InputError("bundle.no_format", path=path)
    if found > FORMAT:
        raise InputError("bundle.newer_format", path=path, found=found, known=FORMAT)
    for step in range(found, FORMAT):
        if step not in MIGRATIONS:
            raise InputError("bundle.unknown_format", path=path, found=found, known=FORMAT)
        content = {**MIGRATIONS[step](content), "format": step + 1}
    return content
