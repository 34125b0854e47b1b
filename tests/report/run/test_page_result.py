"""The result at the top of the report: bars, whisker, verdict, scores of several targets."""

import re

from lamina.core.records import Baseline, Evaluation, Note, Score
from lamina.report.run.page_result import confusions_table, result_section, scores_section

WINS = {"metric": "accuracy", "score": 0.8, "baseline": "linear", "baseline_score": 0.9, "part": "test", "rows": 50}


def evaluation(score: Score, metric: str = "accuracy", **changes: object) -> Evaluation:
    values = {
        "part": "test", "rows": 50, "task": "classify", "headline": metric, "scores": {metric: score},
        "baselines": (Baseline(name="majority", scores={metric: 0.3}), Baseline(name="linear", scores={metric: 0.9})),
        **changes,
    }  # fmt: skip
    return Evaluation.model_validate(values)


def test_dots_have_the_place_of_the_scores_and_the_whisker_that_of_the_interval() -> None:
    found = result_section(evaluation(Score(value=0.8, low=0.7, high=0.85)), "audited", None)
    assert re.findall(r"<i[^>]*left:([0-9.]+)%", found) == ["80.0", "90.0", "30.0"]
    assert "left:70.0%;width:15.0%" in found and "audited" in found


def test_of_errors_the_smallest_baseline_comes_first_and_lies_leftmost() -> None:
    found = result_section(evaluation(Score(value=0.5, low=0.4, high=0.6), "rmse", task="regress"), "", None)
    assert re.findall(r"<i[^>]*left:([0-9.]+)%", found) == ["55.56", "33.33", "100.0"]
    assert "lower is better" in found


def test_no_interval_has_no_whisker_and_a_negative_score_lies_at_the_edge() -> None:
    assert "<b " not in result_section(evaluation(Score(value=0.8)), "", None)
    assert "left:0.0%" in result_section(evaluation(Score(value=-3.0), "r2"), "", None)


def test_a_baseline_that_wins_is_recommended_in_a_careful_colour() -> None:
    note = Note(code="evaluation.baseline_wins", parameters=WINS)
    found = result_section(evaluation(Score(value=0.8), notes=(note,)), "", None)
    assert 'class="verdict care"' in found and "The linear model does better" in found
    assert found.count("The linear model does better") == 1


def test_looks_at_the_test_part_are_counted() -> None:
    assert "looked at once" in result_section(evaluation(Score(value=0.8)), "", 1)
    assert "looked at" not in result_section(evaluation(Score(value=0.8)), "", None)


def test_scores_of_several_targets_and_parts_stand_side_by_side() -> None:
    main = evaluation(Score(value=2.0), "rmse", scores={"rmse": Score(value=2.0), "rmse_height": Score(value=3.0)})
    other = evaluation(Score(value=1.0), "rmse", part="validation")
    found = scores_section({"test": main, "validation": other}, main)
    assert "RMSE: height" in found and "validation part" in found


def test_no_errors_make_no_table() -> None:
    assert confusions_table(evaluation(Score(value=1.0), classes=("a", "b"), confusion=((1, 0), (0, 2)))) is None
