"""The console that everything is printed on: what the user's names bring along is shown, not obeyed."""

from collections.abc import Iterator
from typing import Any

from rich.console import Console, ConsoleOptions, ConsoleRenderable, RenderableType, RenderHook
from rich.segment import Segment

from lamina.core.visible import visible


def console_of(**options: Any) -> Console:
    """A rich console, as `rich.console.Console` takes its options, that prints control characters as signs."""
    console = Console(**options)
    console.push_render_hook(_Visible())
    return console


class _Visible(RenderHook):
    def process_renderables(self, renderables: list[ConsoleRenderable]) -> list[ConsoleRenderable]:
        """Each of what is to be printed, with its text made harmless; rich's own movements of the cursor pass."""
        return [_Harmless(each) for each in renderables]


class _Harmless:
    def __init__(self, inside: RenderableType) -> None:
        self._inside = inside

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[Segment]:
        for text, style, control in console.render(self._inside, options):
            yield Segment(text if control else visible(text), style, control)
