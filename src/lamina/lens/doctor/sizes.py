"""A head that outweighs the network: a dense layer over so many numbers that it can learn the rows by heart.

A dense layer over n numbers separates any labels of n + 1 rows in general position (Cover 1965). Where such a layer
holds most of the weights, as after a convolution without pooling, what lies before it has no need to learn anything.
It is a fault where the rows are indeed known by heart: training goes far below validation.
"""

from lamina.core.health import Checkup, Finding, LayerHealth, Remedy
from lamina.lens.doctor.signs import confidence, losses

SHARE = 0.9  # of all trainable weights
BY_HEART = 4.0  # validation loss by training loss, at the end
GAP = 0.02  # of the loss of chance, between both
FEWEST_LAYERS = 2  # with weights: of one layer the head is the network


def large_head(checkup: Checkup) -> list[Finding]:
    """One dense layer with nearly all weights, over more numbers than there are rows to learn from."""
    sizes = [size for size in checkup.layers if size.trainable]
    rows, whole = checkup.data.parts.get("train", 0), sum(size.trainable for size in sizes)
    if len(sizes) < FEWEST_LAYERS or not rows or not whole:
        return []
    largest = max(sizes, key=lambda size: size.trainable)
    share = largest.trainable / whole
    layer = _measured(checkup, largest.name)
    if layer is None or layer.fan_in is None or largest.type != "Linear" or sizes[0].name == largest.name:
        return []
    if share < SHARE or layer.fan_in <= rows or not _is_head(checkup, largest.name) or not _by_heart(checkup):
        return []
    return [
        Finding(
            code="doctor.large_head", where=largest.name,
            evidence={"share": share, "inputs": layer.fan_in, "rows": rows, "weights": largest.trainable},
            confidence=confidence(layer.fan_in / rows, 1.0, 10.0),
            remedy=Remedy(words="doctor.do.pool"),
        )
    ]  # fmt: skip


def _is_head(checkup: Checkup, name: str) -> bool:
    """Whether layers with weights run before it, and none of them is dense: of a row of dense layers none is the head."""
    before: list[str] = []
    for layer in checkup.readings[0].layers:
        if layer.name == name:
            return bool(before) and "Linear" not in before
        before += [layer.type] if layer.fan_in is not None else []
    return False


def _by_heart(checkup: Checkup) -> bool:
    train, held = losses(checkup, "train"), losses(checkup, "validation")
    if not train or not held or checkup.chance is None:
        return False
    return held[-1] > BY_HEART * train[-1] and held[-1] - train[-1] > GAP * checkup.chance.loss


def _measured(checkup: Checkup, name: str) -> LayerHealth | None:
    layers = (layer for reading in checkup.readings[:1] for layer in reading.layers)
    return next((layer for layer in layers if layer.name == name), None)
