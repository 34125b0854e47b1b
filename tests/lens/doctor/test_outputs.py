from types import SimpleNamespace

from lamina.core.health import AnswerHealth, Spread
from lamina.lens.doctor.diagnose import diagnose
from lamina.lens.doctor.outputs import bounded_output, dropout_on_answers, softmax_twice


def answering(made: SimpleNamespace, logits: Spread, activation: str = "relu", **more: object) -> object:
    answers = AnswerHealth(logits=logits, row_std=0.3)
    last = made.relu("last", "output", activation=activation, output=logits, zeros=0.4)
    readings = tuple(made.reading(step, answers=answers, layers=(*made.layers(), last)) for step in made.steps)
    return made.checkup(readings=readings, **more)


SHARES = Spread(mean=0.1, std=0.2, max_abs=0.97)


def test_shares_where_scores_are_wanted(made: SimpleNamespace) -> None:
    (found,) = softmax_twice(answering(made, SHARES, ""))
    assert found.where == "output" and found.evidence["classes"] == 10


def test_scores_are_no_shares(made: SimpleNamespace) -> None:
    assert softmax_twice(answering(made, Spread(mean=0.103, std=0.2, max_abs=0.97))) == []
    assert softmax_twice(answering(made, Spread(mean=0.1, std=2.0, max_abs=7.0))) == []
    assert softmax_twice(answering(made, SHARES, task="regress", loss="squared-error-mean")) == []
    assert softmax_twice(made.checkup()) == []


def test_numbers_through_a_relu(made: SimpleNamespace) -> None:
    (found,) = bounded_output(answering(made, SHARES, task="regress", loss="squared-error-mean"))
    assert found.where == "last" and found.evidence["how"] == "negative"
    (found,) = bounded_output(answering(made, SHARES, "tanh", task="forecast"))
    assert found.evidence["how"] == "large"


def test_an_activation_that_is_not_the_answer(made: SimpleNamespace) -> None:
    assert bounded_output(answering(made, SHARES, loss="squared-error-mean")) == []  # of classes by their shares
    assert bounded_output(answering(made, SHARES, "identity")) == []
    other = AnswerHealth(logits=Spread(mean=0.0, std=1.0, max_abs=3.0), row_std=0.3)
    readings = tuple(
        made.reading(step, answers=other, layers=(*made.layers(), made.relu("last", "output", output=SHARES)))
        for step in made.steps
    )
    assert bounded_output(made.checkup(readings=readings, task="regress")) == []


def test_logits_that_have_bounds(made: SimpleNamespace) -> None:
    for activation, how in (("relu", "never_less"), ("sigmoid", "unsure"), ("tanh", "unsure")):
        for loss in ("cross-entropy", "binary-cross-entropy"):
            (found,) = diagnose(answering(made, Spread(mean=0.3, std=0.2, max_abs=0.97), activation, loss=loss))
            assert (found.code, found.where, found.evidence["how"]) == ("doctor.bounded_output", "last", how)


def test_a_softmax_over_the_rows(made: SimpleNamespace) -> None:
    """Readings have 64 rows; 64 answers of each class sum to 1."""
    over_rows = Spread(mean=1 / 64, std=0.1, max_abs=0.97)
    (found,) = softmax_twice(answering(made, over_rows, ""))
    assert found.evidence["axis"] == "rows"
    assert softmax_twice(answering(made, SHARES, ""))[0].evidence["axis"] == "classes"
    assert softmax_twice(answering(made, over_rows, "", task="regress", loss="squared-error-mean")) == []


def ending(made: SimpleNamespace, kind: str, before: Spread, after: Spread) -> object:
    """A network whose last layer turns the numbers `before` into the answers `after`."""
    answers = AnswerHealth(logits=after, row_std=0.3)
    layers = made.layers(output={"output": before})
    last = made.layer("last", type=kind, output=after, fan_in=None, parameters=0)
    return made.checkup(
        readings=tuple(made.reading(step, answers=answers, layers=(*layers, last)) for step in made.steps)
    )


def test_answers_that_are_dropped(made: SimpleNamespace) -> None:
    whole, dropped = Spread(mean=0.0, std=1.0, max_abs=3.0), Spread(mean=0.0, std=1.4, max_abs=6.0)
    (found,) = diagnose(ending(made, "Dropout", whole, dropped))
    assert (found.code, found.where) == ("doctor.dropout_on_answers", "last")
    assert dropout_on_answers(ending(made, "Dropout", whole, whole)) == []  # a probability of 0
    assert dropout_on_answers(ending(made, "Identity", whole, dropped)) == []
    assert dropout_on_answers(made.checkup()) == []
