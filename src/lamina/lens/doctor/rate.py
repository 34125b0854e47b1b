"""Learning rates that are too high or too low.

What counts is the change of the weights by their own size, for each update: near 1e-3 is usual; at 1 an update writes
a layer anew, and what it had learned is gone; over a whole training at 1e-5 the weights are still the initial ones.
Weights that are next to nothing (a head that begins at zero) are measured by the size that would carry a signal.
Either is a fault only where the loss says so too: it rises instead of falling, or has hardly moved.
"""

import math
from itertools import pairwise

from lamina.core.health import Checkup, Finding, LayerHealth, Reading, Remedy
from lamina.lens.doctor.signs import (
    RATE_OF_VECTORS,
    confidence,
    first,
    losses,
    middle,
    moving,
    skill,
    weighted,
    word_vectors,
)
from lamina.words.numbers import slower_rate

REWRITES = 0.5  # change of the weights by one update, median layer: no sound training comes near after its first steps
LARGE = 0.1  # ten times and more of what is usual at the beginning of a training by Adam
FITTED = 0.5  # gain of weights that carry a signal; smaller ones do nothing yet, whatever share of them an update is
GROWN = 5.0  # times the initial norm of the weights, median layer: they ran away
RISEN = 0.25  # of the loss of chance, that an epoch's loss lies above an earlier one
SPIKES = 2  # such epochs
WORSE = 1.05  # times chance, at the end: worse than no network at all, which only large steps bring about
TRAVELLED = 0.05  # sum of all changes by the size of the weights: less, and they are still the initial ones
HARDLY = 0.5  # share of the loss of chance that is still there
USUAL = {"sgd": 0.1, "momentum": 0.02, "nesterov": 0.02, "adagrad": 0.02}  # others: 1e-3, as of the catalogue
NO_GRADIENT = 1e-12  # then no rate helps


def too_high(checkup: Checkup) -> list[Finding]:
    """Updates so large that the loss rises, jumps or stays at or above that of chance."""
    change = first(checkup, lambda reading: (changes(reading) or 0.0) > LARGE)
    ran_away = first(checkup, lambda reading: (growth(checkup, reading) or 1.0) > GROWN)
    large = min((step for step in (change, ran_away) if step is not None), default=None)
    harm = _harm(checkup)
    if large is None or harm is None:
        return []
    how = harm
    most = max((changes(reading) or 0.0 for reading in checkup.readings), default=0.0)
    grown = max((growth(checkup, reading) or 1.0 for reading in checkup.readings), default=1.0)
    if how == "spikes" and most < REWRITES and grown < GROWN:
        return []
    rate = _rate(checkup)
    return [
        Finding(
            code="doctor.rate_too_high", since=large or None,
            evidence={"rate": rate, "change": most, "growth": grown, "how": how, **_ends(checkup)},
            confidence=max(confidence(most, LARGE, 2.0), confidence(grown, GROWN, 100.0) if grown > GROWN else 0.0),
            remedy=Remedy(
                change={"learning_rate": slower_rate(rate)} if rate else {}, words="doctor.do.slower",
                parameters={"rate": slower_rate(rate) if rate else None},
            ),
        )
    ]  # fmt: skip


def _harm(checkup: Checkup) -> str | None:
    """What the loss did: broke | worse | spikes; None where it fell as it should."""
    if checkup.breakdown is not None:
        return "broke"
    values, chance = losses(checkup, "train"), checkup.chance
    if not values or chance is None or chance.loss <= 0:
        return None
    found = skill(checkup) or 0.0
    if values[-1] > WORSE * chance.loss or found < 1 - WORSE:
        return "worse"
    if sum(two - one > RISEN * chance.loss for one, two in pairwise(values)) >= SPIKES:
        return "spikes"
    if found < 0.02 and values[0] > WORSE * chance.loss:  # it jumped at first, and ended at chance
        return "worse"
    return None


def too_low(checkup: Checkup) -> list[Finding]:
    """There is a gradient and it is not learned: the weights are where they began."""
    way = travelled(checkup)
    found = skill(checkup)
    moved = found is not None and found > HARDLY
    gradients = [reading.gradient_norm for reading in checkup.readings if reading.gradient_norm is not None]
    if way is None or way > TRAVELLED or moved or not gradients or max(gradients) < NO_GRADIENT:
        return []
    if _rate_of_zero(checkup):
        return []
    rate = _rate(checkup)
    usual = RATE_OF_VECTORS if word_vectors(checkup) else USUAL.get(str(checkup.settings.get("optimizer")), 1e-3)
    if rate is not None and rate >= usual:
        return []
    return [
        Finding(
            code="doctor.rate_too_low",
            evidence={"rate": rate, "travelled": way, "steps": checkup.steps, **_ends(checkup)},
            confidence=confidence(TRAVELLED, way + 1e-12, 100 * (way + 1e-12)) if way > 0 else 0.98,
            remedy=Remedy(change={"learning_rate": usual}, words="doctor.do.faster", parameters={"rate": usual}),
        )
    ]  # fmt: skip


def changes(reading: Reading) -> float | None:
    """Change of the weights by the next update, by their size: of the median layer."""
    return middle(_change(layer) for layer in weighted(reading))


def _change(layer: LayerHealth) -> float | None:
    """update_ratio by the layer's size, or by that of fitted weights where they are smaller than those."""
    size = _strength(layer)
    return None if layer.update_ratio is None or not size else layer.update_ratio * min(1.0, size / FITTED)


def _strength(layer: LayerHealth) -> float:
    """What weights do to the size of a signal: their root mean square times the root of the inputs of a unit."""
    if layer.weight_rms is None or not layer.fan_in:
        return 1.0
    return layer.weight_rms * math.sqrt(layer.fan_in)


def growth(checkup: Checkup, reading: Reading) -> float | None:
    """Norm of the weights by that of the first reading: of the median layer."""
    before = {layer.name: _strength(layer) for layer in weighted(checkup.readings[0]) if layer.weight_norm is not None}
    now = {layer.name: _strength(layer) for layer in weighted(reading) if layer.weight_norm is not None}
    return middle(now[name] / max(before[name], FITTED) for name in now if name in before)


def travelled(checkup: Checkup) -> float | None:
    """Sum over all updates of the change of the weights by their size, by the trapezoid rule between readings.

    Of the layer that moved most: where one learns, the rate is not what holds the others back.
    """
    known = [reading for reading in checkup.readings if _most(reading) is not None]
    if len(known) < 2:
        return None
    last = known[-1]
    total = (checkup.steps - last.step) * (_most(last) or 0.0)
    for one, two in pairwise(known):
        total += (two.step - one.step) * ((_most(one) or 0.0) + (_most(two) or 0.0)) / 2
    return total


def _most(reading: Reading) -> float | None:
    known = [_change(layer) for layer in moving(reading) if layer.weight_norm]
    finite = [value for value in known if value is not None and math.isfinite(value)]
    return max(finite) if finite else None


def _rate(checkup: Checkup) -> float | None:
    rate = checkup.settings.get("learning_rate")
    return float(rate) if isinstance(rate, int | float) else None


def _rate_of_zero(checkup: Checkup) -> bool:
    """Whether the readings saw no rate at all: the training ended before its warm-up did."""
    rates = [reading.learning_rate for reading in checkup.readings if reading.learning_rate is not None]
    return bool(rates) and max(rates) == 0.0


def _ends(checkup: Checkup) -> dict[str, float]:
    """First and last loss, and that of chance, for the sentence."""
    values = losses(checkup, "train")
    found = {"first": values[0], "last": values[-1]} if values else {}
    return {**found, **({"chance": checkup.chance.loss} if checkup.chance is not None else {})}
