"""All pictures of a run."""

import numpy as np
import pytest

import lamina.words
from lamina.report.run.plots import draw_plots


@pytest.mark.parametrize("language", ["en", "zh"])
def test_pictures_of_a_classification(tmp_path, classified, is_picture, language: str) -> None:
    lamina.words.use(language)
    case = classified()
    drawn = draw_plots(
        tmp_path, history=case.history, evaluations={"test": case.evaluation}, predictions=case.predictions,
        spec=case.spec, calibration_before=case.evaluation.calibration,
    )  # fmt: skip
    assert [path.stem for path in drawn] == ["curves", "confusion", "calibration", "samples"]
    assert all(is_picture(path) for path in drawn)


def test_pictures_of_images_and_of_numbers(tmp_path, classified, estimated) -> None:
    case = classified(kind="images")
    images = {row: np.zeros((8, 8, 1), dtype=np.uint8) for row in range(60)}
    drawn = draw_plots(
        tmp_path / "a", history=[], evaluations={"test": case.evaluation}, predictions=case.predictions, spec=case.spec,
        images=images,
    )  # fmt: skip
    assert [path.stem for path in drawn] == ["confusion", "calibration", "samples"]
    case = estimated()
    evaluations = {"test": case.evaluation}
    drawn = draw_plots(
        tmp_path / "b", history=case.history, evaluations=evaluations, predictions=case.predictions, spec=case.spec
    )
    assert [path.stem for path in drawn] == ["curves", "predicted-against-true", "samples"]


def test_a_run_without_evaluations_has_curves_only(tmp_path, classified) -> None:
    case = classified()
    drawn = draw_plots(tmp_path, history=case.history, evaluations={}, predictions=case.predictions, spec=case.spec)
    assert [path.stem for path in drawn] == ["curves"]
