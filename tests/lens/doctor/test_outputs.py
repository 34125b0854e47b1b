from types import SimpleNamespace

from lamina.core.health import AnswerHealth, Spread
from lamina.lens.doctor.outputs import bounded_output, softmax_twice


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
    assert bounded_output(answering(made, SHARES)) == []  # of classes
    other = AnswerHealth(logits=Spread(mean=0.0, std=1.0, max_abs=3.0), row_std=0.3)
    readings = tuple(
        made.reading(step, answers=other, layers=(*made.layers(), made.relu("last", "output", output=SHARES)))
        for step in made.steps
    )
    assert bounded_output(made.checkup(readings=readings, task="regress")) == []
