"""The advice follows the headline score, its interval and the baselines."""

import pytest

import lamina.words
from lamina.core.records import Baseline, Evaluation, Score
from lamina.evaluation.advice import best_baseline, recommend


def evaluation(score: Score, *baselines: float, metric: str = "accuracy") -> Evaluation:
    task = "classify" if metric == "accuracy" else "regress"
    named = tuple(
        Baseline(name=name, scores={metric: value})
        for name, value in zip(("majority", "linear"), baselines, strict=False)
    )
    return Evaluation(part="test", rows=100, task=task, headline=metric, scores={metric: score}, baselines=named)


def test_the_three_verdicts_of_accuracy() -> None:
    score = Score(value=0.9, low=0.85, high=0.94)
    assert recommend(evaluation(score, 0.5, 0.6)).code == "evaluation.network_wins"
    assert recommend(evaluation(score, 0.5, 0.87)).code == "evaluation.no_clear_winner"
    assert recommend(evaluation(score, 0.5, 0.9)).code == "evaluation.baseline_wins"
    assert recommend(evaluation(score, 0.95, 0.6)).code == "evaluation.baseline_wins"


def test_the_three_verdicts_of_an_error() -> None:
    score = Score(value=10.0, low=9.0, high=11.5)
    for theirs, verdict in [(12.0, "network_wins"), (11.0, "no_clear_winner"), (9.5, "baseline_wins")]:
        assert recommend(evaluation(score, 50.0, theirs, metric="rmse")).code == f"evaluation.{verdict}"


def test_without_an_interval_nothing_is_clear() -> None:
    assert recommend(evaluation(Score(value=0.9), 0.5)).code == "evaluation.no_clear_winner"


def test_without_a_baseline_that_is_said() -> None:
    assert recommend(evaluation(Score(value=0.9))).code == "evaluation.no_baseline"
    assert best_baseline(evaluation(Score(value=0.9))) is None


def test_the_sentence_names_the_winner_in_both_languages() -> None:
    note = recommend(evaluation(Score(value=0.9, low=0.85, high=0.94), 0.5, 0.95))
    lamina.words.use("en")
    assert lamina.words.say(note.code, note.parameters) == (
        "The linear model does better than the network; use it, or train on: "
        "accuracy 90.0 % (85.0 to 94.0 %), the linear model 95.0 %, on 100 test rows."
    )
    lamina.words.use("zh")
    try:
        assert "线性模型" in lamina.words.say(note.code, note.parameters)
    finally:
        lamina.words.use("en")


def test_best_is_said_of_several_baselines_and_new_data_names_what_was_not_scored() -> None:
    score = Score(value=0.9, low=0.85, high=0.94)
    several = recommend(evaluation(score, 0.5, 0.6))
    assert "better than the best baseline: " in lamina.words.say(several.code, several.parameters)
    alone = recommend(evaluation(score, 0.5).model_copy(update={"part": "data"}))
    said = lamina.words.say(alone.code, alone.parameters)
    assert "best" not in said and "linear model was not scored" in said
    before = {name: value for name, value in several.parameters.items() if name != "compared"}  # of a run of before
    assert "the best baseline" in lamina.words.say(several.code, before)


def test_scores_are_told_plainly() -> None:
    ahead = recommend(evaluation(Score(value=0.991, low=0.975, high=0.997), 0.083))
    assert lamina.words.say(ahead.code, ahead.parameters) == (
        "The network is clearly better than the most frequent class: "
        "accuracy 99.1 % (97.5 to 99.7 %), the most frequent class 8.3 %, on 100 test rows."
    )
    large = recommend(evaluation(Score(value=62044.3, low=60000, high=64000), 9e4, 62044.3, metric="rmse"))
    told = lamina.words.say(large.code, large.parameters)
    assert "no better than the linear model" in told and "RMSE 62,044 (60,000 to 64,000)" in told and "e+" not in told


def test_a_score_without_an_interval_says_so() -> None:
    note = recommend(evaluation(Score(value=0.9), 0.5))
    assert "too few rows" in lamina.words.say(note.code, note.parameters)


@pytest.mark.parametrize(("task", "language", "told"), [
    ("forecast", "en", "on 5 test windows"), ("forecast", "zh", "测试集 5 个窗口"),
    ("tag", "en", "on 5 test tokens"), ("tag", "zh", "测试集 5 个词元"), ("translate", "en", "on 5 test pairs"),
])  # fmt: skip
def test_what_is_scored_is_named(task: str, language: str, told: str) -> None:
    one = evaluation(Score(value=9.0), 10.0, metric="rmse").model_copy(update={"task": task, "rows": 5})
    note = recommend(one)
    lamina.words.use(language)
    try:
        assert told in lamina.words.say(note.code, note.parameters)
    finally:
        lamina.words.use("en")
