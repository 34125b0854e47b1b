"""Initial weights that do not fit: before the first update the signal already dies, blows up, or is the same everywhere.

A layer of n inputs with weights of deviation s multiplies the deviation of its signal by the gain s sqrt(n), halved in
square by a ReLU behind it: 1 keeps the signal of a linear layer, sqrt(2) that of a ReLU (LeCun et al. 1998; Glorot &
Bengio 2010; He et al. 2015). A gain that is off counts once for every layer, so depth multiplies it. Layers in front
of a norm are left out: it sets the scale anew. Where the signal goes through all the same (residual paths), no fault.
"""

import math

from lamina.core.health import Checkup, Finding, LayerHealth, Reading, Remedy
from lamina.lens.doctor.signs import confidence, layer_at, names_of, weighted

OFF = 2.5  # a layer's gain by the fitting one, either way: all usual schemes lie within a factor of 2 of each other
PRODUCT = 30.0  # product of the gains by the fitting ones: a signal a thousandth in power, or as much larger
FAR_OFF = 8.0  # one layer alone
SURE = 1e4
MOVED = 10.0  # the signal itself must have moved by this factor, else something carries it past those layers
ALIKE = 0.999  # mean cosine of two units' weight vectors: all compute the same
FITTING = {"relu": math.sqrt(2), "tanh": 1.0, "sigmoid": 1.0}
SCHEMES = {"relu": "he", "tanh": "xavier", "sigmoid": "xavier"}
BOUNDED = ("sigmoid", "tanh", "hard-sigmoid", "scaled-tanh", "softsign")


def unfit_start(checkup: Checkup) -> list[Finding]:
    """Weights too small, too large or all alike at the first reading, if that was taken before the first update."""
    if not checkup.readings or checkup.readings[0].step != 0:
        return []
    reading = checkup.readings[0]
    return _alike(checkup, reading) or _gains(checkup, reading)


def _gains(checkup: Checkup, reading: Reading) -> list[Finding]:
    hidden = [layer for layer in weighted(reading)[:-1] if layer.gain and not _is_normed(reading, layer)]
    off = {layer.name: (layer.gain or 1.0) / FITTING.get(_activation(reading, layer), 1.0) for layer in hidden}
    product = math.prod(off.values()) if off else 1.0
    wrong = [layer for layer in hidden if not 1 / OFF < off[layer.name] < OFF]
    lone = [layer for layer in wrong if not 1 / FAR_OFF < off[layer.name] < FAR_OFF and _felt(reading, layer, off)]
    bound = any(_saturates(reading, layer) for layer in wrong)
    deep = not 1 / PRODUCT < product < PRODUCT and wrong and (_moved(hidden, product) or bound)
    if not (deep or lone):
        return []
    told = wrong if deep else lone
    kind = _activation(reading, told[0]) or "identity"
    worst = product if deep else off[told[0].name]
    return [
        Finding(
            code="doctor.unfit_start", where=told[0].name,
            evidence={
                "layers": names_of(told), "gain": told[0].gain, "fitting": FITTING.get(kind, 1.0),
                "activation": kind, "product": product, "how": "small" if worst < 1 else "large",
            },
            confidence=confidence(max(worst, 1 / worst), PRODUCT if deep else FAR_OFF, SURE),
            remedy=_fitted(checkup, kind),
        )
    ]  # fmt: skip


def _moved(hidden: list[LayerHealth], product: float) -> bool:
    """Whether the signal over rows did what the gains say, from the first of these layers to the last."""
    ends = [layer.row_std for layer in (hidden[0], hidden[-1])]
    if ends[0] is None or ends[1] is None or not ends[0]:
        return True
    way = ends[1] / ends[0]
    return way < 1 / MOVED or len(hidden) == 1 if product < 1 else way > MOVED or _at_bound(hidden)


def _at_bound(hidden: list[LayerHealth]) -> bool:
    return any(layer.output is not None and layer.output.max_abs > 1e3 for layer in hidden)


def _felt(reading: Reading, layer: LayerHealth, off: dict[str, float]) -> bool:
    """Whether one layer's gain does harm alone: a bounded function behind it saturates, or its signal is gone."""
    if off[layer.name] > 1:
        return _saturates(reading, layer)
    following = next((other for other in _after(reading, layer) if other.norm is not None), None)
    return following is None and layer.row_std is not None and layer.row_std < 1e-2


def _saturates(reading: Reading, layer: LayerHealth) -> bool:
    """Whether the bounded function behind a layer stands at its bounds for most numbers."""
    behind = next((other for other in reading.layers if other.fed_by == layer.name and other.activation), None)
    return behind is not None and behind.activation in BOUNDED and behind.low + behind.high > 0.5


def _after(reading: Reading, layer: LayerHealth) -> list[LayerHealth]:
    names = [other.name for other in reading.layers]
    return list(reading.layers[names.index(layer.name) + 1 :])


def _alike(checkup: Checkup, reading: Reading) -> list[Finding]:
    """Units that begin alike get the same gradient and stay alike: one unit, many times."""
    hidden = [layer for layer in weighted(reading)[:-1] if layer.units > 1]
    same = [layer for layer in hidden if _same(layer)]
    if not same:
        return []
    return [
        Finding(
            code="doctor.units_alike", where=same[0].name, evidence={"layers": names_of(same)}, confidence=0.95,
            remedy=_fitted(checkup, _activation(reading, same[0])),
        )
    ]  # fmt: skip


def _same(layer: LayerHealth) -> bool:
    """All weights zero, or all units the same; units of one input differ in nothing but their sign."""
    alike = layer.weight_likeness is not None and layer.weight_likeness > ALIKE and (layer.fan_in or 0) > 1
    return layer.weight_norm == 0 or alike


def _is_normed(reading: Reading, layer: LayerHealth) -> bool:
    """Whether a norm takes what the layer gives."""
    return any(
        other.fed_by == layer.name and (other.norm is not None or "Norm" in other.type) for other in reading.layers
    )


def _activation(reading: Reading, layer: LayerHealth) -> str:
    """Of the activation that this layer feeds, "" where none is seen."""
    found = layer.activation or next(
        (other.activation for other in reading.layers if other.fed_by == layer.name and other.activation), ""
    )
    seen = layer_at(reading, layer.name)
    return found or (seen.activation if seen else "")


def _fitted(checkup: Checkup, kind: str) -> Remedy:
    scheme = SCHEMES.get(kind, "auto")
    asked = checkup.settings.get("initialisation", "auto")
    change = {"initialisation": "auto" if asked not in ("auto", "") else scheme}
    return Remedy(change=change, words="doctor.do.initialise", parameters={"scheme": scheme})
