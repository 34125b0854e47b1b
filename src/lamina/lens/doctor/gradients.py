"""Gradients that vanish or explode over the depth of a network.

Back-propagation multiplies a gradient by each layer's matrix and slope: a factor that is mostly below 1 (above 1)
makes it fall (grow) geometrically on its way from the loss to the first layer (Hochreiter 1991; Bengio, Simard,
Frasconi 1994; Glorot & Bengio 2010). Compared are gradients at the outputs of layers, of one reading: learning rate,
loss and how well it is learned cancel.
"""

import math
import statistics
from collections.abc import Sequence
from itertools import combinations

from lamina.core.health import Checkup, Finding, LayerHealth, Reading, Remedy
from lamina.lens.doctor.signs import confidence, known, lasting, layer_at, learns, names_of, weighted

FEWEST = 3  # layers with weights: of two none lies deep
VANISHED = 1e-3  # over the whole depth: three decades, where sound networks keep within about one
EXPLODED = 1e3
OFTEN = 0.5  # share of the readings: what depth does, it does at all times
SURE_VANISHED, SURE_EXPLODED = 1e-5, 1e5
SMALLEST = 1e-20  # nothing is learned any more: a ratio of rounding errors says nothing
WITH_ACTIVATION = ("mlp", "simplecnn")  # networks with --arg activation


def vanishing(checkup: Checkup) -> list[Finding]:
    """The early layers hardly hear of the loss, or some layers not at all."""
    return _cut_off(checkup) or _fading(checkup)


def _cut_off(checkup: Checkup) -> list[Finding]:
    """Layers that should learn and that no path leads back to: their output is detached, or used nowhere."""
    if not checkup.readings or not checkup.readings[0].gradient_norm:
        return []
    layers = [
        layer
        for layer in weighted(checkup.readings[-1])
        if layer.parameters and all(_unreached(reading, layer.name) for reading in checkup.readings)
    ]
    if not layers:
        return []
    depth = len(weighted(checkup.readings[-1]))
    return [
        Finding(
            code="doctor.vanishing_gradient", where=layers[0].name,
            evidence={"ratio": 0.0, "layers": names_of(layers), "depth": depth}, confidence=0.98,
            remedy=Remedy(words="doctor.do.connect_layers"),
        )
    ]  # fmt: skip


def _unreached(reading: Reading, name: str) -> bool:
    layer = layer_at(reading, name)
    return layer is None or (layer.gradient_norm is None and layer.weight_gradient_norm is None)


def _fading(checkup: Checkup) -> list[Finding]:
    limit = SURE_VANISHED if learns(checkup) else VANISHED
    since = lasting(checkup, lambda reading: known(ratio(reading)) < limit)
    if since is None:
        return []
    last = checkup.readings[-1]
    measured = _measured(last)
    reached = max(layer.gradient_norm or 0.0 for layer in measured[-third(measured) :])
    layers = [layer for layer in measured if reached and (layer.gradient_norm or 0.0) < VANISHED * reached]
    if not layers:
        return []
    share = max(layer.gradient_norm or 0.0 for layer in layers) / reached
    return [
        Finding(
            code="doctor.vanishing_gradient",
            where=layers[0].name,
            since=since or None,
            evidence={"ratio": share, "layers": names_of(layers), "depth": len(measured)},
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
    """How many times the gradient at the last layer that at the first is, as it falls or grows from layer to layer.

    The median of the factors between all pairs of layers, as that of one layer (Theil and Sen), over the whole depth:
    a single branch, or the queries of an attention that is still even, may get little in a sound network. 0: the first
    third gets nothing at all.
    """
    layers = _measured(reading)
    if len(layers) < FEWEST:
        return None
    norms = [layer.gradient_norm or 0.0 for layer in layers]
    if max(norms[-third(layers) :]) <= SMALLEST:
        return None
    if max(norms[: third(layers)]) <= 0.0:
        return 0.0
    heard = [(place, math.log(norm)) for place, norm in enumerate(norms) if norm > 0]
    if len(heard) < 2:
        return None
    falls = [(later - early) / (far - near) for (near, early), (far, later) in combinations(heard, 2)]
    return math.exp(-statistics.median(falls) * (len(layers) - 1))


def third(layers: Sequence[LayerHealth]) -> int:
    """How many layers a third of them are, one at least."""
    return max(1, len(layers) // 3)


def _measured(reading: Reading) -> list[LayerHealth]:
    return [layer for layer in weighted(reading) if layer.gradient_norm is not None]


def _unsquashed(checkup: Checkup) -> Remedy:
    """ReLU where the network has the choice."""
    given = dict(checkup.settings.get("arg") or {})
    change = {"arg": {**given, "activation": "relu"}} if checkup.network in WITH_ACTIVATION else {}
    return Remedy(change=change, words="doctor.do.unsquash")
