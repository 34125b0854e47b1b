from types import SimpleNamespace

import pytest

from lamina.lens.doctor.rivals import beats_constant, behind_baseline, scored_part, uncertainty


def compared(made: SimpleNamespace, metric: str, own: float, rival: float, rows: int = 200, **more: object) -> object:
    return made.checkup(
        scores={"test": {metric: own}}, baselines={"linear": {metric: rival}}, headline=metric,
        data={"parts": {"train": 600, "test": rows}}, **more,
    )  # fmt: skip


def test_shares_of_rows_are_binomial(made: SimpleNamespace) -> None:
    assert uncertainty(compared(made, "accuracy", 0.5, 0.6, rows=200)) == pytest.approx(0.05)  # sqrt(2 * 0.25 / 200)
    assert uncertainty(compared(made, "rmse", 3.0, 2.0, rows=100)) == pytest.approx(0.3)  # 3 sqrt(2 / (2 * 100))


def test_an_interval_that_was_written_down_decides(made: SimpleNamespace) -> None:
    known = compared(made, "spearman", 0.5, 0.7, errors={"test": {"spearman": 0.1}})
    assert uncertainty(known) == pytest.approx(0.1414, abs=1e-4) and behind_baseline(known) == {}
    certain = compared(made, "spearman", 0.5, 0.7, errors={"test": {"spearman": 0.01}})
    assert behind_baseline(certain)["behind"] == pytest.approx(0.4)


def test_what_is_not_known_is_taken_as_it_stands(made: SimpleNamespace) -> None:
    assert uncertainty(compared(made, "accuracy", 0.5, 0.6, rows=0)) == 0.0
    assert uncertainty(compared(made, "bleu", 0.3, 0.4)) == 0.0 and uncertainty(made.checkup(scores={})) == 0.0
    assert behind_baseline(compared(made, "accuracy", 0.5, 0.6, rows=0))["behind"] == pytest.approx(0.2)
    assert behind_baseline(made.checkup(scores={})) == {} and scored_part(made.checkup(scores={})) == ""


def test_a_lead_is_told_as_a_share_of_the_errors(made: SimpleNamespace) -> None:
    found = behind_baseline(compared(made, "rmse", 2.0, 1.0))
    assert found == {"baseline": "linear", "score": 2.0, "baseline_score": 1.0, "behind": 0.75, "metric": "rmse"}
    assert behind_baseline(compared(made, "accuracy", 0.9, 0.5)) == {}


def test_better_than_one_answer_for_all(made: SimpleNamespace) -> None:
    def beside(own: float, constant: float, metric: str) -> bool:
        name = "mean" if metric == "rmse" else "majority"
        return beats_constant(
            made.checkup(scores={"test": {metric: own}}, baselines={name: {metric: constant}}, headline=metric)
        )

    assert beside(0.6, 0.5, "accuracy") and not beside(0.52, 0.5, "accuracy")
    assert beside(0.8, 1.0, "rmse") and not beside(0.95, 1.0, "rmse")
    assert not beats_constant(made.checkup())  # no constant among the baselines
