"""The end of a training."""

from rich.console import Console

from lamina.core.records import Audit, Evaluation, Note, PartSummary, Score, Statistic
from lamina.report.run.summary import audit_line, run_summary

AUDIT = Audit(
    source="digits", fingerprint="f", kind="images", rows_read=100, rows_used=100, rule=Note(code="x.y"),
    parts=(PartSummary(name="train", rows=80), PartSummary(name="test", rows=20)),
    statistics=(Statistic(name="pixels", what="mean", values=[0.5], rows=80),), shared_rows={"train/test": 0},
)  # fmt: skip
EVALUATION = Evaluation(
    part="test", rows=20, task="classify", headline="accuracy", scores={"accuracy": Score(value=0.95)}
)


FOLLOWING = ["lamina evaluate 'runs/a [1]'", "lamina predict 'runs/a [1]' YOUR-DATA"]


def drawn(report: bool = True) -> str:
    console = Console(width=160, highlight=False, color_system=None)
    with console.capture() as capture:
        console.print(run_summary("runs/a [1]", EVALUATION, AUDIT, FOLLOWING, report))
    return capture.get()


def test_score_audit_folder_and_next_command() -> None:
    text = drawn()
    for piece in (
        "95.0 %",
        "80 training rows only",
        "0 identical rows across parts",
        "runs/a [1]/report.html",
        "lamina predict",
    ):
        assert piece in text, piece


def test_no_report_is_named_where_none_was_written() -> None:
    assert "report.html" not in drawn(report=False)


def test_a_leak_is_told() -> None:
    leaky = AUDIT.model_copy(
        update={
            "statistics": (Statistic(name="age", what="mean", values=[1.0], rows=100, part="all"),),
            "shared_rows": {"train/test": 3},
        }
    )
    assert "parts other than training: all" in audit_line(leaky) and "3 identical rows across parts" in audit_line(
        leaky
    )


def test_where_nothing_is_held_out_no_split_is_claimed() -> None:
    alone = audit_line(AUDIT.model_copy(update={"parts": AUDIT.parts[:1]}))
    assert alone.startswith("nothing is held out (train ") and "split" not in alone and "across parts" not in alone


def test_a_series_has_windows_and_steps() -> None:
    fitted = (Statistic(name="OT", what="mean", values=[1.0], rows=93),)
    series = AUDIT.model_copy(update={"kind": "series", "statistics": fitted})
    assert "0 identical windows across parts" in audit_line(series)
    assert "from the 93 training steps only" in audit_line(series)
