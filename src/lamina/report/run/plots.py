"""All pictures of a run, one after the other. Imported only where something is drawn (it loads matplotlib)."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from lamina.core.records import CalibrationBin, Evaluation
from lamina.core.spec import DataSpec
from lamina.report.run.calibration_plot import draw_calibration
from lamina.report.run.confusion import draw_confusion
from lamina.report.run.curves import draw_curves
from lamina.report.run.forecast_plot import draw_forecast
from lamina.report.run.main_part import main_evaluation
from lamina.report.run.regression import draw_regression
from lamina.report.run.samples import draw_sample_images, draw_sample_rows


def draw_plots(
    folder: Path, *, history: Sequence[Mapping[str, float]], evaluations: Mapping[str, Evaluation],
    predictions: pl.DataFrame, spec: DataSpec, images: Mapping[int, Any] | None = None,
    rows: pl.DataFrame | None = None, calibration_before: Sequence[CalibrationBin] = (),
) -> list[Path]:  # fmt: skip
    """Draw what the run has into `folder` as PNG and give the paths; the stems name the pictures.

    curves; confusion and calibration (classes), predicted-against-true (numbers), forecast (series) of the test part (else validation,
    else train); samples. images: row -> uint8 (H, W, C) of sample pictures; rows: raw rows of a table with a column
    row_id; calibration_before: the bins without the fitted temperature.
    """
    drawn = [draw_curves(folder / "curves.png", history)]
    evaluation = main_evaluation(evaluations)
    if evaluation is not None and spec.task != "translate":
        if spec.task in ("classify", "tag"):
            drawn.append(draw_confusion(folder / "confusion.png", evaluation))
            drawn.append(draw_calibration(folder / "calibration.png", evaluation, calibration_before))
        elif spec.series is not None and rows is not None:
            drawn.append(draw_forecast(folder / "forecast.png", predictions, evaluation, spec, rows))
        else:
            drawn.append(draw_regression(folder / "predicted-against-true.png", predictions, evaluation, spec))
        samples = folder / "samples.png"
        if images:
            drawn.append(draw_sample_images(samples, predictions, evaluation.part, spec, images))
        elif spec.series is None and spec.task != "tag":
            drawn.append(draw_sample_rows(samples, predictions, evaluation.part, spec, rows))
    return [path for path in drawn if path is not None]
