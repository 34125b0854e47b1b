"""Answers of the wrong shape: shares where scores are wanted, and numbers that cannot reach the target.

Cross entropy takes logits and applies the softmax itself. Given a softmax's output it works on numbers between 0 and 1,
of which no choice is surer than e to 1, so that the loss stays high and its gradient small. A regression whose output
passes through a ReLU, sigmoid or tanh cannot answer what lies beyond: of a standardised target half is negative.
"""

from lamina.core.health import Checkup, Finding, LayerHealth, Reading, Remedy
from lamina.lens.doctor.signs import CLOSE_TO_ONE

NUMERIC = ("regress", "forecast")
NOT_NEGATIVE = ("relu", "sigmoid", "hard-sigmoid", "hardsigmoid", "softplus", "relu6")
BOUNDED = ("sigmoid", "hard-sigmoid", "hardsigmoid", "tanh", "scaled-tanh", "softsign", "relu6")
SAME = 1e-4  # by which two measures of the same numbers differ


def softmax_twice(checkup: Checkup) -> list[Finding]:
    """Scores that sum to 1 in each row at every look: they are shares already."""
    known = [reading for reading in checkup.readings if reading.answers is not None]
    if checkup.task in NUMERIC or checkup.loss != "cross-entropy" or len(checkup.classes) < 2 or len(known) < 2:
        return []
    if not all(_are_shares(reading, len(checkup.classes)) for reading in known):
        return []
    last = known[-1].answers
    assert last is not None
    return [
        Finding(
            code="doctor.softmax_twice", where=_last_layer(known[-1]),
            evidence={"most": last.logits.max_abs, "classes": len(checkup.classes)}, confidence=0.97,
            remedy=Remedy(words="doctor.do.logits"),
        )
    ]  # fmt: skip


def _are_shares(reading: Reading, classes: int) -> bool:
    logits = None if reading.answers is None else reading.answers.logits
    return (
        logits is not None
        and logits.finite == 1.0
        and abs(logits.mean * classes - 1) < CLOSE_TO_ONE
        and logits.max_abs <= 1 + CLOSE_TO_ONE
    )


def bounded_output(checkup: Checkup) -> list[Finding]:
    """The last thing that a network for numbers does is an activation that leaves out a part of them."""
    if checkup.task not in NUMERIC or not checkup.readings:
        return []
    telling = [reading for reading in checkup.readings if reading.answers is not None and reading.answers.row_std > 0]
    layers = [_output_layer(reading) for reading in telling]
    last = layers[-1] if layers else None
    if last is None or any(layer is None or layer.name != last.name for layer in layers):
        return []
    how = "negative" if last.activation in NOT_NEGATIVE else "large"
    return [
        Finding(
            code="doctor.bounded_output", where=last.name,
            evidence={"activation": last.activation, "how": how, "zeros": last.zeros, "fed_by": last.fed_by},
            confidence=0.9, remedy=Remedy(words="doctor.do.linear_output"),
        )
    ]  # fmt: skip


def _output_layer(reading: Reading) -> LayerHealth | None:
    """The bounded activation whose output is the answer itself: the same numbers; None where there is none."""
    answers = reading.answers
    if answers is None:
        return None
    for layer in reversed(reading.layers):
        given = layer.output
        if layer.attention is not None or given is None:
            continue
        bound = layer.activation in (*NOT_NEGATIVE, *BOUNDED)
        own = answers.logits
        same = abs(given.mean - own.mean) <= SAME * own.max_abs and abs(given.std - own.std) <= SAME * own.max_abs
        return layer if bound and same and given.max_abs == own.max_abs else None
    return None


def _last_layer(reading: Reading) -> str:
    return next((layer.name for layer in reversed(reading.layers) if layer.fan_in is not None), "")
