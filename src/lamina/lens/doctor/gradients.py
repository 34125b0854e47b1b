"""Gradients that vanish or explode over the depth of a network.

Back-propagation multiplies a gradient by each layer's matrix and slope: a factor that is mostly below 1 (above 1)
makes it fall (grow) geometrically on its way from the loss to the first layer (Hochreiter 1991; Bengio, Simard,
Frasconi 1994; Glorot & Bengio 2010). Compared are gradients at the outputs of layers, of one reading: learning rate,
loss and how well it is learned cancel.
"""

from lamina.core.health import Checkup, Finding, LayerHealth, Reading, Remedy
from lamina.lens.doctor.signs import confidence, known, lasting, middle, names_of, weighted

FEWEST = 3  # layers with weights: of two none lies deep
VANISHED = 1e-3  # first third to last third: three decades, where sound networks keep within about one
EXPLODED = 1e3
OFTEN = 0.5  # share of the readings: what depth does, it does at all times
SURE_VANISHED, SURE_EXPLODED = 1e-5, 1e5
SMALLEST = 1e-20  # nothing is learned any more: a ratio of rounding errors says nothing
WITH_ACTIVATION = ("mlp", "simplecnn")  # networks with --arg activation


def vanishing(checkup: Checkup) -> list[Finding]:
    """The early layers hardly hear of the loss."""
    since = lasting(checkup, lambda reading: known(ratio(reading)) < VANISHED)
    if since is None:
        return []
    last = checkup.readings[-1]
    share = ratio(last)
    reached = middle(layer.gradient_norm for layer in last_third(last))
    layers = [layer for layer in _measured(last) if reached and (layer.gradient_norm or 0) < VANISHED * reached]
    if share is None or not layers:
        return []
    return [
        Finding(
            code="doctor.vanishing_gradient",
            where=layers[0].name,
            since=since or None,
            evidence={"ratio": share, "layers": names_of(layers), "depth": len(_measured(last))},
            confidence=confidence(max(share, SMALLEST), VANISHED, SURE_VANISHED),
            remedy=_unsquashed(checkup),
        )
    ]


def exploding(checkup: Checkup) -> list[Finding]:
    """The gradient grows from layer to layer on its way to the first."""
    seen = [known(ratio(reading)) > EXPLODED for reading in checkup.readings]
    if sum(seen) < max(1.0, OFTEN * len(seen)):
        return []
    since = checkup.readings[seen.index(True)].step
    reading = next(reading for reading in checkup.readings if reading.step == since)
    share = ratio(reading)
    assert share is not None
    change = {"clip_norm": 1.0} if checkup.settings.get("clip_norm") is None else {}
    largest = max(_measured(reading), key=lambda layer: layer.gradient_norm or 0.0)
    return [
        Finding(
            code="doctor.exploding_gradient",
            where=largest.name,
            since=since or None,
            evidence={"ratio": share, "depth": len(_measured(reading)), "norm": reading.gradient_norm},
            confidence=confidence(share, EXPLODED, SURE_EXPLODED),
            remedy=Remedy(change=change, words="doctor.do.clip", parameters={"norm": 1.0}),
        )
    ]


def ratio(reading: Reading) -> float | None:
    """Largest gradient at the first third of the layers, by the median one at the last third.

    The largest: parallel branches, and queries of an attention that is still even, may get little in a sound network.
    """
    layers = _measured(reading)
    if len(layers) < FEWEST:
        return None
    near = middle(layer.gradient_norm for layer in last_third(reading))
    far = max(layer.gradient_norm or 0.0 for layer in layers[: max(1, len(layers) // 3)])
    return far / near if near is not None and near > SMALLEST else None


def last_third(reading: Reading) -> list[LayerHealth]:
    """The layers nearest to the loss."""
    layers = _measured(reading)
    return layers[-max(1, len(layers) // 3) :]


def _measured(reading: Reading) -> list[LayerHealth]:
    return [layer for layer in weighted(reading) if layer.gradient_norm is not None]


def _unsquashed(checkup: Checkup) -> Remedy:
    """ReLU where the network has the choice."""
    given = dict(checkup.settings.get("arg") or {})
    change = {"arg": {**given, "activation": "relu"}} if checkup.network in WITH_ACTIVATION else {}
    return Remedy(change=change, words="doctor.do.unsquash")
