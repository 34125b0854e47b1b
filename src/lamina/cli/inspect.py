"""`lamina inspect NETWORK|RUN`."""

import re
from pathlib import Path
from typing import Annotated, Any

from cyclopts import Parameter

from lamina.cli.flags import settings
from lamina.cli.own import OwnNetwork, check_own
from lamina.cli.screen import out
from lamina.core.errors import InputError, nearest
from lamina.core.files import write_atomically
from lamina.words import say

FORMATS = ("text", "json", "markdown", "html")
_BY_ENDING = {".json": "json", ".md": "markdown", ".markdown": "markdown", ".html": "html", ".htm": "html"}
WIDTH_WITHOUT_TERMINAL = 170
_SEPARATORS = re.compile(r"[x×*,\s]+")


def command(
    subject: Annotated[str, Parameter(help=say("inspect.option.network"), name="NETWORK")],
    /,
    *,
    input: Annotated[tuple[str, ...], Parameter(help=say("inspect.option.input"), n_tokens=1, negative=(), show_default=False)] = (),
    batch_size: Annotated[int, Parameter(help=say("inspect.option.batch_size"))] = 1,
    why: Annotated[bool, Parameter(help=say("inspect.option.why"), negative=(), show_default=False)] = False,
    arg: Annotated[tuple[str, ...], Parameter(help=say("inspect.option.arg"), n_tokens=1, negative=(), show_default=False)] = (),
    network: OwnNetwork = None,
    format: Annotated[str | None, Parameter(help=say("inspect.option.format"), show_default=False)] = None,
    to: Annotated[str | None, Parameter(help=say("inspect.option.to"), show_default=False)] = None,
) -> None:  # fmt: skip
    """The layers of a network with their arithmetic: shapes, parameters, multiply-adds, receptive fields, memory."""
    kind = chosen_format(format, to)
    check_own(network)
    arguments = settings({"arg": arg})["arg"] if arg else {}
    shapes = [read_shape(text) for text in input]
    from lamina.report.inspect.table import inspection_view
    from lamina.verbs.inspect import inspect

    found = inspect(_named(subject, network), shapes or None, batch_size=batch_size, why=why, **arguments)
    if to:
        write_atomically(Path(to), found.render(kind))
        out().print(say("inspect.written", path=to))
    elif kind == "text":
        console = out()
        if not console.is_terminal:
            console.width = max(console.width, WIDTH_WITHOUT_TERMINAL)  # in a file no name need be cut
        console.print(inspection_view(found))
    else:
        print(found.render(kind), end="")


def _named(subject: str, network: str | None) -> Any:
    """What is inspected: the text as typed, or the run with its user's own network."""
    if network is None:
        return subject
    from lamina.verbs.load import load  # all that a run can do takes a second to import

    return load(subject, network=network)


def chosen_format(format: str | None, to: str | None) -> str:
    """The format that was named, or that the file's ending says, or text."""
    if format is None:
        return _BY_ENDING.get(Path(to).suffix.lower(), "text") if to else "text"
    if format not in FORMATS:
        near = nearest(format, FORMATS)
        raise InputError("cli.bad_choice", flag="--format", value=format, choices=", ".join(FORMATS), nearest=near)
    return format


def read_shape(text: str) -> tuple[int, ...]:
    """3x227x227 as numbers; whole numbers of at least 1, or a refusal."""
    parts = [part for part in _SEPARATORS.split(text.strip()) if part]
    if not parts or not all(part.isdecimal() and int(part) > 0 for part in parts):
        raise InputError("inspect.bad_shape", shape=text)
    return tuple(int(part) for part in parts)
