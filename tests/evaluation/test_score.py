"""Evaluations of whole parts: records, notes, and parts that are hard to score."""

import json

import numpy as np
import pytest
import torch

from lamina.core.errors import InputError
from lamina.core.records import Evaluation
from lamina.core.spec import DataSpec, SeriesSpec, TargetSpec
from lamina.evaluation.score import evaluate_part, point_scores
from lamina.words import say

THREE = DataSpec(kind="table", task="classify", targets=(TargetSpec(name="y", classes=("a", "b", "c")),))
TWO = DataSpec(kind="table", task="classify", targets=(TargetSpec(name="y", classes=("no", "yes")),))
NUMBER = DataSpec(kind="table", task="regress", targets=(TargetSpec(name="price"),))
LABELS = DataSpec(kind="table", task="classify", targets=(TargetSpec(name="a"), TargetSpec(name="b")))


def codes(evaluation: Evaluation) -> list[str]:
    return [note.code for note in evaluation.notes]


def test_a_whole_classification() -> None:
    random = torch.Generator().manual_seed(0)
    answers = torch.softmax(torch.randn(200, 3, generator=random, dtype=torch.float64) * 2, dim=1)
    target = torch.multinomial(answers, 1, generator=random).squeeze(1)
    found = evaluate_part("test", answers, target, THREE)
    assert found.headline == "accuracy" and found.rows == 200 and found.classes == ("a", "b", "c")
    assert np.array(found.confusion).sum() == 200
    assert np.trace(np.array(found.confusion)) / 200 == pytest.approx(found.scores["accuracy"].value)
    assert [each.rows for each in found.per_class] == torch.bincount(target, minlength=3).tolist()
    assert sum(each.rows for each in found.calibration) == 200
    for score in found.scores.values():
        assert score.low is not None and score.high is not None
    for name in ("accuracy", "f1_macro", "roc_auc", "log_loss"):
        score = found.scores[name]
        assert score.low < score.value < score.high  # type: ignore[operator]
    assert Evaluation.model_validate_json(found.model_dump_json()) == found
    assert codes(found) == []


def test_a_regression_counts_the_rows_of_its_mape() -> None:
    target = torch.tensor([[0.0], [1.0], [2.0], [0.0]], dtype=torch.float64)
    found = evaluate_part("test", target + 0.5, target, NUMBER)
    assert found.headline == "rmse" and found.scores["rmse"].value == pytest.approx(0.5)
    assert found.scores["mape_rows"].value == 2.0 and found.scores["mape"].value == pytest.approx(0.375)
    assert codes(found) == ["evaluation.mape_zeros", "evaluation.few_rows"]
    assert found.confusion == () and found.per_class == ()


def test_several_numbers_have_their_own_scores() -> None:
    spec = DataSpec(kind="table", task="regress", targets=(TargetSpec(name="x"), TargetSpec(name="y")))
    target = torch.tensor([[0.0, 1.0], [1.0, 3.0]], dtype=torch.float64)
    scores = point_scores(target + torch.tensor([1.0, 3.0]), target, spec)
    assert (scores["rmse_x"], scores["rmse_y"], scores["rmse"]) == (1.0, 3.0, 2.0)


def test_labels() -> None:
    answers = torch.tensor([[0.9, 0.2], [0.6, 0.8], [0.1, 0.3], [0.2, 0.9]], dtype=torch.float64)
    target = torch.tensor([[1.0, 0.0], [0.0, 1.0], [0.0, 0.0], [0.0, 1.0]], dtype=torch.float64)
    found = evaluate_part("test", answers, target, LABELS)
    assert found.scores["accuracy"].value == 0.75
    assert [each.name for each in found.per_class] == ["a", "b"] and found.per_class[0].precision == 0.5
    assert sum(each.rows for each in found.calibration) == 8


@pytest.mark.parametrize("rows", [1, 2])
@pytest.mark.parametrize("spec", [THREE, TWO, NUMBER, LABELS], ids=["three", "two", "number", "labels"])
def test_tiny_parts_are_scored_without_nan(spec: DataSpec, rows: int) -> None:
    width = spec.num_outputs
    answers = torch.full((rows, width), 1 / width, dtype=torch.float64)
    if spec.task == "regress" or spec.multi_label:
        target = torch.ones(rows, width, dtype=torch.float64)
    else:
        target = torch.zeros(rows, dtype=torch.int64)
    found = evaluate_part("test", answers, target, spec)
    json.dumps(found.model_dump(), allow_nan=False)
    assert "evaluation.few_rows" in codes(found)
    assert found.headline in found.scores


def test_a_part_of_one_class_says_what_is_missing() -> None:
    answers = torch.softmax(torch.randn(30, 3, dtype=torch.float64), dim=1)
    found = evaluate_part("test", answers, torch.ones(30, dtype=torch.int64), THREE)
    assert "roc_auc" not in found.scores and "evaluation.no_roc_auc" in codes(found)
    absent = next(note for note in found.notes if note.code == "evaluation.classes_absent")
    assert absent.parameters == {"names": ["a", "c"]}


def test_a_constant_target_has_no_r2() -> None:
    found = evaluate_part("test", torch.zeros(20, 1), torch.full((20, 1), 7.0, dtype=torch.float64), NUMBER)
    assert "r2" not in found.scores and "evaluation.no_r2" in codes(found)


def test_a_perfect_part_has_an_honest_interval_of_accuracy_and_none_that_has_no_width() -> None:
    answers = torch.eye(2, dtype=torch.float64)[torch.arange(40) % 2]
    found = evaluate_part("test", answers, torch.arange(40) % 2, TWO)
    assert found.scores["accuracy"].value == 1.0
    assert found.scores["accuracy"].low == pytest.approx(0.912, abs=0.001)
    assert found.scores["f1_macro"].low is None


def test_empty_and_broken_answers_are_refused() -> None:
    with pytest.raises(InputError) as empty:
        evaluate_part("test", torch.zeros(0, 3), torch.zeros(0, dtype=torch.int64), THREE)
    assert empty.value.code == "evaluation.empty_part"
    broken = torch.full((3, 1), 1.0)
    broken[1] = float("nan")
    with pytest.raises(InputError) as diverged:
        evaluate_part("test", broken, torch.ones(3, 1), NUMBER)
    assert diverged.value.parameters == {"part": "test", "rows": 1, "first": 2}


def test_weights_are_said_to_be_unused() -> None:
    assert codes(evaluate_part("test", torch.ones(30, 1), torch.rand(30, 1) + 1, NUMBER, weighted=True)) == [
        "evaluation.unweighted"
    ]


def test_the_seed_decides_the_intervals() -> None:
    target = torch.randn(40, 1, dtype=torch.float64)
    answers = target + torch.randn(40, 1)
    same = [evaluate_part("test", answers, target, NUMBER, seed=3).scores for _ in range(2)]
    assert same[0] == same[1] != evaluate_part("test", answers, target, NUMBER, seed=4).scores


@pytest.mark.parametrize(("rows", "told"), [(59, ["evaluation.few_rows"]), (60, [])])
def test_a_forecast_without_intervals_says_why(rows: int, told: list[str]) -> None:
    series = SeriesSpec(variables=("y",), targets=("y",), window=4, horizon=12, naive_errors=(1.0,))
    spec = DataSpec(kind="series", task="forecast", targets=(TargetSpec(name="y"),), series=series)
    truth = torch.rand((rows, 12), generator=torch.Generator().manual_seed(0), dtype=torch.float64) + 1
    found = evaluate_part("test", truth + 0.1, truth, spec)
    assert codes(found) == told and (found.scores["mase"].low is None) == bool(told)
    if told:
        sentence = say("evaluation.few_rows", found.notes[0].parameters)
        assert sentence == "59 windows are too few for a bootstrap interval (at least 60)."
