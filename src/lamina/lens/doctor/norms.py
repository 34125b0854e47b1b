"""Batch norm (Ioffe & Szegedy 2015): batches too small for its statistics, and running statistics that lie elsewhere.

The mean of n numbers is uncertain by 1 / sqrt(n) of their deviation, so a batch of a few rows is mostly noise, and what
is subtracted in training has little to do with the running statistics that prediction uses (Wu & He 2018, Group
normalization: errors rise steeply below 8 rows). Where the two differ, training and evaluation are two networks.
"""

import math

from lamina.core.health import Checkup, Finding, LayerHealth, Reading, Remedy
from lamina.lens.doctor.signs import confidence, lasting, layer_at

FEW_VALUES = 8  # numbers per channel in a batch: their mean is uncertain by a third of their deviation
FEW_ROWS = 4  # positions of an image are alike, so that many of them stand for few
USUAL_BATCH = 32
MEAN_GAP = 2.0  # running mean to batch mean, in standard errors of the mean of a batch: of the median channel
VARIANCE_GAP = math.log(2.0)  # running variance by batch variance
WORSE = 0.15  # of the loss of chance, that the same rows are answered worse in evaluation mode
SURE = 4.0


def tiny_batches(checkup: Checkup) -> list[Finding]:
    """Batch norm over so few numbers that it adds noise."""
    normed = _normed(checkup)
    few = [
        layer for layer in normed if layer.norm and (layer.norm.values < FEW_VALUES or layer.norm.batch_size < FEW_ROWS)
    ]
    if not few or few[0].norm is None:
        return []
    size, accumulate = few[0].norm.batch_size, checkup.settings.get("accumulate", 1)
    return [
        Finding(
            code="doctor.batch_norm_tiny", where=few[0].name,
            evidence={
                "batch_size": size, "values": few[0].norm.values, "layers": [layer.name for layer in few],
                "accumulate": accumulate,
            },
            confidence=0.95 if few[0].norm.values < FEW_VALUES else 0.7,
            remedy=Remedy(
                change={"batch_size": USUAL_BATCH}, words="doctor.do.larger_batch", parameters={"size": USUAL_BATCH}
            ),
        )
    ]  # fmt: skip


def evaluation_gap(checkup: Checkup) -> list[Finding]:
    """The same rows with the same weights are answered much worse with the running statistics."""
    if not _normed(checkup) or checkup.chance is None or checkup.chance.loss <= 0:
        return []
    since = lasting(
        checkup, lambda reading: reading.step > 0 and _gap(checkup, reading) > WORSE and _apart(reading) is not None
    )
    if since is None:
        return []
    last = checkup.readings[-1]
    layer = _apart(last)
    assert layer is not None and layer.norm is not None
    return [
        Finding(
            code="doctor.evaluation_gap", where=layer.name, since=since or None,
            evidence={
                "loss": last.loss, "evaluating": last.loss_evaluating, "mean_gap": layer.norm.mean_gap,
                "variance_gap": math.exp(layer.norm.variance_gap), "tracked": layer.norm.batches_tracked,
            },
            confidence=confidence(_gap(checkup, last), WORSE, SURE),
            remedy=Remedy(words="doctor.do.running_statistics"),
        )
    ]  # fmt: skip


def _gap(checkup: Checkup, reading: Reading) -> float:
    """Loss in evaluation mode above that in training mode, in losses of chance."""
    if reading.loss is None or reading.loss_evaluating is None or checkup.chance is None:
        return 0.0
    gap = (reading.loss_evaluating - reading.loss) / checkup.chance.loss
    return math.inf if math.isnan(gap) else gap


def _apart(reading: Reading) -> LayerHealth | None:
    """The norm whose running statistics lie farthest from the batch's; None where all lie near."""
    far = [layer for layer in reading.layers if layer.norm and _distance(layer) > 1]
    return max(far, key=_distance) if far else None


def _distance(layer: LayerHealth) -> float:
    assert layer.norm is not None
    error = 1 / math.sqrt(max(1, layer.norm.values))
    return max(layer.norm.mean_gap / (MEAN_GAP * error), layer.norm.variance_gap / VARIANCE_GAP)


def _normed(checkup: Checkup) -> list[LayerHealth]:
    """Batch norms at the last reading that have running statistics and learn from batches."""
    if not checkup.readings:
        return []
    last = checkup.readings[-1]
    return [layer for layer in last.layers if layer.norm is not None and layer_at(last, layer.name) is not None]
