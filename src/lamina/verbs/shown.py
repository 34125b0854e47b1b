"""What a verb gives back shows itself as the command line does: in the interpreter, with print, and in a notebook."""

import io

from rich.console import RenderableType

from lamina.report.terminal.console import console_of

WIDTH_WITHOUT_TERMINAL = 110


class Shown:
    """Mix in, first among the bases, and say in `view` what is drawn."""

    def view(self) -> RenderableType:
        """The thing as the terminal shows it."""
        raise NotImplementedError

    def __repr__(self) -> str:
        console = console_of(highlight=False, color_system=None)
        if not console.is_terminal:
            console.width = max(console.width, WIDTH_WITHOUT_TERMINAL)
        with console.capture() as captured:
            console.print(self.view())
        return "\n".join(line.rstrip() for line in captured.get().rstrip().splitlines())

    def __str__(self) -> str:
        return repr(self)

    def _repr_html_(self) -> str:
        console = console_of(highlight=False, width=WIDTH_WITHOUT_TERMINAL, record=True, file=io.StringIO())
        console.print(self.view())
        return console.export_html(inline_styles=True, code_format="<pre style='line-height:1.2'>{code}</pre>")
