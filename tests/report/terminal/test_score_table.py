"""An evaluation on the terminal."""

from rich.console import Console, RenderableType

from lamina.core.records import Baseline, ClassScore, Evaluation, Note, Score
from lamina.report.terminal.score_table import MOST_CLASSES, evaluation_view


def drawn(view: RenderableType, width: int = 120) -> str:
    console = Console(width=width, highlight=False, color_system=None)
    with console.capture() as capture:
        console.print(view)
    return capture.get()


def classified(num_classes: int = 3, **changed: object) -> Evaluation:
    names = tuple(f"class-{index}" for index in range(num_classes))
    content = {
        "part": "test", "rows": 360, "task": "classify", "headline": "accuracy",
        "scores": {"accuracy": Score(value=0.9, low=0.88, high=0.92), "log_loss": Score(value=0.25)},
        "per_class": tuple(ClassScore(name=n, precision=0.9, recall=0.8, f1=i / num_classes, rows=5) for i, n in enumerate(names)),
        "classes": names,
        "confusion": tuple(tuple(40 if i == j else 0 for j in range(num_classes)) for i in range(num_classes)),
        "baselines": (Baseline(name="majority", scores={"accuracy": 0.3}), Baseline(name="linear", scores={"accuracy": 0.95})),
    }  # fmt: skip
    return Evaluation(**{**content, **changed})  # type: ignore[arg-type]


def test_all_parts_are_there() -> None:
    text = drawn(evaluation_view(classified(notes=(Note(code="files.missing", parameters={"path": "x"}),))))
    for piece in ("log loss", "0.2500", "class-2", "true \\ answer", "There is no file x."):
        assert piece in text


def test_of_very_many_classes_the_worst_are_shown() -> None:
    text = drawn(evaluation_view(classified(50)))
    assert "class-0 " in text and "class-49 " not in text and f"{MOST_CLASSES} of 50" in text
    assert "true \\ answer" not in text


def test_without_baselines_and_with_a_perfect_zero() -> None:
    evaluation = Evaluation(part="data", rows=1, task="regress", headline="rmse", scores={"rmse": Score(value=0.0)})
    assert "RMSE" in drawn(evaluation_view(evaluation))
