"""English sentences of `report`: code -> sentence with {parameters}, or a function of the parameters."""

from collections.abc import Callable
from typing import Any

from lamina.words.en.forms import many, scored

_DOES = {"classify": "tell", "translate": "translate into"}

SENTENCES: dict[str, str | Callable[[dict[str, Any]], str]] = {
    # curves
    "report.train_curve": "training",
    "report.validation_curve": "validation",
    "report.written": "written by the network",
    "report.epoch": "epoch",
    "report.kept_epoch": "kept: epoch {epoch}, validation {value}",
    # confusion
    "report.confusion": "Confusion matrix",
    "report.confusion_under": "{part}, {rows:,} rows, {accuracy} right · blue: right, orange: wrong",
    "report.answered": "answer of the model",
    "report.truly": "true class",
    # calibration
    "report.calibration": "Calibration",
    "report.calibration_under": lambda v: (
        f"{v['part']}, {many(v['rows'], scored(v))}, calibration error {v['error']} · below the line: too sure"
    ),
    "report.share_right": "share of the answers that are right",
    "report.probability_given": "probability that the model gives its answer",
    "report.rows": "rows",
    "report.before_temperature": "before temperature scaling",
    "report.after_temperature": "after",
    # regression
    "report.part_rows": lambda v: f"{v['part']}, {many(v['rows'], scored(v))}",
    "report.forecast": "Forecast of {target}",
    "report.forecasts": "forecasts of {horizon} steps, each from its dot on",
    "report.forecast_section": "Forecast against truth",
    "report.truth": "truth",
    "report.steps_ahead": "steps ahead",
    "report.error_by_step": "RMSE by steps ahead",
    "report.predicted_against_true": "Answer against truth",
    "report.true_value": "true {target}",
    "report.answer_value": "answer of the model",
    "report.error_value": "error (answer minus truth)",
    "report.residuals": "Residuals",
    "report.running_median": "running median",
    "report.zero_exact": "on the dashed line the answer is exact",
    "report.outside": "{rows:,} larger errors lie outside the picture",
    # samples
    "report.tags_right": "All labels right",
    "report.tags_wrong": "Most labels wrong",
    "report.tag_instead": "{answer}, truly {target}",
    "report.sure_right": "sure and right",
    "report.sure_wrong": "sure and wrong",
    "report.unsure": "unsure",
    "report.closest": "closest",
    "report.farthest": "farthest",
    "report.truly_name": "truly {name}",
    "report.group": "kind",
    "report.row": "row",
    "report.line": "line",
    "report.file": "file",
    "report.target_head": "truth",
    "report.answer_head": "answer",
    "report.probability_head": "probability",
    # page: result
    "report.page_mark": "Lamina report",
    "report.this_network": "this network",
    "report.higher": "higher is better →",
    "report.lower": "← lower is better",
    "report.audit": "Audit",
    "report.test_uses": lambda v: (
        "These test rows have been looked at once: by this run."
        if v["uses"] == 1
        else f"These test rows have been looked at {v['uses']} times by the runs in this folder. "
        "The more often, the less the score says about new data."
    ),
    "report.footer": "Made by Lamina. This page is complete: it loads nothing from a network.",
    # page: scores
    "report.scores": "Scores",
    "report.score": "score",
    "report.interval": "95 % interval",
    "report.intervals_of_windows": (
        "Intervals: bootstrap over the windows. They say what another draw of test windows may give, not another training."
    ),
    "report.intervals_are": (
        "Intervals: Wilson for accuracy, bootstrap over the rows for the others. They say what another draw of test rows "
        "may give, not another training."
    ),
    "report.classes": "Classes",
    "report.class_head": "class",
    "report.per_class": "Each class",
    "report.worst_classes": "The {shown} of {classes} classes that are answered worst.",
    "report.all_classes": "All classes",
    "report.frequent_errors": "Most frequent errors",
    "report.share_of_class": "of the class",
    "report.calibration_means": (
        "Of the answers given with 80 %, about 80 % should be right. The temperature was fitted on validation rows."
    ),
    # page: training
    "report.training": "Training",
    "report.epochs": "epochs",
    "report.best_epoch": "kept epoch",
    "report.seconds": "training time",
    "report.samples_per_second": "rows per second (median)",
    "report.samples": "Rows worth looking at",
    # page: data
    "report.data": "Data",
    "report.source": "source",
    "report.fingerprint": "fingerprint",
    "report.rows_read": "rows read",
    "report.rows_used": "rows used",
    "report.split": "split",
    "report.shared_rows": "identical rows in two parts",
    "report.no_shared_rows": "none",
    "report.parts": "Parts",
    "show.quantile.minimum": "minimum",
    "show.quantile.quartile 1": "lower quartile",
    "show.quantile.median": "median",
    "show.quantile.quartile 3": "upper quartile",
    "show.quantile.maximum": "maximum",
    "report.repaired": "Found, dropped, repaired",
    "report.statistics": "What was fitted, and on which rows ({count:,})",
    "report.column": "column",
    "report.statistic": "what",
    "report.values": "values",
    "report.fitted_on": "fitted on",
    # page: use and settings
    "report.use": "Use this model",
    "report.use_predict.data": "Answers for new data:",
    "report.use_predict.prompt": "Let it write on from a beginning:",
    "report.use_predict.hidden": "Fill in what is hidden in a text:",
    "report.use_predict.word": 'The words nearest to a word, or to a sum such as "king - man + woman":',
    "report.use_predict.text": "Translate a text, or a file with one a line:",
    "report.use_evaluate": "Scores on other data that has the target:",
    "report.use_verify": "Check that the saved model still gives the same answers:",
    "report.use_export": "Export for other programs:",
    "report.use_repeat": "Repeat this training:",
    "report.in_python": "In Python:",
    "report.new_data": "NEW_DATA",
    "report.settings": "Settings",
    "report.settings_changed": "What differs from the defaults (auto is shown as what it became):",
    "report.all_default": "Nothing: everything is as it comes.",
    "report.all_settings": "All settings",
    "report.setting": "setting",
    "report.value": "value",
    "report.machine": "Machine and versions",
    "report.yes": "yes",
    "report.no": "no",
    "report.picture.curves": "Curves of training and validation over the epochs",
    "report.picture.confusion": "Confusion matrix",
    "report.picture.calibration": "Reliability diagram",
    "report.picture.predicted-against-true": "Answers against true values, and residuals",
    "report.picture.forecast": "Forecasts against what came, and the error of each step ahead",
    "report.picture.samples": "Samples: sure and right, sure and wrong, unsure",
    "report.source_text": "source",
    "report.reference_text": "reference",
    "report.hidden_text": "text with hidden tokens",
    "report.hidden_tokens": "what was hidden",
    "report.filled_in": "what the network says",
    "report.answer_text": "translation",
    "show.metric.loss": "loss",
    "show.metric.spearman": "Spearman",
    "show.metric.analogies": "analogies",
    "show.metric.coverage": "coverage",
    "show.baseline.chance": "chance",
    "report.picture.words": "Frequent words on the first two principal axes of their vectors",
    # model card
    "report.card_data": "Data",
    "report.card_scores": "Scores",
    "report.card_use": "How to load and predict",
    "report.card_limits": "Limits",
    "report.card_what": lambda v: (
        f"A network `{v['network']}`, trained on {v['data']} to {_DOES.get(v['task'], 'estimate')} {v['target']}."
        if v["target"]
        else f"A network `{v['network']}`, trained on {v['data']}."
    ),
    "report.card_classes": "Classes ({count:,}): {names}",
    "report.card_inputs": "Inputs ({count:,}): {names}",
    "report.card_image": lambda v: (
        f"Input: pictures, brought to {v['height']} x {v['width']} pixels, "
        + ("grey." if v["channels"] == 1 else f"{v['channels']} channels.")
    ),
    "report.card_trained": lambda v: (
        f"Trained for {v['epochs']:,g} {'epoch' if v['epochs'] == 1 else 'epochs'} ({v['seconds']:,.0f} s); the weights are "
        + ("the last ones." if v["best_epoch"] >= v["epochs"] else f"those of epoch {v['best_epoch']:,}.")
    ),
    "report.card_calibrated": "Probabilities are calibrated by a temperature fitted on validation rows.",
    "report.card_bundle": (
        "This folder is the whole model: `weights.safetensors` and `bundle.json` hold network, cleaning, scaling, "
        "categories and class names; nothing in it can run code. Loading replays a few golden rows and refuses if the "
        "answers differ."
    ),
    "report.card_limit_like": (
        "The scores hold for new rows that come from where these rows came from. Rows outside what training saw are "
        "flagged at prediction."
    ),
    "report.card_limit_rows": "The test part has {rows:,} rows; the interval says how much that leaves open.",
    "report.card_limit_no_test": "There was no test part: the scores of the validation part are too good, for it chose the weights.",
    "report.card_limit_cause": "The network finds what goes together in the data, not what causes what.",
    "report.more": "and {count:,} more",
}
