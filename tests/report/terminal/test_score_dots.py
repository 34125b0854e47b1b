"""Scores as dots on one line."""

from rich.console import Console, RenderableType

from lamina.core.records import Baseline, Evaluation, Score
from lamina.report.terminal.score_dots import headline_view, headlines_view

CLASSIFIED = Evaluation(
    part="test", rows=360, task="classify", headline="accuracy",
    scores={"accuracy": Score(value=0.9, low=0.88, high=0.92)},
    baselines=(Baseline(name="majority", scores={"accuracy": 0.3}), Baseline(name="linear", scores={"accuracy": 0.95})),
)  # fmt: skip


def drawn(view: RenderableType, width: int = 120) -> str:
    console = Console(width=width, highlight=False, color_system=None)
    with console.capture() as capture:
        console.print(view)
    return capture.get()


def test_headline_stands_beside_its_baselines_best_first() -> None:
    lines = drawn(headline_view(CLASSIFIED)).splitlines()
    assert "Test part, 360 rows" in lines[0] and "higher is better" in lines[0]
    assert "90.0 %" in lines[1] and "88.0 to 92.0 %" in lines[1]
    assert "95.0 %" in lines[2] and "30.0 %" in lines[3]
    assert lines[2].index("●") > lines[1].index("●") > lines[3].index("●") and "┤" in lines[1]


def test_the_dots_stay_on_a_narrow_terminal() -> None:
    for width in (50, 60, 80):
        text = drawn(headline_view(CLASSIFIED), width)
        assert text.count("●") == 3 and "…" not in text and "88.0 to 92.0 %" in text
        assert all(len(line) <= width for line in text.splitlines())


def test_errors_are_better_when_smaller() -> None:
    evaluation = Evaluation(
        part="test", rows=10, task="regress", headline="rmse", scores={"rmse": Score(value=50.0)},
        baselines=(Baseline(name="mean", scores={"rmse": 100.0}), Baseline(name="linear", scores={"rmse": 25.0})),
    )  # fmt: skip
    lines = drawn(headline_view(evaluation)).splitlines()
    assert "lower is better" in lines[0] and lines[2].split()[-1] == "25" and lines[3].split()[-1] == "100"
    assert lines[2].index("●") < lines[1].index("●") < lines[3].index("●")  # places on a line, not lengths
    assert "█" not in "".join(lines)


def test_several_models_stand_in_order_among_their_baselines() -> None:
    other = CLASSIFIED.model_copy(update={
        "scores": {"accuracy": Score(value=0.96, low=0.95, high=0.97)},
        "baselines": (*CLASSIFIED.baselines[:1], Baseline(name="linear", scores={"accuracy": 0.93})),
    })  # fmt: skip
    title, *lines = drawn(headlines_view(["first", "second"], [CLASSIFIED, other])).splitlines()
    assert "360 rows" in title and "accuracy" in title
    assert [line[:12].strip() for line in lines] == ["second", "linear model", "linear model", "first", "most frequen"]
    assert [line.index("●") for line in lines] == sorted((line.index("●") for line in lines), reverse=True)


def test_what_is_scored_is_named() -> None:
    for task, unit in (("tag", "tokens"), ("language", "windows"), ("translate", "pairs"), ("classify", "rows")):
        assert drawn(headline_view(CLASSIFIED.model_copy(update={"task": task}))).startswith(f"Test part, 360 {unit}")
