from types import SimpleNamespace

from lamina.lens.doctor.fitting import stuck_at_chance, underfitting

BEHIND = {
    "scores": {"test": {"accuracy": 0.3}},
    "baselines": {"linear": {"accuracy": 0.9}, "majority": {"accuracy": 0.1}},
}


def test_worse_than_a_line_even_on_what_was_seen(made: SimpleNamespace) -> None:
    (found,) = underfitting(made.checkup(history=made.history((2.2, 1.9, 1.8, 1.78, 1.77)), **BEHIND))
    assert found.evidence["baseline"] == "linear" and found.evidence["behind"] > 0.8 and not found.evidence["falling"]


def test_still_falling_needs_more_epochs(made: SimpleNamespace) -> None:
    (found,) = underfitting(made.checkup(history=made.history((2.2, 2.1, 2.0, 1.9, 1.8)), **BEHIND))
    assert found.evidence["falling"] and found.remedy is not None and found.remedy.change == {"epochs": 15}


def test_hard_data_is_no_underfitting(made: SimpleNamespace) -> None:
    """No baseline does better: there is no more to learn from these columns, as far as is known."""
    assert underfitting(made.checkup(history=made.history((2.2, 1.9, 1.8, 1.78)))) == []


def test_a_line_in_units_of_errors(made: SimpleNamespace) -> None:
    close = {"scores": {"test": {"rmse": 2.1}}, "baselines": {"linear": {"rmse": 2.0}}, "headline": "rmse"}
    assert underfitting(made.checkup(history=made.history((2.2, 1.9, 1.8)), **close)) == []


def test_what_few_rows_happen_to_be_is_no_underfitting(made: SimpleNamespace) -> None:
    """Of 60 rows 24 right by the network, 36 by a line: two equal models would differ so once in thirty times."""
    curve = made.history((2.2, 2.1, 2.05, 2.0))
    close = {"scores": {"test": {"accuracy": 0.4}}, "baselines": {"linear": {"accuracy": 0.6}}}
    few, many = ({"parts": {"train": 600, "test": rows}} for rows in (60, 600))
    assert underfitting(made.checkup(history=curve, data=few, **close)) == []
    assert underfitting(made.checkup(history=curve, data=many, **close))[0].evidence["baseline"] == "linear"


def test_chance_is_named(made: SimpleNamespace) -> None:
    guessing = {**BEHIND, "scores": {"test": {"accuracy": 0.12}}}
    (found,) = stuck_at_chance(made.checkup(history=made.history((2.31, 2.30, 2.305)), **guessing))
    assert found.confidence > 0.9
    assert stuck_at_chance(made.checkup(history=made.history((2.31, 2.2, 2.1)))) == []
    assert stuck_at_chance(made.checkup(history=made.history((2.31, 2.30, 2.305)), chance=None)) == []


def test_right_answers_with_small_logits_are_not_chance(made: SimpleNamespace) -> None:
    """The loss has hardly moved, and nine in ten answers are right."""
    scores = {"scores": {"test": {"accuracy": 0.9}}, "baselines": {"majority": {"accuracy": 0.1}}}
    assert stuck_at_chance(made.checkup(history=made.history((2.31, 2.30, 2.28)), **scores)) == []


def test_what_is_learned_holds_for_no_other_row(made: SimpleNamespace) -> None:
    """Targets of other rows: a little is learned by heart, validation is never better than chance."""
    worse = {"scores": {"test": {"accuracy": 0.1}}, "baselines": {"majority": {"accuracy": 0.12}}}
    (found,) = stuck_at_chance(made.checkup(history=made.history((2.3, 2.1, 2.0), (2.4, 2.38, 2.4)), **worse))
    assert found.evidence["part"] == "validation" and "baseline" not in found.evidence
    assert stuck_at_chance(made.checkup(history=made.history((2.3, 2.1, 2.0), (2.4, 2.38, 2.4)))) == []  # it leads
