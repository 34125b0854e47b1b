"""The confusion matrix from 2 to more than 100 classes, its shades, and the list of errors."""

import numpy as np
import pytest

from lamina.core.records import Evaluation, Score
from lamina.report.run.confusion import draw_confusion, shades, top_confusions


def evaluation(counts: np.ndarray, names: tuple[str, ...] | None = None) -> Evaluation:
    return Evaluation(
        part="test", rows=int(counts.sum()), task="classify", headline="accuracy", scores={"accuracy": Score(value=0.9)},
        classes=names or tuple(f"class {k}" for k in range(len(counts))),
        confusion=tuple(tuple(int(count) for count in row) for row in counts),
    )  # fmt: skip


@pytest.mark.parametrize("size", [2, 10, 27, 100, 130])
def test_pictures_of_all_sizes(tmp_path, is_picture, size: int) -> None:
    counts = np.random.default_rng(0).poisson(0.3, (size, size)) + 30 * np.eye(size, dtype=int)
    assert is_picture(draw_confusion(tmp_path / "confusion.png", evaluation(counts)))


def test_hostile_names_a_class_without_rows_and_large_counts(tmp_path, is_picture) -> None:
    counts = np.array([[1_234_567, 0, 3], [0, 0, 0], [2, 1, 9]])
    names = ("$\\frac{1}$ " + "long " * 30, "", "猫\U000f0000")
    assert is_picture(draw_confusion(tmp_path / "confusion.png", evaluation(counts, names)))


def test_without_classes_nothing_is_drawn(tmp_path, estimated) -> None:
    assert draw_confusion(tmp_path / "confusion.png", estimated().evaluation) is None


def test_shades_tell_right_from_wrong() -> None:
    found = shades(np.array([[99, 1], [0, 0]]))
    assert found.shape == (2, 2, 3)
    assert found[0, 0, 2] > found[0, 0, 0] + 0.5  # blue
    assert found[0, 1, 0] > found[0, 1, 2]  # orange, and seen though it is one row in a hundred
    assert 1 - found[0, 1, 2] > 0.05
    assert (found[1] == 1).all()


def test_most_frequent_errors_by_hand() -> None:
    counts = np.array([[5, 2, 0], [1, 7, 0], [4, 0, 4]])
    found = top_confusions(evaluation(counts, ("a", "b", "c")))
    assert found == [("c", "a", 4, 0.5), ("a", "b", 2, pytest.approx(2 / 7)), ("b", "a", 1, 0.125)]
    assert top_confusions(evaluation(np.eye(3, dtype=int))) == []
