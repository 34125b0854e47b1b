"""English sentences of `report`: code -> sentence with {parameters}, or a function of the parameters."""

from collections.abc import Callable
from typing import Any

SENTENCES: dict[str, str | Callable[[dict[str, Any]], str]] = {
    # curves
    "report.train_curve": "training",
    "report.validation_curve": "validation",
    "report.epoch": "epoch",
    "report.kept_epoch": "kept: epoch {epoch}, validation {value}",
    # confusion
    "report.confusion": "Confusion matrix",
    "report.confusion_under": "{part}, {rows:,} rows, {accuracy} right · blue: right, orange: wrong",
    "report.answered": "answer of the model",
    "report.truly": "true class",
    # calibration
    "report.calibration": "Calibration",
    "report.calibration_under": "{part}, {rows:,} rows, calibration error {error} · below the line: too sure",
    "report.share_right": "share of the answers that are right",
    "report.probability_given": "probability that the model gives its answer",
    "report.rows": "rows",
    "report.before_temperature": "before temperature scaling",
    "report.after_temperature": "after",
    # regression
    "report.part_rows": "{part}, {rows:,} rows",
    "report.predicted_against_true": "Answer against truth",
    "report.true_value": "true {target}",
    "report.answer_value": "answer of the model",
    "report.error_value": "error (answer minus truth)",
    "report.residuals": "Residuals",
    "report.running_median": "running median",
    "report.zero_exact": "on the dashed line the answer is exact",
    "report.outside": "{rows:,} larger errors lie outside the picture",
    # samples
    "report.sure_right": "sure and right",
    "report.sure_wrong": "sure and wrong",
    "report.unsure": "unsure",
    "report.closest": "closest",
    "report.farthest": "farthest",
    "report.truly_name": "truly {name}",
    "report.group": "kind",
    "report.row": "row",
    "report.target_head": "truth",
    "report.answer_head": "answer",
    "report.probability_head": "probability",
}
