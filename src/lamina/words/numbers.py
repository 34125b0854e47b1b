"""Numbers as people read them, the same in sentences, tables and reports: 98.3 %, 0.9971, 51,230."""

import math

SHARES = (
    "accuracy", "precision_macro", "recall_macro", "f1_macro", "precision", "recall", "f1",
    "accuracy_unknown", "sentence_accuracy", "span_f1", "span_precision", "span_recall",
    "exact_match", "token_accuracy", "analogies", "coverage",
)  # fmt: skip
PERCENT = (*SHARES, "mape", "smape")  # fractions shown in percent
COUNTS = ("mape_rows",)
UNITLESS = ("roc_auc", "r2", "log_loss", "calibration_error", "mase", "spearman")
NEGLIGIBLE = 1e-12
SMALL_RATE, USUAL_RATE = 1e-6, 0.01  # of learning: under the first a smaller one is no remedy; the second suits most


def slower_rate(rate: float) -> float:
    """What to try after a learning rate that was too large: a tenth of it, and no more than a usual one."""
    return min(rate / 10, USUAL_RATE)


def number(value: float | None) -> str:
    """Four significant digits, thousands marked, an exponent only where it helps: 0.01234, 51,230, 1.2e-06."""
    if value is None:
        return ""
    if value == 0 or not math.isfinite(value):
        return f"{value:g}"
    size = math.floor(math.log10(abs(value)))
    if size >= 12 or size < -4:
        return f"{value:.4g}"
    text = f"{value:,.{max(0, 3 - size)}f}"
    return text.rstrip("0").rstrip(".") if "." in text and value == round(value) else text


def metric_text(metric: str, value: float) -> str:
    """A score in its unit: 98.3 %, 0.9971, 51,230."""
    if not math.isfinite(value):
        return "-"
    if metric.partition(":")[0] in PERCENT:  # analogies: family
        return f"{100 * value:.1f} %"
    if metric in UNITLESS and abs(value) < NEGLIGIBLE:
        return "0"  # what is left is rounding: 3e-16
    return f"{value:,.0f}" if metric in COUNTS else number(value)
