"""What the scores of several runs say together."""

import pytest

from lamina.core.records import Baseline, Evaluation, Score
from lamina.verbs.compare_notes import told
from lamina.words import say, use


def scored(value: float, half: float | None = 0.01, metric: str = "rmse", mean: float = 0.4) -> Evaluation:
    """An evaluation with an interval of `half` to both sides, beside the mean."""
    low, high = (None, None) if half is None else (value - half, value + half)
    baseline = Baseline(name="mean", scores={metric: mean})
    scores = {metric: Score(value=value, low=low, high=high)}
    return Evaluation(part="test", rows=100, task="regress", headline=metric, scores=scores, baselines=(baseline,))


def sentences(*evaluations: Evaluation) -> list[str]:
    names = [f"run{place}" for place in range(len(evaluations))]
    return [say(note.code, note.parameters) for note in told(names, evaluations)]


def test_who_is_ahead_and_who_learned_nothing() -> None:
    ahead, beside = sentences(scored(0.41), scored(0.012), scored(0.03), scored(0.2))
    assert ahead == (
        "run1 (0.01200) and run2 (0.03000) are clearly ahead of run3 (0.2000) and run0 (0.4100) by RMSE, "
        "among themselves by what may be chance."
    )
    assert beside == (
        "Clearly better than the best baseline, the mean of the target (0.4000): run1, run2 and run3. "
        "No better than it: run0."
    )


def test_of_shares_the_larger_is_ahead() -> None:
    ahead, beside = sentences(scored(0.8, metric="accuracy", mean=0.9), scored(0.89, metric="accuracy", mean=0.9))
    assert ahead == "run1 (89.0 %) is clearly ahead of run0 (80.0 %) by accuracy."
    assert beside.startswith("No run is better than the best baseline, the mean of the target (90.0 %)")


def test_intervals_that_touch_decide_nothing() -> None:
    ahead, beside = sentences(scored(0.40, 0.05), scored(0.38, 0.05))
    assert ahead.startswith("No run is clearly ahead by RMSE") and "run1 (0.3800)" in ahead
    assert beside == (
        "Clearly better than the best baseline, the mean of the target (0.4000): none. "
        "Ahead of it, but close enough to be chance: run1. No better than it: run0."
    )


def test_other_baselines_are_not_told_as_one() -> None:
    assert "its best baseline: run0 and run1" in sentences(scored(0.1, mean=0.4), scored(0.1, mean=0.5))[1]


@pytest.mark.parametrize("other", [scored(0.1, None), scored(0.1, metric="mae")])
def test_nothing_is_told_without_intervals_or_of_other_metrics(other: Evaluation) -> None:
    assert told(["a", "b"], [scored(0.1), other]) == ()


def test_two_runs_of_one_name_are_not_confused() -> None:
    assert told(["a", "a"], [scored(0.1), scored(0.2)]) == ()


def test_in_chinese() -> None:
    use("zh")
    try:
        ahead, beside = sentences(scored(0.41), scored(0.012))
        assert "run1（0.01200） 明显优于 run0" in ahead and "明显更好：run1" in beside
        assert "没有哪次训练优于" in sentences(scored(0.41), scored(0.42))[1]
    finally:
        use("en")
