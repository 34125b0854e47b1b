"""The reliability diagram."""

from lamina.core.records import CalibrationBin
from lamina.report.run.calibration_plot import draw_calibration


def test_with_and_without_the_bins_before(tmp_path, classified, is_picture) -> None:
    evaluation = classified().evaluation
    assert is_picture(draw_calibration(tmp_path / "a.png", evaluation))
    assert is_picture(draw_calibration(tmp_path / "b.png", evaluation, before=evaluation.calibration[:2]))
    assert (tmp_path / "a.png").read_bytes() != (tmp_path / "b.png").read_bytes()


def test_a_single_bin_of_one_row(tmp_path, classified, is_picture) -> None:
    one = (CalibrationBin(low=0.9, high=1.0, rows=1, confidence=1.0, accuracy=0.0),)
    assert is_picture(
        draw_calibration(tmp_path / "a.png", classified().evaluation.model_copy(update={"calibration": one}))
    )


def test_numbers_have_no_calibration(tmp_path, estimated) -> None:
    assert draw_calibration(tmp_path / "a.png", estimated().evaluation) is None
