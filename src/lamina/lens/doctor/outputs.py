"""Answers of the wrong shape: shares where scores are wanted, numbers that cannot reach the target, or that are dropped.

Cross entropy takes logits and applies the softmax itself. Given a softmax's output it works on numbers between 0 and 1,
of which no choice is surer than e to 1, so that the loss stays high and its gradient small. A softmax over the wrong axis,
the rows, is worse: each answer depends on the rows beside it. A regression whose output passes through a ReLU, sigmoid
or tanh cannot answer what lies beyond: of a standardised target half is negative; and as logits numbers that have bounds
can be only so sure. Dropout on the answers themselves says at random that an answer is 0, whatever is learned.
"""

from lamina.core.health import Checkup, Finding, LayerHealth, Reading, Remedy, Spread
from lamina.lens.doctor.signs import CLOSE_TO_ONE

NUMERIC = ("regress", "forecast")
LOGITS = ("cross-entropy", "binary-cross-entropy")  # losses that take them
NOT_NEGATIVE = ("relu", "sigmoid", "hard-sigmoid", "hardsigmoid", "softplus", "relu6")
BOUNDED = ("sigmoid", "hard-sigmoid", "hardsigmoid", "tanh", "scaled-tanh", "softsign", "relu6")
SAME = 1e-4  # by which two measures of the same numbers differ


def softmax_twice(checkup: Checkup) -> list[Finding]:
    """Scores that sum to 1 in each row, or over the rows, at every look: they are shares already."""
    known = [reading for reading in checkup.readings if reading.answers is not None]
    if checkup.task in NUMERIC or checkup.loss != "cross-entropy" or len(checkup.classes) < 2 or len(known) < 2:
        return []
    over_classes = all(_are_shares(reading, len(checkup.classes)) for reading in known)
    if not over_classes and not all(_are_shares(reading, reading.rows) for reading in known):
        return []
    last = known[-1].answers
    assert last is not None
    return [
        Finding(
            code="doctor.softmax_twice", where=_last_layer(known[-1]),
            evidence={
                "most": last.logits.max_abs, "classes": len(checkup.classes), "axis": "classes" if over_classes else "rows",
            },
            confidence=0.97, remedy=Remedy(words="doctor.do.logits"),
        )
    ]  # fmt: skip


def _are_shares(reading: Reading, count: int) -> bool:
    """Whether the answers lie in 0..1 and `count` of them sum to 1."""
    logits = None if reading.answers is None else reading.answers.logits
    return (
        logits is not None
        and logits.finite == 1.0
        and count > 1
        and abs(logits.mean * count - 1) < CLOSE_TO_ONE
        and logits.max_abs <= 1 + CLOSE_TO_ONE
    )


def bounded_output(checkup: Checkup) -> list[Finding]:
    """The last thing that a network does is an activation that leaves out a part of the numbers, or logits, asked for."""
    if (checkup.task not in NUMERIC and checkup.loss not in LOGITS) or not checkup.readings:
        return []
    telling = [reading for reading in checkup.readings if reading.answers is not None and reading.answers.row_std > 0]
    layers = [_output_layer(reading) for reading in telling]
    last = layers[-1] if layers else None
    if last is None or any(layer is None or layer.name != last.name for layer in layers):
        return []
    how = "negative" if last.activation in NOT_NEGATIVE else "large"
    how = how if checkup.task in NUMERIC else "unsure" if last.activation in BOUNDED else "never_less"
    return [
        Finding(
            code="doctor.bounded_output", where=last.name,
            evidence={"activation": last.activation, "how": how, "zeros": last.zeros, "fed_by": last.fed_by},
            confidence=0.9, remedy=Remedy(words="doctor.do.linear_output"),
        )
    ]  # fmt: skip


def dropout_on_answers(checkup: Checkup) -> list[Finding]:
    """The last thing that a network does is to drop some of its answers."""
    known = [reading for reading in checkup.readings if reading.answers is not None and len(reading.layers) > 1]
    if not known or not all(_drops_answers(reading) for reading in known):
        return []
    name = known[-1].layers[-1].name
    return [
        Finding(
            code="doctor.dropout_on_answers", where=name,
            evidence={"loss": known[-1].loss, "evaluating": known[-1].loss_evaluating}, confidence=0.95,
            remedy=Remedy(words="doctor.do.no_last_dropout"),
        )
    ]  # fmt: skip


def _drops_answers(reading: Reading) -> bool:
    """Whether the last layer is a dropout that gives the answers, and other numbers than it took in."""
    *_, before, last = reading.layers
    if not last.type.startswith("Dropout") or last.output is None or before.output is None:
        return False
    return _same(last.output, reading) and not _same(before.output, reading)


def _output_layer(reading: Reading) -> LayerHealth | None:
    """The bounded activation whose output is the answer itself: the same numbers; None where there is none."""
    for layer in reversed(reading.layers):
        if layer.attention is not None or layer.output is None:
            continue
        bound = layer.activation in (*NOT_NEGATIVE, *BOUNDED)
        return layer if bound and _same(layer.output, reading) else None
    return None


def _same(given: Spread, reading: Reading) -> bool:
    """Whether a layer's numbers are those of the answers."""
    if reading.answers is None:
        return False
    own = reading.answers.logits
    alike = abs(given.mean - own.mean) <= SAME * own.max_abs and abs(given.std - own.std) <= SAME * own.max_abs
    return alike and given.max_abs == own.max_abs


def _last_layer(reading: Reading) -> str:
    return next((layer.name for layer in reversed(reading.layers) if layer.fan_in is not None), "")
