"""Answers against truth: one and several targets, few and many rows, constant targets."""

import polars as pl
import pytest

from lamina.report.run.regression import draw_regression


@pytest.mark.parametrize(("rows", "num_targets"), [(1, 1), (60, 1), (60, 3), (6000, 1)])
def test_pictures(tmp_path, estimated, is_picture, rows: int, num_targets: int) -> None:
    case = estimated(rows, num_targets)
    assert is_picture(draw_regression(tmp_path / "a.png", case.predictions, case.evaluation, case.spec))


def test_constant_and_exact_answers(tmp_path, estimated, is_picture) -> None:
    case = estimated(50)
    same = case.predictions.with_columns(pl.lit(7.0).alias("target"), pl.lit(7.0).alias("answer"))
    assert is_picture(draw_regression(tmp_path / "a.png", same, case.evaluation, case.spec))


def test_a_part_without_rows_is_not_drawn(tmp_path, estimated) -> None:
    case = estimated()
    assert draw_regression(tmp_path / "a.png", case.predictions.head(0), case.evaluation, case.spec) is None
