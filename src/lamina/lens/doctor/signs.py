"""What several rules look at: how long a sign has lasted, how much was learned, which layers have weights."""

import math
from collections.abc import Callable, Iterable
from statistics import median

from lamina.core.health import Checkup, LayerHealth, Reading

LASTING = 0.75  # share of the later readings in which a sign must be seen, so that one odd batch decides nothing
CLOSE_TO_ONE = 1e-3  # of a sum in float16 or bfloat16 that is 1
RATE_OF_VECTORS = 0.025  # usual for word vectors: that of the authors' program (Mikolov et al. 2013)
LEARNED = 0.5  # share of the loss of chance that a training removes which works, be it slow or imperfect
FEWEST_EPOCHS, FEWEST_STEPS = 3, 200  # either is enough to have begun to learn


def lasting(checkup: Checkup, holds: Callable[[Reading], bool]) -> int | None:
    """Step of the first reading from which on `holds` is seen, the last reading included; None where it is not.

    It may fail in a quarter of the readings between.
    """
    seen = [holds(reading) for reading in checkup.readings]
    if not seen or not seen[-1]:
        return None
    for place, reading in enumerate(checkup.readings):
        after = seen[place:]
        if seen[place] and sum(after) >= LASTING * len(after):
            return reading.step
    return None


def first(checkup: Checkup, holds: Callable[[Reading], bool]) -> int | None:
    """Step of the first reading at which `holds` is seen at all."""
    return next((reading.step for reading in checkup.readings if holds(reading)), None)


def losses(checkup: Checkup, part: str) -> list[float]:
    """Loss of a part ("train", "validation") after each epoch, as far as it is finite."""
    found = (row.get(f"{part}_loss") for row in checkup.history)
    return [value for value in found if value is not None and math.isfinite(value)]


def skill(checkup: Checkup, part: str = "train") -> float | None:
    """Share of the loss of chance that the best epoch removed: 1 is all, 0 nothing; None where chance is not known."""
    values = losses(checkup, part)
    if checkup.chance is None or checkup.chance.loss <= 0 or not values:
        return None
    return 1 - min(values) / checkup.chance.loss


def short(checkup: Checkup) -> bool:
    """Whether the training ended before it can be told whether it learns."""
    return len(losses(checkup, "train")) < FEWEST_EPOCHS and checkup.steps < FEWEST_STEPS


def learns(checkup: Checkup) -> bool:
    """Whether the training did what it should: half of the loss of chance is gone, or no baseline did better.

    Unknown is taken as yes: a rule that asks has another sign, and stays silent without harm.
    """
    found = skill(checkup)
    if found is None:
        return checkup.breakdown is None
    lead = ahead(checkup)
    return found >= LEARNED or (lead is not None and lead > 0)


def ahead(checkup: Checkup) -> float | None:
    """How far the headline score is ahead of the best baseline, in that score; negative behind, None unknown."""
    name = checkup.headline
    rivals = [scores[name] for scores in checkup.baselines.values() if name in scores]
    part = next((part for part in ("test", "validation") if name in checkup.scores.get(part, {})), None)
    if part is None or not rivals:
        return None
    own = checkup.scores[part][name]
    return min(rivals) - own if smaller_is_better(name) else own - max(rivals)


def smaller_is_better(metric: str) -> bool:
    """Of the metrics that can be a headline."""
    return metric not in ("accuracy", "f1_macro", "r2", "span_f1", "token_accuracy", "bleu", "chrf", "spearman")


def weighted(reading: Reading) -> list[LayerHealth]:
    """Layers that multiply by weights and learn, in the order in which they run: dense, convolutional, recurrent."""
    return [layer for layer in reading.layers if layer.fan_in is not None and not layer.frozen and not layer.embedding]


def tables(reading: Reading) -> list[LayerHealth]:
    """The tables of a network that is nothing but tables of vectors (lens.table_health); of any other none."""
    only = all(layer.embedding is not None and layer.fan_in is not None for layer in reading.layers)
    return list(reading.layers) if only else []


def moving(reading: Reading) -> list[LayerHealth]:
    """What an update moves: layers with weights, of word vectors the tables."""
    return weighted(reading) or tables(reading)


def word_vectors(checkup: Checkup) -> bool:
    """Whether what is trained is tables of vectors and nothing else."""
    return bool(checkup.readings) and bool(tables(checkup.readings[-1]))


def layer_at(reading: Reading, name: str) -> LayerHealth | None:
    """A layer by name."""
    return next((layer for layer in reading.layers if layer.name == name), None)


def names_of(layers: Iterable[LayerHealth]) -> list[str]:
    """Their names."""
    return [layer.name for layer in layers]


def middle(values: Iterable[float | None]) -> float | None:
    """The median of the values that are known and finite; None where there is none."""
    finite = [value for value in values if value is not None and math.isfinite(value)]
    return median(finite) if finite else None


def known(ratio: float | None) -> float:
    """A ratio, 1 where it is not known."""
    return 1.0 if ratio is None or math.isnan(ratio) else ratio


def confidence(value: float, limit: float, sure: float) -> float:
    """0.6 where a figure just passes its limit, 0.98 where it is as far as `sure`; in between by the logarithm."""
    if value <= 0 or limit <= 0 or sure <= 0 or not math.isfinite(value):
        return 0.98
    way = math.log(value / limit) / math.log(sure / limit)
    return round(0.6 + 0.38 * min(1.0, max(0.0, way)), 2)


def epoch_step(checkup: Checkup, epoch: float) -> int:
    """Updates done after so many epochs."""
    return round(epoch * checkup.steps_per_epoch)
