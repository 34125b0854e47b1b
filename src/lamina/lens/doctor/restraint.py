"""Regularisation so strong that nothing is left to learn with: weight decay, dropout.

Decay takes the share rate x decay of each weight at every update (Loshchilov & Hutter 2019; of plain SGD it is the same as
a penalty). Where that is the larger part of what updates change, weights forget faster than they learn. Dropout with
probability p multiplies a unit's noise by p / (1 - p) (Srivastava et al. 2014): where the same rows cost far more in
training than in evaluation, the gradient is mostly that noise. Either is a fault only where little is learned.
"""

from lamina.core.health import Checkup, Finding, Reading, Remedy
from lamina.lens.doctor.fitting import stuck_at_chance, underfitting
from lamina.lens.doctor.signs import LASTING, confidence, lasting, learns, middle, weighted

MOSTLY = 0.5  # share of an update that is decay: more than all that the loss asks for
WHOLLY = 1.0  # rate x decay x updates: without gradients, little more than a third of each weight would be left
NOISE = 0.15  # of the loss of chance, that the same rows cost more with dropout
SOFTER, GENTLE = 100.0, 0.2  # decay is divided by the first, dropout set to the second


def decay_too_strong(checkup: Checkup) -> list[Finding]:
    """Updates mostly shrink the weights, and little is learned."""
    decay = checkup.settings.get("weight_decay")
    if not isinstance(decay, int | float) or decay <= 0 or not unlearned(checkup):
        return []

    def shrinks(reading: Reading) -> bool:
        return (_decayed(checkup, reading, float(decay)) or 0.0) > MOSTLY

    known = [reading for reading in checkup.readings if reading.learning_rate is not None]
    usual = middle(reading.learning_rate for reading in known) or 0.0
    if usual * decay * checkup.steps < WHOLLY:
        return []
    since = lasting(checkup.model_copy(update={"readings": tuple(known)}), shrinks)
    if since is None:
        return []
    share = middle(_decayed(checkup, reading, float(decay)) for reading in known if shrinks(reading)) or MOSTLY
    return [
        Finding(
            code="doctor.decay_too_strong", since=since or None,
            evidence={"decay": decay, "share": min(1.0, share), "rate": checkup.settings.get("learning_rate")},
            confidence=confidence(share, MOSTLY, 2.0),
            remedy=Remedy(change={"weight_decay": float(decay) / SOFTER}, words="doctor.do.less_decay"),
        )
    ]  # fmt: skip


def _decayed(checkup: Checkup, reading: Reading, decay: float) -> float | None:
    """Share of an update that is decay, of the median layer: |w| decay by |gradient| of an L2 penalty that an adaptive

    method scales, else rate x decay by the relative change.
    """
    layers = [layer for layer in weighted(reading) if layer.weight_norm]
    if checkup.settings.get("optimizer") in ("adam", "rmsprop", "adagrad"):
        pulls = [
            decay * (layer.weight_norm or 0.0) / (layer.weight_gradient_norm + decay * (layer.weight_norm or 0.0))
            for layer in layers
            if layer.weight_gradient_norm is not None
        ]
        return middle(pulls)
    heavy = checkup.settings.get("optimizer") in ("momentum", "nesterov")
    momentum = float(checkup.settings.get("momentum") or 0.0) if heavy else 0.0
    rate = (reading.learning_rate or 0.0) / (1 - min(momentum, 0.99))
    return middle(rate * decay / layer.update_ratio for layer in layers if layer.update_ratio)


def dropout_too_strong(checkup: Checkup) -> list[Finding]:
    """The rows are answered far worse with dropout than without, and little is learned.

    A training that broke down says nothing of it: losses that grow without bound lie apart in both modes.
    """
    dropped = [
        layer.name for reading in checkup.readings[-1:] for layer in reading.layers if layer.type.startswith("Dropout")
    ]
    if checkup.breakdown is not None or not dropped or not unlearned(checkup):
        return []
    if checkup.chance is None or checkup.chance.loss <= 0:
        return []
    chance = checkup.chance.loss
    noisy = [reading for reading in checkup.readings if _noise(reading) > NOISE * chance]
    since = lasting(checkup, lambda reading: _noise(reading) > NOISE * chance)
    if since is None and len(noisy) >= LASTING * len(checkup.readings):
        since = noisy[0].step  # at the end the weights may have shrunk until dropout has nothing to disturb
    if since is None:
        return []
    last = noisy[-1]
    given = dict(checkup.settings.get("arg") or {})
    change = {"arg": {**given, "dropout": GENTLE}} if given.get("dropout") else {}
    return [
        Finding(
            code="doctor.dropout_too_strong", where=dropped[0], since=since or None,
            evidence={"layers": dropped, "loss": last.loss, "evaluating": last.loss_evaluating},
            confidence=confidence(_noise(last), NOISE * chance, 2 * chance),
            remedy=Remedy(change=change, words="doctor.do.less_dropout"),
        )
    ]  # fmt: skip


def _noise(reading: Reading) -> float:
    if reading.loss is None or reading.loss_evaluating is None:
        return 0.0
    return reading.loss - reading.loss_evaluating


def unlearned(checkup: Checkup) -> bool:
    """Whether little is learned: less than by a simple model, or nothing at all."""
    return not learns(checkup) or bool(underfitting(checkup) or stuck_at_chance(checkup))
