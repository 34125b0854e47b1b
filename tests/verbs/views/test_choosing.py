"""Which rows are looked at."""

import polars as pl

from lamina.core.spec import DataSpec, TargetSpec
from lamina.verbs.views.choosing import choose_rows, place_called

CLASSES = DataSpec(kind="images", task="classify", targets=(TargetSpec(name="y", classes=("a", "b")),))
NUMBERS = DataSpec(kind="table", task="regress", targets=(TargetSpec(name="y"),))
TAGS = DataSpec(kind="text", task="tag", targets=(TargetSpec(name="y", classes=("a", "b")),))
PAIRS = DataSpec(kind="pairs", task="translate", targets=(TargetSpec(name="y"),))


def predictions(target: str, answer: str, probability: list[float]) -> pl.DataFrame:
    columns = {"target": list(target), "answer": list(answer), "probability": probability}
    return pl.DataFrame({**columns, "loss": [0.1] * len(target), "line": range(2, 2 + len(target))})


def test_one_sure_and_right_one_sure_and_wrong_one_unsure() -> None:
    frame = predictions("aabb", "abba", [0.99, 0.8, 0.51, 0.9])
    assert choose_rows(frame, CLASSES) == [(0, "sure_right"), (3, "sure_wrong"), (2, "unsure")]


def test_a_row_is_taken_once_and_no_group_is_invented() -> None:
    frame = predictions("ab", "ab", [0.9, 0.8])
    assert choose_rows(frame, CLASSES) == [(0, "sure_right"), (1, "unsure")]
    assert len(choose_rows(predictions("a", "a", [0.9]), CLASSES)) == 1


def test_numbers_by_loss_and_what_is_not_finite_is_left_out() -> None:
    frame = pl.DataFrame({"loss": [5.0, 1.0, float("nan"), 3.0, 9.0, 2.0]})
    assert choose_rows(frame, NUMBERS) == [(1, "closest"), (3, "typical"), (4, "farthest")]
    assert choose_rows(frame.head(1), NUMBERS) == [(0, "closest")]
    assert choose_rows(frame.drop("loss"), NUMBERS) == []


def test_tags_by_the_mean_loss_of_a_sentence() -> None:
    frame = pl.DataFrame({"place": [0, 1, 0, 0, 1], "loss": [1.0, 3.0, 0.5, 4.0, 4.0], "line": [1, 1, 2, 3, 3]})
    assert choose_rows(frame, TAGS) == [(1, "closest"), (0, "typical"), (2, "farthest")]
    assert place_called(frame, "3", TAGS) == 2 and place_called(frame, "4", TAGS) is None


def test_translations_that_are_exact_and_that_are_not() -> None:
    frame = pl.DataFrame({"exact": [False, False, True, False, True]})
    assert choose_rows(frame, PAIRS) == [(2, "right"), (0, "wrong"), (1, "wrong")]
    assert len(choose_rows(frame.filter(~pl.col("exact")), PAIRS)) == 3


def test_a_row_is_called_by_its_line() -> None:
    frame = predictions("ab", "ab", [0.9, 0.8])
    assert place_called(frame, "3", CLASSES) == 1 and place_called(frame, "1", CLASSES) is None
