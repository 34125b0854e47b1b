"""Networks side by side on the terminal."""

from rich.console import Console

from lamina.core.records import Note
from lamina.report.inspect.compare import networks_view


def test_columns_facts_and_notes() -> None:
    console = Console(width=100, color_system=None)
    note = Note(code="inspect.equal_reach", parameters={"size": "7x7"})
    with console.capture() as captured:
        console.print(networks_view(("a", "b"), [("parameters", ("1", "2")), ("reach", ("7x7", "7x7"))], [note]))
    text = captured.get()
    assert "parameters" in text and "Equal in receptive field only (7x7 pixels)" in text
