from types import SimpleNamespace

from lamina.lens.doctor.fitting import overfitting, stuck_at_chance, underfitting

BEHIND = {
    "scores": {"test": {"accuracy": 0.3}},
    "baselines": {"linear": {"accuracy": 0.9}, "majority": {"accuracy": 0.1}},
}


def test_validation_turns_while_training_falls(made: SimpleNamespace) -> None:
    curves = made.history((2.0, 1.2, 0.6, 0.2, 0.05), (2.0, 1.5, 1.4, 2.0, 2.6))
    (found,) = overfitting(made.checkup(history=curves))
    assert found.since == 60 and found.evidence["best_epoch"] == 3 and not found.evidence["memorised"]
    assert found.remedy is not None and found.remedy.change == {"weight_decay": 0.1}


def test_learned_by_heart_and_nothing_else(made: SimpleNamespace) -> None:
    (found,) = overfitting(made.checkup(history=made.history((2.0, 1.0, 0.3), (2.35, 2.4, 2.8))))
    assert found.evidence["memorised"]


def test_all_known_by_heart_and_next_to_nothing_general(made: SimpleNamespace) -> None:
    (found,) = overfitting(made.checkup(history=made.history((1.0, 0.1, 0.02), (2.0, 1.95, 2.2))))
    assert not found.evidence["memorised"] and found.evidence["best_epoch"] == 2


def test_a_gap_that_stays_is_usual(made: SimpleNamespace) -> None:
    assert overfitting(made.checkup(history=made.history((1.0, 0.3, 0.05, 0.01), (1.1, 0.6, 0.55, 0.65)))) == []
    assert overfitting(made.checkup(history=made.history((2.0, 0.1), (2.0, 4.0)))) == []  # two epochs are no curve


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
