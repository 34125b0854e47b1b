"""Cyclopts' help says "Usage:", "[required]" and "[default: ...]" in English; here in the reader's language."""

from typing import Any

from cyclopts.help import DefaultFormatter, HelpPanel
from rich.console import Console, ConsoleOptions
from rich.text import Text

from lamina.words import language, say


class TranslatedHelp(DefaultFormatter):
    """The usual help, its own words left out or replaced; what is required is shown by the usage line."""

    def render_usage(self, console: Console, options: ConsoleOptions, usage: Any) -> None:
        """The usage line as it was given: it begins with the word of its language."""
        if usage:
            console.print(Text(str(usage), "bold"))

    def __call__(self, console: Console, options: ConsoleOptions, panel: HelpPanel) -> None:
        """A panel with our word for the default, and no mark of what is required."""
        for entry in panel.entries:
            if entry.default is not None and hasattr(entry.description, "append"):
                entry.description.append(Text(say("cli.default", value=entry.default)))
        panel.entries = [entry.copy(required=False, default=None) for entry in panel.entries]
        super().__call__(console, options, panel)


def formatter() -> DefaultFormatter | None:
    """The formatter of the language in use; None: cyclopts' own, which is English."""
    return None if language() == "en" else TranslatedHelp()
