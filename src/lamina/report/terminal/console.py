"""The console that everything is printed on: what the user's names bring along is shown, not obeyed."""

from collections.abc import Iterable
from typing import Any

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment

from lamina.core.visible import visible


def console_of(**options: Any) -> Console:
    """A rich console, as `rich.console.Console` takes its options, that prints control characters as signs."""
    return _Console(**options)


class _Console(Console):
    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        """Text made harmless; rich's own movements of the cursor, which are controls, pass."""
        for text, style, control in super().render(renderable, options):
            yield Segment(text if control else visible(text), style, control)
