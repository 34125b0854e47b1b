"""Recurrent layers: gradients that vanish or explode on their way back through time, and gates that are stuck.

Over time it is the same matrix again and again, so the gradient falls or grows geometrically with the lag (Bengio,
Simard, Frasconi 1994; Pascanu, Mikolov, Bengio 2013). That it falls is no fault where the answer stands in the newest
steps: it is one only where the training does not learn.
"""

from collections.abc import Callable

from lamina.core.health import Checkup, Finding, LayerHealth, Reading, Remedy, TimeHealth
from lamina.lens.doctor.signs import confidence, first, known, lasting, layer_at, learns, short

FEWEST_STEPS = 10  # of shorter rows the first step is heard of
VANISHED = 1e-4  # gradient a half of the row back, by the largest one
EXPLODED = 1e2  # two decades over a row: clipping then throws away all that the newest steps say
SURE_VANISHED, SURE_EXPLODED = 1e-8, 1e5
STUCK = 0.95  # share of a gate's values within 5 % of its bound: nearly none of them has a slope to learn by
SHUT = ("input", "output")  # of an LSTM: at their lower bound nothing is written, nothing shown
KEEPS = ("update",)  # of a GRU: at its upper bound the state never changes
SQUASHED = ("candidate",)  # at both bounds: no slope
WITHOUT_GATES = {"rnn": "gru", "birnn": "bigru"}
GATED = ("lstm", "gru", "bilstm", "bigru")


def vanishing_in_time(checkup: Checkup) -> list[Finding]:
    """Nothing is learned, and errors do not reach back to where the row begins."""
    if short(checkup) or learns(checkup):
        return []
    return _over_time(checkup, "doctor.vanishing_in_time", lambda time: known(back(time)) < VANISHED, True)


def exploding_in_time(checkup: Checkup) -> list[Finding]:
    """The further back, the larger the gradient."""
    return _over_time(checkup, "doctor.exploding_in_time", lambda time: known(back(time)) > EXPLODED, False)


def back(time: TimeHealth) -> float | None:
    """Gradient half of the row back or further (the largest there), by that of the newest steps; None of short rows."""
    if time.steps < FEWEST_STEPS or len(time.lags) < 2:
        return None
    pairs = list(zip(time.lags, time.gradients, strict=True))
    far = [value for lag, value in pairs if lag >= time.steps // 2]
    near = [value for lag, value in pairs if lag < time.steps // 4]
    return max(far) / max(near) if far and near and max(near) > 0 else None


def stuck_gates(checkup: Checkup) -> list[Finding]:
    """A gate that never opens, or never closes, takes its layer out of the network."""
    if not checkup.readings:
        return []
    findings = []
    for layer in checkup.readings[-1].layers:
        stuck = [(name, share) for gate in layer.gates for name, share in [_stuck(gate.name, gate.low, gate.high)]]
        found = {name: share for name, share in stuck if share > STUCK}
        since = lasting(checkup, _still_stuck(layer.name)) if found else None
        if found and since is not None:
            findings.append(
                Finding(
                    code="doctor.stuck_gates", where=layer.name, since=since or None,
                    evidence={"gates": found, "share": max(found.values())},
                    confidence=confidence(1 - max(found.values()) + 1e-6, 1 - STUCK, 1e-3),
                    remedy=Remedy(change=_slower(checkup) if since else {}, words="doctor.do.gates"),
                )
            )  # fmt: skip
    return findings


def _still_stuck(name: str) -> Callable[[Reading], bool]:
    def holds(reading: Reading) -> bool:
        layer = layer_at(reading, name)
        return layer is not None and any(
            _stuck(gate.name, gate.low, gate.high)[1] > STUCK for gate in layer.gates
        )  # fmt: skip

    return holds


def _stuck(name: str, low: float, high: float) -> tuple[str, float]:
    """(gate, share of its values at the bound that stops its layer)."""
    kind = name.rpartition(".")[2]
    if kind in SHUT:
        return name, low
    if kind in KEEPS:
        return name, high
    return name, low + high if kind in SQUASHED else 0.0


def _slower(checkup: Checkup) -> dict[str, float]:
    rate = checkup.settings.get("learning_rate")
    return {"learning_rate": rate / 10} if isinstance(rate, float) else {}


def _over_time(
    checkup: Checkup, code: str, holds: Callable[[TimeHealth], bool], stays: bool
) -> list[Finding]:  # fmt: skip
    """A finding for the recurrent layers where it holds; stays: at the last reading, not at any."""

    def seen(reading: Reading) -> bool:
        return any(layer.time is not None and holds(layer.time) for layer in reading.layers)

    since = lasting(checkup, seen) if stays else first(checkup, seen)
    if since is None:
        return []
    reading = next(reading for reading in checkup.readings if reading.step == since)
    layer = next(layer for layer in reading.layers if layer.time is not None and holds(layer.time))
    return [_told(checkup, code, layer, since)]


def _told(checkup: Checkup, code: str, layer: LayerHealth, since: int) -> Finding:
    assert layer.time is not None
    share = back(layer.time) or 0.0
    if code == "doctor.exploding_in_time":
        change = {"clip_norm": 1.0} if checkup.settings.get("clip_norm") is None else {}
        sure, remedy = confidence(share, EXPLODED, SURE_EXPLODED), "doctor.do.clip"
    else:
        gated = WITHOUT_GATES.get(checkup.network)
        change = {"network": gated} if gated else {}
        sure = confidence(max(share, 1e-12), VANISHED, SURE_VANISHED)
        remedy = "doctor.do.shorter" if checkup.network in GATED else "doctor.do.gated"
    return Finding(
        code=code, where=layer.name, since=since or None,
        evidence={"ratio": share, "steps": layer.time.steps}, confidence=sure,
        remedy=Remedy(change=change, words=remedy, parameters={"norm": 1.0}),
    )  # fmt: skip
