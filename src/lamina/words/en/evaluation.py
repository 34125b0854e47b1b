"""English sentences of `evaluation`: code -> sentence with {parameters}, or a function of the parameters."""

from collections.abc import Callable
from typing import Any

from lamina.words.en.forms import scored
from lamina.words.numbers import metric_text

METRICS = {
    "accuracy": "accuracy", "precision_macro": "precision (macro)", "recall_macro": "recall (macro)",
    "f1_macro": "F1 (macro)", "span_f1": "F1 of spans", "roc_auc": "ROC-AUC", "log_loss": "log loss", "calibration_error": "calibration error",
    "rmse": "RMSE", "mae": "MAE", "r2": "R²", "mape": "MAPE", "mape_rows": "rows in MAPE", "smape": "sMAPE", "mase": "MASE",
    "loss": "loss", "bleu": "BLEU", "chrf": "chrF", "exact_match": "exact answers", "perplexity": "perplexity per token",
    "token_accuracy": "tokens right", "bits_per_character": "bits per character",
}  # fmt: skip
BASELINES = {
    "majority": "the most frequent class", "mean": "the mean of the target", "linear": "the linear model",
    "naive": "the last value", "seasonal-naive": "the value a season before",
    "word": "each word's most frequent label", "unigram": "the frequency of tokens", "ngram": "the n-gram model",
    "copy": "the source as it stands", "most_similar": "the translation of the most similar training text",
}  # fmt: skip
PARTS = {"train": "training", "validation": "validation", "test": "test"}


def _scores(values: dict[str, Any]) -> str:
    """ "accuracy 99.1 % (97.5 to 99.7 %), the linear model 96.7 %, on 359 test rows"."""
    metric, low, high = values["metric"], values.get("low"), values.get("high")
    score, theirs = (metric_text(metric, values[name]) for name in ("score", "baseline_score"))
    interval = ""
    if low is not None and high is not None:
        interval = f" ({metric_text(metric, low).removesuffix(' %')} to {metric_text(metric, high)})"
    part = PARTS.get(values["part"], "")
    where = f"{values['rows']:,} {part} {scored(values)}s".replace("  ", " ")
    return f"{METRICS.get(metric, metric)} {score}{interval}, {_baseline(values)} {theirs}, on {where}"


def _baseline(values: dict[str, Any], begins: bool = False) -> str:
    name = BASELINES.get(str(values["baseline"])) or str(values["baseline"])
    return name[:1].upper() + name[1:] if begins else name


def _baseline_wins(values: dict[str, Any]) -> str:
    if values["score"] == values["baseline_score"]:
        return f"The network is no better than {_baseline(values)}, which is simpler; use that: {_scores(values)}."
    return f"{_baseline(values, begins=True)} does better than the network; use it, or train on: {_scores(values)}."


def _no_clear_winner(values: dict[str, Any]) -> str:
    why = (
        "close enough to be chance"
        if values.get("low") is not None
        else f"too few {scored(values)}s to rule out chance"
    )
    return f"The network is ahead of {_baseline(values)}, but {why}: {_scores(values)}. The simpler one is the safer choice."


def _network_wins(values: dict[str, Any]) -> str:
    alone = values.get("compared", 2) == 1
    best = _baseline(values) if alone else "the best baseline"
    return f"The network is clearly better than {best}: {_scores(values)}.{_unscored(values)}"


def _unscored(values: dict[str, Any]) -> str:
    """Of new data only the constant answer is scored; the bundle does not carry the linear model."""
    if values["part"] != "data" or values["baseline"] not in ("majority", "mean"):
        return ""
    return " A linear model was not scored on these rows; the run's own test part has it."


def _fitted_on(values: dict[str, Any]) -> str:
    drawn = f", drawn from {values['all_rows']:,}" if values["rows"] < values["all_rows"] else ""
    stopped = f", stopped after {values['stopped_after']} iterations" if values["stopped_after"] else ""
    return f"{values['features']:,} features, {values['rows']:,} training rows{drawn}{stopped}"


SENTENCES: dict[str, str | Callable[[dict[str, Any]], str]] = {
    "evaluation.empty_part": 'The part "{part}" has no rows to score. Give it rows, or leave it out.',
    "evaluation.not_finite": (
        'In the part "{part}" the model\'s answer is not a finite number for {rows:,} rows (the first is row {first:,} '
        "of the part). The network has diverged or the inputs are far outside what training saw: "
        "train it again, with a smaller rate or shorter steps (`lamina train --learning-rate, --clip-norm 1`)."
    ),
    "evaluation.classes_absent": lambda v: (
        f"No row of this part has the class {_list(v['names'])}; averages are over the classes that occur."
    ),
    "evaluation.no_roc_auc": "ROC-AUC does not exist here: all rows are of one class.",
    "evaluation.no_r2": "R² does not exist here: the target does not vary.",
    "evaluation.mape_zeros": "MAPE leaves out the targets that are zero: {zeros:,} of {rows:,}.",
    "evaluation.few_rows": lambda v: (
        f"{v['rows']} {scored(v)}s are too few for a bootstrap interval (at least {v['least']})."
    ),
    "evaluation.unweighted": "The scores count every row once; row weights were used for training only.",
    "evaluation.majority": 'always "{most}", with the class shares of {rows:,} training rows',
    "evaluation.majority_labels": "the label shares of {rows:,} training rows",
    "evaluation.mean": "the mean of {rows:,} training rows",
    "evaluation.logistic": lambda v: f"logistic regression, {_fitted_on(v)}",
    "evaluation.ridge": lambda v: f"ridge regression, {_fitted_on(v)}",
    "evaluation.tfidf": lambda v: (
        f"{'ridge' if v['ridge'] else 'logistic'} regression on TF-IDF of {v['unit']}, "
        f"{v['features']:,} features, fitted on {v['texts']:,} texts"
    ),
    "evaluation.copied": "the source as it stands",
    "evaluation.most_similar": "the translation of the most similar of {pairs:,} training texts (cosine of TF-IDF)",
    "evaluation.signatures": "sacrebleu's signatures: BLEU {bleu}; chrF {chrf}.",
    "evaluation.drawn_pairs": "Translated and scored: {drawn:,} pairs drawn from {pairs:,}.",
    "evaluation.pairs_left_out": "Pairs with an empty side, not scored: {left_out:,}.",
    "evaluation.no_baseline": "No baseline was fitted, so nothing says whether a simpler model would do as well.",
    "evaluation.baseline_wins": _baseline_wins,
    "evaluation.no_clear_winner": _no_clear_winner,
    "evaluation.network_wins": _network_wins,
}


def _list(names: list[str]) -> str:
    shown = ", ".join(f'"{name}"' for name in names[:5])
    return shown + (f" and {len(names) - 5} more" if len(names) > 5 else "")
