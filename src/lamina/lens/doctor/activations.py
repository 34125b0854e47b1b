"""Activations without a slope: ReLUs that are zero for every row, bounded functions that stand at a bound.

Where the slope is zero no gradient passes, and the weights below do not learn: a dead ReLU stays dead (Maas, Hannun,
Ng 2013; Lu et al. 2019), a saturated sigmoid or tanh hardly moves (LeCun et al. 1998, Efficient BackProp, 4.4).
Some dead or saturated units are no fault: a network has more than it needs.
"""

from collections.abc import Callable

from lamina.core.health import Checkup, Finding, LayerHealth, Reading, Remedy
from lamina.lens.doctor.signs import confidence, lasting, layer_at, learns

DEAD = 0.5  # share of units, where the training does not learn
DEAD_ANYWAY = 0.85  # and where it does: few units are left to carry everything
WHOLLY = 0.99  # then nothing of a row gets through
STUCK = 0.5  # share of units that stand at one bound for every row, where the training does not learn
STUCK_ANYWAY = 0.75
SATURATED = 0.85  # share of outputs at either bound, rows apart: the units decide, and no longer learn
FLAT = ("sigmoid", "tanh", "hard-sigmoid", "scaled-tanh", "softsign", "hardsigmoid")


def dead_units(checkup: Checkup) -> list[Finding]:
    """ReLU layers in which most units answer zero to everything."""
    limit = DEAD_ANYWAY if learns(checkup) else DEAD
    dead = (_dead(checkup, layer, limit) for layer in _last(checkup) if layer.dead_share >= limit)
    return _in_turn([finding for finding in dead if finding is not None])


def _in_turn(found: list[Finding]) -> list[Finding]:
    """What lies behind a wholly dead layer gets the same for every row, and its death says nothing of its own."""
    for place, finding in enumerate(found):
        later = found[place + 1 :]
        if finding.evidence["share"] >= WHOLLY and all((one.since or 0) >= (finding.since or 0) for one in later):
            return [*found[:place], finding.model_copy(update={"consequences": tuple(later)})]
    return found


def _dead(checkup: Checkup, layer: LayerHealth, limit: float) -> Finding | None:
    since = lasting(checkup, _of(layer.name, lambda seen: seen.dead_share >= limit))
    if since is None:
        return None
    return Finding(
        code="doctor.dead_relu", where=layer.name, since=since or None,
        evidence={
            "share": layer.dead_share, "dead": layer.dead_units, "units": layer.units, "fed_by": layer.fed_by,
        },
        confidence=confidence(1 - layer.dead_share + 1e-3, 1 - limit, 1e-2),
        remedy=_alive(checkup, since),
    )  # fmt: skip


def saturated(checkup: Checkup) -> list[Finding]:
    """Sigmoid and tanh layers that stand at their bounds; the network's own output, which should, is left out."""
    limit = STUCK_ANYWAY if learns(checkup) else STUCK
    hidden = [layer for layer in _last(checkup) if layer.activation in FLAT and _is_hidden(checkup, layer)]
    findings = []
    for layer in hidden:
        flat = _of(layer.name, lambda seen: seen.stuck_share >= limit or seen.low + seen.high >= SATURATED)
        since = lasting(checkup, flat)
        if since is None or (
            since and learns(checkup)
        ):  # sure answers come with large sums: what was learned stands there
            continue
        share = layer.low + layer.high
        findings.append(
            Finding(
                code="doctor.saturated", where=layer.name, since=since or None,
                evidence={
                    "share": share, "stuck": layer.stuck_share, "activation": layer.activation, "fed_by": layer.fed_by,
                },
                confidence=max(
                    confidence(1 - layer.stuck_share + 1e-3, 1 - limit, 1e-2) if layer.stuck_share >= limit else 0.0,
                    confidence(1 - share + 1e-3, 1 - SATURATED, 1e-2) if share >= SATURATED else 0.0,
                ),
                remedy=_moving(checkup, since),
            )
        )  # fmt: skip
    return findings


def _last(checkup: Checkup) -> tuple[LayerHealth, ...]:
    return checkup.readings[-1].layers if checkup.readings else ()


def _of(name: str, holds: Callable[[LayerHealth], bool]) -> Callable[[Reading], bool]:
    def seen(reading: Reading) -> bool:
        layer = layer_at(reading, name)
        return layer is not None and holds(layer)

    return seen


def _is_hidden(checkup: Checkup, layer: LayerHealth) -> bool:
    """Whether a layer with weights runs after it."""
    layers = checkup.readings[-1].layers
    place = next(place for place, other in enumerate(layers) if other.name == layer.name)
    return any(other.fan_in is not None for other in layers[place + 1 :])


def _alive(checkup: Checkup, since: int) -> Remedy:
    """Dead from the start: other weights; died in training: smaller steps."""
    if not since:
        return Remedy(change={"initialisation": "he"}, words="doctor.do.he")
    return Remedy(change=smaller_rate(checkup), words="doctor.do.alive")


def _moving(checkup: Checkup, since: int) -> Remedy:
    if not since:
        return Remedy(change={"initialisation": "xavier"}, words="doctor.do.xavier")
    return Remedy(change=smaller_rate(checkup), words="doctor.do.moving")


def smaller_rate(checkup: Checkup) -> dict[str, float]:
    """A tenth of the learning rate."""
    rate = checkup.settings.get("learning_rate")
    return {"learning_rate": rate / 10} if isinstance(rate, int | float) else {}
