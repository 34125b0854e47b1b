"""The catalogue, comparisons, checks and answers on the terminal."""

from dataclasses import dataclass, field
from typing import Any

from rich.console import Console, RenderableType

from lamina.core.records import Note
from lamina.networks.catalog import CATALOG
from lamina.report.tables import catalogue_view, checks_view, comparison_view, frame_view, notes_view


def drawn(view: RenderableType, styles: bool = False, width: int = 120) -> str:
    console = Console(width=width, highlight=False, force_terminal=styles, color_system="standard" if styles else None)
    with console.capture() as capture:
        console.print(view)
    return capture.get()


@dataclass
class Check:
    code: str
    ok: bool
    parameters: dict[str, Any] = field(default_factory=dict)


def test_catalogue_is_a_contents_page() -> None:
    text = drawn(catalogue_view(CATALOG))
    for row in CATALOG:
        assert row.name in text and str(row.year) in text and row.paper.split(",")[0].split(":")[0] in text


def test_catalogue_fits_a_narrow_terminal() -> None:
    text = drawn(catalogue_view(CATALOG), width=70)
    assert all(len(line) <= 70 for line in text.splitlines())
    assert all(row.name in text for row in CATALOG)  # a name is never cut


FACTS = (
    ("network", ("mlp", "lenet5")),
    ("test accuracy", ("0.90 (0.8 to 0.95)", "0.98 (0.9 to 0.99)")),
    ("test rmse", ("10.5", "11.5")),
    ("test f1_macro", ("0.5", "0.5")),
    ("linear accuracy", ("0.9", "0.9")),
)


def marked(text: str) -> list[str]:
    return [piece.split("\x1b")[0].strip() for piece in text.split("\x1b[1;32m")[1:]]


def test_comparison_marks_the_best_score() -> None:
    assert marked(drawn(comparison_view(("a", "b"), FACTS, True), styles=True)) == ["0.98 (0.9 to 0.99)", "10.5"]


def test_runs_tested_on_other_rows_are_not_ranked() -> None:
    text = drawn(comparison_view(("a", "b"), FACTS, False), styles=True)
    assert marked(text) == [] and "cannot be compared" in text


def test_checks_have_a_tick_or_a_cross() -> None:
    text = drawn(
        checks_view([Check("files.missing", True, {"path": "x"}), Check("files.missing", False, {"path": "y"})])
    )
    first, second = text.splitlines()
    assert first.startswith("✔") and "file x" in first and second.startswith("✘") and "file y" in second


def test_frame_says_how_many_rows_there_are() -> None:
    text = drawn(frame_view(["row", "answer", "probability"], [("1", "[red]a", 0.923456), ("2", None, 0.5)], 100))
    assert "0.9235" in text and "[red]a" in text and "first 2 of 100 rows" in text
    assert "first" not in drawn(frame_view(["row"], [("1",)], 1))
    assert "row" in drawn(frame_view(["row"], [], 0))


def test_notes_are_sentences() -> None:
    (line,) = notes_view([Note(code="files.missing", parameters={"path": "x"})])
    assert "There is no file x." in drawn(line)
