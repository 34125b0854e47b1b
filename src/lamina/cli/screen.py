"""Where output goes: results to stdout, errors and warnings to stderr."""

import contextlib
import json
import os
import shutil
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.text import Text

from lamina.cli.everywhere import now
from lamina.core.errors import LaminaWarning
from lamina.report.terminal.console import console_of
from lamina.words import say

WIDTH_WITHOUT_TERMINAL = 110


def out() -> Console:
    """The console of results; wide enough for tables where there is no terminal."""
    return _console(stderr=False)


def err() -> Console:
    """The console of errors and warnings."""
    return _console(stderr=True)


def program() -> str:
    """How this program is called here: `lamina`, or its path where the shell would not find it (no active .venv)."""
    called = Path(sys.argv[0])
    if shutil.which("lamina") or called.stem != "lamina":
        return "lamina"
    return shortest(called.absolute())


def shortest(path: Path) -> str:
    """A path as a person would type it here: relative, unless that climbs up more than one folder."""
    ways = [str(path)]
    with contextlib.suppress(ValueError):  # another drive
        ways.append(os.path.relpath(path))
    return min(ways, key=lambda way: (Path(way).parts.count("..") > 1, len(way)))


def print_json(content: Any) -> None:
    """JSON on stdout, plain, for other programs."""
    print(json.dumps(content, indent=2, ensure_ascii=False, default=str))


@contextlib.contextmanager
def progress() -> Iterator[list[Any]]:
    """Listeners that draw the training, none with --quiet; the terminal is whole again however it ends."""
    from lamina.report.terminal.progress import Progress

    if now.quiet:
        yield []
        return
    with Progress(out()) as drawing:
        yield [drawing]


def show_warnings() -> None:
    """Lamina's warnings as one line on stderr; those of other packages only with --debug."""
    if not now.debug:
        warnings.simplefilter("ignore")
    warnings.simplefilter("always", LaminaWarning)
    warnings.showwarning = _show_warning


def label(code: str) -> str:
    """What stands before a sentence, "Error: "; a full-width colon has its own blank."""
    text = say(code)
    return text if text.endswith("：") else text + " "


def _show_warning(message: Warning | str, category: type[Warning], filename: str, lineno: int, *_: Any) -> None:
    if isinstance(message, LaminaWarning):
        line = Text(label("cli.warning"), "yellow")
        err().print(line.append(str(message), "default"), soft_wrap=True)
    elif now.debug:
        err().print(Text(warnings.formatwarning(message, category, filename, lineno).rstrip(), "dim"))


def _console(stderr: bool) -> Console:
    stream = sys.stderr if stderr else sys.stdout
    console = console_of(file=stream, highlight=False, soft_wrap=False)
    if not console.is_terminal:
        console.width = max(console.width, WIDTH_WITHOUT_TERMINAL)
    return console
