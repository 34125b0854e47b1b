from types import SimpleNamespace

from lamina.lens.doctor.overfitting import overfitting


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


def test_by_heart_where_a_line_does_better(made: SimpleNamespace) -> None:
    """Validation stays, the rows are known by heart: a fault where a simple baseline knows others far better."""
    curves = made.history((1.0, 0.1, 0.01, 0.001), (1.4, 1.2, 1.2, 1.21))
    worse = {"scores": {"test": {"accuracy": 0.5}}, "baselines": {"linear": {"accuracy": 0.8}}}
    (found,) = overfitting(made.checkup(history=curves, **worse))
    assert found.evidence["kept"] and overfitting(made.checkup(history=curves)) == []
    few = {"parts": {"train": 600, "test": 40}}  # of which 0.8 and 0.5 may well be the same
    assert overfitting(made.checkup(history=curves, data=few, **worse)) == []


def test_what_early_stopping_ends_is_no_fault(made: SimpleNamespace) -> None:
    """Training fell on for two epochs while validation rose a little: the patience that was asked for."""
    curves = made.history((2.0, 1.5, 0.6, 0.15, 0.1, 0.08), (2.1, 1.5, 1.1, 1.35, 1.5, 1.5))
    assert overfitting(made.checkup(history=curves))[0].evidence["best_epoch"] == 3
    assert overfitting(made.checkup(history=curves, settings={"patience": 3})) == []
    assert overfitting(made.checkup(history=curves, settings={"patience": 2}))  # it went on for longer
    sure = made.history((2.0, 1.2, 0.6, 0.2, 0.05), (2.0, 1.5, 1.4, 2.0, 2.6))  # the weights kept are those of before
    assert overfitting(made.checkup(history=sure))
    assert overfitting(made.checkup(history=sure, settings={"patience": 2})) == []
    nothing = made.history((1.0, 0.1, 0.02), (2.0, 1.95, 2.2))  # what early stopping does not heal
    assert overfitting(made.checkup(history=nothing, settings={"patience": 2}))


def test_few_validation_rows_say_less_than_the_test_part(made: SimpleNamespace) -> None:
    """Validation was never better than chance, and of the test rows far more are answered right than by a constant."""
    curves = made.history((2.0, 1.0, 0.6), (2.35, 2.4, 2.5))
    baselines = {"majority": {"accuracy": 0.1}, "linear": {"accuracy": 0.4}}
    sound = {"scores": {"test": {"accuracy": 0.4}}, "baselines": baselines}
    guess = {"scores": {"test": {"accuracy": 0.12}}, "baselines": baselines}
    assert overfitting(made.checkup(history=curves, **sound)) == []
    assert overfitting(made.checkup(history=curves, **guess))[0].evidence["memorised"]


def test_one_bad_epoch_at_the_end_is_no_turn(made: SimpleNamespace) -> None:
    """Of many epochs the last fifth decides."""
    held = (1.5, 1.0, *[0.8] * 12, 2.2)
    assert overfitting(made.checkup(history=made.history((1.0, 0.7, *[0.5] * 13), held))) == []
