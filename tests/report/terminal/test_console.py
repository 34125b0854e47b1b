"""What is printed shows control characters, and its own styles still work."""

import io

from rich.progress import Progress
from rich.table import Table
from rich.text import Text

from lamina.report.terminal.console import console_of


def printed(*things: object, **options: object) -> str:
    file = io.StringIO()
    console_of(file=file, width=60, **options).print(*things)
    return file.getvalue()


def test_names_cannot_move_the_cursor() -> None:
    table = Table("col\x1b[2Jumn")
    table.add_row(Text("a\x1b]0;title\x07b"))
    text = printed(table)
    assert "\x1b" not in text and "␛[2J" in text
    assert "\x1b" not in printed("x\x1b[1Ay")


def test_styles_and_live_bars_still_work() -> None:
    assert "\x1b[31m" in printed(Text("red", "red"), force_terminal=True, color_system="standard")
    file = io.StringIO()
    with Progress(console=console_of(file=file, force_terminal=True, width=60)) as bar:
        bar.update(bar.add_task("\x1b[31mtask", total=1), advance=1)
    assert "␛[31mtas" in file.getvalue() and "\x1b[?25l" in file.getvalue()
