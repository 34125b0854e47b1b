"""Inputs as the network gets them: numbers of very different sizes, and rows that come in an order.

A layer's gradient is its input times the error: inputs far from zero or of very unlike sizes give steps that are right
for one column and far too large or small for another (LeCun et al. 1998, Efficient BackProp, 4.3). Batches of rows
that are alike have gradients that point in turn at one answer and the next.
"""

import math

from lamina.core.health import Checkup, Finding, InputHealth, Order, Remedy
from lamina.lens.doctor.signs import confidence, learns

SIZE = 10.0  # root mean square of all inputs: scaled ones have 1, pixels less, rows of one-hot columns less still
SMALL = 0.02  # of all inputs: a signal of a fiftieth of what weights are made for, less than biases soon are
UNLIKE = 50.0  # largest deviation of a feature by the median one ...
AND_LARGE = 10.0  # ... and large in itself: one-hot columns of rare categories are small by nature
FAR = 20.0  # mean of a feature by its own deviation, where it is large in itself
SURE = 1000.0
SAME = 0.9  # share of places that hold the same row in the first two epochs; of shuffled rows 1 / rows
CLIMB = 0.9  # rank correlation of place and row number: the file's own order
PURER = 0.3  # of what is possible, that batches are purer than shuffled ones, or rows repeat the class before
RELATED = 0.5  # correlation of a row's target with that of the row before


def not_normalised(checkup: Checkup) -> list[Finding]:
    """Numbers reach the network in sizes that its weights are not made for."""
    if not checkup.readings:
        return []
    for given in checkup.readings[0].inputs:
        found = None if given.integer else _worst(given)
        if found is not None:
            how, figure, feature = found
            name = feature_name(checkup, given, feature)
            change = {} if checkup.settings.get("scale") in ("standard", None) else {"scale": "standard"}
            evidence = {"how": how, "figure": figure, "feature": name, "rms": _rms(given), "input": given.name}
            limit = {"size": SIZE, "unlike": UNLIKE, "far": FAR, "small": SMALL}[how]
            return [
                Finding(
                    code="doctor.not_normalised", where=name or given.name, evidence=evidence,
                    confidence=confidence(figure, limit, _sure(checkup, how, limit)),
                    remedy=Remedy(change=change, words="doctor.do.scale"),
                )
            ]  # fmt: skip
    return []


def _sure(checkup: Checkup, how: str, limit: float) -> float:
    if how == "small":
        return limit / 100
    return SURE if learns(checkup) else 10 * limit


def feature_name(checkup: Checkup, given: InputHealth, feature: int | None) -> str:
    """What a person calls a feature: its column where it is one, else its number."""
    if feature is None:
        return ""
    names = checkup.data.features.get(given.name, ())
    return names[feature] if feature < len(names) else f"{given.name}[{feature}]"


def _worst(given: InputHealth) -> tuple[str, float, int | None] | None:
    """(how, by how much, in which feature), the first that is out of bounds: size | small | unlike | far."""
    if given.feature_stds is not None:
        _, median, largest = given.feature_stds
        if largest > AND_LARGE and median > 0 and largest / median > UNLIKE:
            return "unlike", largest / median, given.widest
    if 0 < _rms(given) < SMALL:
        return "small", _rms(given), given.widest
    if _rms(given) > SIZE:
        return "size", _rms(given), given.widest
    if given.feature_means is not None and given.feature_stds is not None:
        largest = max(abs(given.feature_means[0]), abs(given.feature_means[2]))
        spread = max(given.feature_stds[1], 1e-12)
        if largest > AND_LARGE and largest / spread > FAR:
            return "far", largest / spread, given.farthest
    return None


def _rms(given: InputHealth) -> float:
    return math.hypot(given.spread.mean, given.spread.std)


def in_order(checkup: Checkup) -> list[Finding]:
    """Rows come in the same order in every epoch, and neighbours are alike: each batch is a lesson of its own."""
    order = checkup.order
    if order is None or checkup.steps_per_epoch < 2 or order.rows <= order.batch_size:
        return []
    purer = _beyond(order.purity, order.expected_purity)
    repeats = _beyond(order.repeats, order.expected_repeats)
    related = order.correlation or 0.0
    same = order.same_each_epoch is not None and order.same_each_epoch > SAME
    if not ((same or _climbs(order)) and max(purer, repeats) > PURER) and not (same and related > RELATED):
        return []
    return [
        Finding(
            code="doctor.in_order",
            evidence={
                "purity": order.purity, "expected": order.expected_purity, "repeats": order.repeats,
                "correlation": order.correlation, "same": order.same_each_epoch, "batch_size": order.batch_size,
            },
            confidence=0.95,
            remedy=Remedy(words="doctor.do.shuffle"),
        )
    ]  # fmt: skip


def _climbs(order: Order) -> bool:
    return order.climb is not None and abs(order.climb) > CLIMB


def _beyond(value: float | None, expected: float | None) -> float:
    """How far a share lies above its expectation, as a share of what is possible."""
    if value is None or expected is None or expected >= 1:
        return 0.0
    return (value - expected) / (1 - expected)
