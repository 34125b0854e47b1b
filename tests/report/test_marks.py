"""The mark before a note."""

import pytest
from rich.console import Console

from lamina.core.records import Note
from lamina.report.marks import DOUBTFUL, GOOD, mark_of
from lamina.report.terminal.tables import notes_view
from lamina.words import en


def test_every_code_that_has_a_mark_has_a_sentence() -> None:
    assert set(en.SENTENCES) >= GOOD | DOUBTFUL and not GOOD & DOUBTFUL


@pytest.mark.parametrize(
    ("code", "parameters", "mark"),
    [
        ("evaluation.network_wins", {}, "✔"),
        ("evaluation.baseline_wins", {}, "!"),
        ("verbs.copies", {"copies": 3, "rows": 9}, "!"),
        ("verbs.copies", {"copies": 0, "rows": 9}, "•"),
        ("evaluation.mape_zeros", {}, "•"),
    ],
)
def test_good_news_does_not_look_like_a_warning(code: str, parameters: dict[str, int], mark: str) -> None:
    assert mark_of(code, parameters)[0] == mark


def test_notes_carry_their_marks() -> None:
    console = Console(width=200, color_system=None)
    with console.capture() as capture:
        for line in notes_view([Note(code="verbs.copies", parameters={"copies": n, "rows": 9}) for n in (0, 2)]):
            console.print(line)
    first, second = capture.get().splitlines()
    assert first.startswith("• None of the 9") and second.startswith("! 2 of the 9")
