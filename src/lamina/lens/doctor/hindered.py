"""Settings and slips that keep weights from learning although the rate is right: clipping, warm-up, freezing; rows alike.

Clipping divides a gradient by its norm over the limit (Pascanu, Mikolov, Bengio 2013): where it is a hundred times the
limit at every step, plain gradient descent learns a hundred times as slowly (Adam's steps have their own size). A warm-up
longer than the training never comes to its rate. Frozen layers stay what they were, drawn at random or learned elsewhere.
And where all rows look alike in a layer, nothing behind it can tell them apart. Each is a fault where little is learned.
"""

from lamina.core.health import Checkup, Finding, LayerHealth, Reading, Remedy
from lamina.lens.doctor.activations import FLAT
from lamina.lens.doctor.restraint import unlearned
from lamina.lens.doctor.signs import confidence, lasting, middle

BY_ITS_NORM = ("sgd", "momentum", "nesterov")  # optimisers whose steps are as long as the gradient
CLIPPED = 100.0  # times the limit that a gradient is, at most steps: clipping for rare large ones leaves most alone
USUAL_CLIP = 1.0
MOVED = 0.05  # of the size of the weights, by all the clipped steps of a training: what learning takes at least
FROZEN = 0.5  # share of the parameters that do not learn
ALIKE = 1e-6  # deviation over the rows by the largest number: rounding


def clipped_away(checkup: Checkup) -> list[Finding]:
    """Every gradient is cut to a hundredth and less, and the weights hardly move."""
    clip, readings = checkup.settings.get("clip_norm"), checkup.readings
    if (
        not readings
        or not isinstance(clip, int | float)
        or clip <= 0
        or checkup.settings.get("optimizer") not in BY_ITS_NORM
    ):
        return []
    since = lasting(checkup, lambda reading: (reading.gradient_norm or 0.0) > CLIPPED * clip)
    way = _way(checkup, float(clip))
    if since is None or way is None or way > MOVED or not unlearned(checkup):
        return []
    norm = middle(reading.gradient_norm for reading in readings) or 0.0
    return [
        Finding(
            code="doctor.clipped_away", since=since or None, evidence={"clip": clip, "norm": norm, "times": norm / clip},
            confidence=confidence(norm / clip, CLIPPED, 100 * CLIPPED),
            remedy=Remedy(change={"clip_norm": max(USUAL_CLIP, 10 * clip)}, words="doctor.do.clip_less"),
        )
    ]  # fmt: skip


def _way(checkup: Checkup, clip: float) -> float | None:
    """How far all steps of a clipped length lead at most, by the size of all weights; None where that is not known."""
    rate = middle(reading.learning_rate for reading in checkup.readings)
    norms = [layer.weight_norm for layer in checkup.readings[-1].layers if layer.weight_norm is not None]
    size = sum(norm * norm for norm in norms) ** 0.5
    if rate is None or not size:
        return None
    heavy = checkup.settings.get("optimizer") != "sgd"
    momentum = float(checkup.settings.get("momentum") or 0.0) if heavy else 0.0
    return checkup.steps * rate * clip / (1 - min(momentum, 0.99)) / size


def warm_up_unfinished(checkup: Checkup) -> list[Finding]:
    """The training is over before its learning rate has come up, and little is learned."""
    warm, epochs = checkup.settings.get("warmup_epochs"), checkup.settings.get("epochs")
    if not isinstance(warm, int | float) or not isinstance(epochs, int) or warm < epochs:
        return []
    asked = checkup.settings.get("learning_rate")
    rates = [reading.learning_rate for reading in checkup.readings if reading.learning_rate is not None]
    reached = max(rates) / asked if rates and isinstance(asked, int | float) and asked > 0 else None
    if reached is None or reached > max(0.5, 1.5 * epochs / warm) or not unlearned(checkup):  # a schedule without one
        return []
    return [
        Finding(
            code="doctor.warm_up_unfinished", evidence={"warmup": warm, "epochs": epochs, "rate": max(rates), "asked": asked},
            confidence=confidence(1 / max(reached, 1e-9), 1.0, 10.0),
            remedy=Remedy(change={"warmup_epochs": round(epochs / 10, 1)}, words="doctor.do.shorter_warm_up"),
        )
    ]  # fmt: skip


def frozen_layers(checkup: Checkup) -> list[Finding]:
    """Most of the network does not learn, and what does is too little. Layers that thaw one after another are left to it."""
    if not checkup.readings or checkup.settings.get("freeze") == "gradual":
        return []
    layers = checkup.readings[-1].layers
    still = [layer for layer in layers if layer.frozen and layer.parameters]
    share = sum(layer.parameters for layer in still) / max(1, sum(layer.parameters for layer in layers))
    if share <= FROZEN or not unlearned(checkup):
        return []
    change = {"freeze": "none"} if checkup.settings.get("freeze") not in (None, "none") else {}
    return [
        Finding(
            code="doctor.frozen_layers", where=still[0].name,
            evidence={"layers": [layer.name for layer in still], "share": share}, confidence=0.85,
            remedy=Remedy(change=change, words="doctor.do.thaw"),
        )
    ]  # fmt: skip


def rows_alike(checkup: Checkup) -> list[Finding]:
    """A layer gives the same for every row, at every look, though its units live: behind it all answers are the same."""
    readings = [reading for reading in checkup.readings if reading.rows > 1]
    if not readings or not all(_answers_alike(reading) and _vary(reading) for reading in readings):
        return []
    places = [_first_alike(reading) for reading in readings]
    first = places[-1]
    if first is None or not _is_slip(first) or any(one is None or one.name != first.name for one in places):
        return []
    return [
        Finding(
            code="doctor.rows_alike", where=first.name, evidence={"type": first.type}, confidence=0.9,
            remedy=Remedy(words="doctor.do.rows_apart"),
        )
    ]  # fmt: skip


def _answers_alike(reading: Reading) -> bool:
    answers = reading.answers
    return answers is not None and answers.row_std <= ALIKE * answers.logits.max_abs


def _vary(reading: Reading) -> bool:
    """Whether the rows differ in what the network is given."""
    return any(given.integer or given.spread.std > 0 for given in reading.inputs)


def _first_alike(reading: Reading) -> LayerHealth | None:
    """The first layer of those in which, up to the last one, all rows look alike."""
    alike = None
    for layer in reversed(reading.layers):
        if layer.row_std is None or layer.output is None:
            continue
        if layer.row_std > ALIKE * layer.output.max_abs:
            break
        alike = layer
    return alike


def _is_slip(layer: LayerHealth) -> bool:
    """Whether neither dead or saturated units, nor weights of 0, explain it: they are faults of their own."""
    return not layer.dead_share and layer.activation not in FLAT and layer.weight_norm != 0
