"""Numbers that are no longer finite: where the first one arose, and a loss scale that has shrunk to nothing."""

from lamina.core.health import Checkup, Finding, LayerHealth, Remedy
from lamina.lens.doctor.signs import first
from lamina.words.numbers import SMALL_RATE, slower_rate

LEAST_SCALE = 1.0  # float16's smallest gradients lie at 6e-8: a scale under 1 loses them instead of saving them


def not_finite(checkup: Checkup) -> list[Finding]:
    """NaN or infinity, in the layer, input or loss where it began."""
    broke = checkup.breakdown
    if broke is not None:
        done = broke.step - 1 if broke.part == "train" else checkup.steps_per_epoch  # held-out rows follow the epoch
        step = max(0, (broke.epoch - 1) * checkup.steps_per_epoch + done)
        evidence = {
            "what": broke.what,
            "layer": broke.layer,
            "epoch": broke.epoch,
            "step": broke.step,
            "part": broke.part,
        }
        return [_told(checkup, broke.layer.partition(" ")[0], step, evidence)]
    step = first(checkup, lambda reading: any(_spoilt(layer) for layer in reading.layers))
    if step is None:
        return []
    reading = next(reading for reading in checkup.readings if reading.step == step)
    layer = next(layer for layer in reading.layers if _spoilt(layer))
    evidence = {
        "what": "output" if layer.finite_weights else "weights",
        "layer": layer.name,
        "epoch": reading.epoch + 1,
    }
    return [_told(checkup, layer.name, step, {**evidence, "step": step, "part": "train"})]


def _spoilt(layer: LayerHealth) -> bool:
    return not layer.finite_weights or (layer.output is not None and layer.output.finite < 1)


def _told(checkup: Checkup, where: str, step: int, evidence: dict[str, object]) -> Finding:
    rate = checkup.settings.get("learning_rate")
    from_data = evidence["what"] in ("input", "target")
    slower = isinstance(rate, int | float) and rate > SMALL_RATE and not from_data
    change: dict[str, object] = {"learning_rate": slower_rate(float(rate))} if slower and rate else {}
    if checkup.settings.get("clip_norm") is None and not from_data:
        change["clip_norm"] = 1.0
    words = "doctor.do.look_at_data" if from_data else "doctor.do.finite"
    return Finding(
        code="doctor.not_finite", where=where, since=step or None, evidence=evidence, confidence=0.99,
        remedy=Remedy(change=change, words=words),
    )  # fmt: skip


def loss_scale(checkup: Checkup) -> list[Finding]:
    """In float16 gradients overflowed again and again, each time the scale was halved."""
    since = first(checkup, lambda reading: reading.loss_scale is not None and reading.loss_scale < LEAST_SCALE)
    if since is None:
        return []
    least = min(reading.loss_scale for reading in checkup.readings if reading.loss_scale is not None)
    return [
        Finding(
            code="doctor.loss_scale", since=since or None, evidence={"scale": least}, confidence=0.95,
            remedy=Remedy(change={"precision": "bfloat16"}, words="doctor.do.precision"),
        )
    ]  # fmt: skip
