"""Comparisons, checks and answers on the terminal."""

from dataclasses import dataclass, field
from typing import Any

from rich.console import Console, RenderableType

from lamina.core.records import Note
from lamina.report.terminal.tables import checks_view, comparison_view, frame_view, notes_view


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
    assert marked(drawn(comparison_view(("a", "b"), FACTS, True), styles=True)) == ["0.98", "10.5"]


def test_comparison_fits_a_narrow_terminal() -> None:
    runs = tuple(f"run-{index}" for index in range(6))
    facts = (("network", ("mlp",) * 6), ("test accuracy", tuple(f"9{i}.0 % (88.0 to 99.9 %)" for i in range(6))))
    for width in (60, 80):
        lines = drawn(comparison_view(runs, facts, True, width), width=width).splitlines()
        assert all(len(line) <= width for line in lines)
        assert all(any(run in line for line in lines) for run in runs)
        assert sum(line.count("88.0 to 99.9 %") for line in lines) == 6  # an interval is never broken


def test_a_long_value_is_wrapped_and_the_runs_stay_beside_each_other() -> None:
    facts = (("network", ("mlp", "mlp")), ("--arg", ("–", "hidden_dims=[64, 64, 128], activation=tanh, dropout=0.1")))
    lines = drawn(comparison_view(("first", "second"), facts, True, 80), width=80).splitlines()
    assert sum("first" in line and "second" in line for line in lines) == 1
    cells = [line.split("  ")[-1].strip() for line in lines if "=" in line]
    assert cells == ["hidden_dims=[64, 64, 128],", "activation=tanh, dropout=0.1"]


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
