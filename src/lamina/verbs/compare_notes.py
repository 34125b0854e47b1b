"""What the scores of several runs say together: who is ahead, and who is no better than a simple model."""

from collections.abc import Sequence

from lamina.core.records import Evaluation, Note
from lamina.evaluation.advice import SMALLER_IS_BETTER, best_baseline, recommend


def told(names: Sequence[str], evaluations: Sequence[Evaluation]) -> tuple[Note, ...]:
    """Notes for runs that were scored on the same rows by the same metric; none of a score without its interval.

    A run is clearly behind where its 95 % interval does not touch that of the best; intervals on the same rows that
    touch may hide a difference, never the other way round.
    """
    metric = evaluations[0].headline
    if any(one.headline != metric for one in evaluations):
        return ()
    scores = {name: one.scores[metric] for name, one in zip(names, evaluations, strict=True)}
    if len(scores) < len(names) or any(score.low is None or score.high is None for score in scores.values()):
        return ()
    smaller = metric in SMALLER_IS_BETTER
    order = sorted(scores, key=lambda name: scores[name].value, reverse=not smaller)
    best = scores[order[0]]
    ahead = [
        name
        for name in order
        if (
            (scores[name].low or 0.0) <= (best.high or 0.0)
            if smaller
            else (scores[name].high or 0.0) >= (best.low or 0.0)
        )
    ]
    values = {name: scores[name].value for name in order}
    leading = Note(code="compare.ahead", parameters={"metric": metric, "scores": values, "ahead": ahead})
    return (leading, *_beside_baselines(names, evaluations, values))


def _beside_baselines(
    names: Sequence[str], evaluations: Sequence[Evaluation], values: dict[str, float]
) -> tuple[Note, ...]:
    """The runs by what their own advice says: clearly better than the best baseline, perhaps, or not."""
    best = [best_baseline(one) for one in evaluations]
    metric = evaluations[0].headline
    if any(one is None for one in best):
        return ()
    groups: dict[str, list[str]] = {"network_wins": [], "no_clear_winner": [], "baseline_wins": []}
    for name, one in zip(names, evaluations, strict=True):
        groups[recommend(one).code.removeprefix("evaluation.")].append(name)
    rivals = {(one.name, one.scores[metric]) for one in best if one is not None}
    name, score = next(iter(rivals)) if len(rivals) == 1 else ("", 0.0)
    in_order = {group: [one for one in values if one in members] for group, members in groups.items()}
    parameters = {
        "metric": metric, "baseline": name, "baseline_score": score, "better": in_order["network_wins"],
        "perhaps": in_order["no_clear_winner"], "no_better": in_order["baseline_wins"],
    }  # fmt: skip
    return (Note(code="compare.beside_baseline", parameters=parameters),)
