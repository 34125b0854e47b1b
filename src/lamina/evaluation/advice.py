"""What the scores say to do: use the network, or the baseline that does as well."""

from lamina.core.records import Baseline, Evaluation, Note

SMALLER_IS_BETTER = frozenset(
    {"rmse", "mae", "mape", "smape", "mase", "log_loss", "calibration_error", "perplexity", "bits_per_character"}
)


def recommend(evaluation: Evaluation) -> Note:
    """One note by the headline score: the baseline wins, no clear difference, or the network wins.

    "No clear difference": the network is ahead, but the best baseline lies within the network's own 95 % interval
    (or the network has none, so that nothing is known about chance).
    """
    metric = evaluation.headline
    best = best_baseline(evaluation)
    score = evaluation.scores.get(metric)
    if best is None or score is None:
        return Note(code="evaluation.no_baseline")
    theirs = best.scores[metric]
    parameters = {
        "metric": metric, "score": score.value, "baseline": best.name, "baseline_score": theirs,
        "low": score.low, "high": score.high, "part": evaluation.part, "rows": evaluation.rows,
        "task": evaluation.task,
        "compared": sum(metric in one.scores for one in evaluation.baselines),
    }  # fmt: skip
    smaller = metric in SMALLER_IS_BETTER
    ahead = theirs - score.value if smaller else score.value - theirs
    if ahead <= 0:
        return Note(code="evaluation.baseline_wins", parameters=parameters)
    edge = score.high if smaller else score.low
    if edge is None or (theirs <= edge if smaller else theirs >= edge):
        return Note(code="evaluation.no_clear_winner", parameters=parameters)
    return Note(code="evaluation.network_wins", parameters=parameters)


def best_baseline(evaluation: Evaluation) -> Baseline | None:
    """The baseline with the best headline score; None where there is none."""
    metric = evaluation.headline
    scored = [baseline for baseline in evaluation.baselines if metric in baseline.scores]
    if not scored:
        return None
    choose = min if metric in SMALLER_IS_BETTER else max
    return choose(scored, key=lambda baseline: baseline.scores[metric])
