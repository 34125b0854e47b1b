"""What the curves say: under-fitting, and a loss that never left that of chance (over-fitting has a file of its own).

Losses are measured in units of the loss of chance, the best answer that ignores the input: then limits hold for every
loss, any number of classes, any unit of the target.
"""

from lamina.core.health import Checkup, Finding, Remedy
from lamina.lens.doctor.rivals import CONSTANT, beats_constant, behind_baseline
from lamina.lens.doctor.signs import (
    FEWEST_EPOCHS,
    RATE_OF_VECTORS,
    ahead,
    confidence,
    losses,
    short,
    skill,
    word_vectors,
)

NOTHING = 0.03  # share of the loss of chance: at least so much is left after learning nothing
NOTHING_OF_VECTORS = 0.01  # of word vectors: what stands beside a word tells little of it
RATES_OF_VECTORS = RATE_OF_VECTORS / 5, RATE_OF_VECTORS * 40  # between which word vectors learn
LONGER = 5  # times the epochs
BY_HEART = 0.5  # share of chance that training removed: then it is over-fitting
CLOSE = 0.2  # of the loss of chance, between validation and training: no gap, so more capacity is no risk
BEHIND = 0.3  # share of the errors that the best baseline would still remove
FALLING = 0.15  # share of the whole fall of the loss that came in the last fifth of the epochs
BLURRED, USUAL_SMOOTHING = 0.5, 0.1  # label smoothing: above, most of a label is spread over all classes
HARDER = 0.03  # of the loss of chance, that the rows trained on, as augmentation leaves them, cost more than others
LEFT = 0.2  # of the loss of chance that there still is to learn


def stuck_at_chance(checkup: Checkup) -> list[Finding]:
    """No epoch was better than the best answer that ignores the input: of what was learned, or of any other row."""
    found, held = skill(checkup), skill(checkup, "validation")
    if found is None or short(checkup) or beats_constant(checkup):
        return []
    nothing = nothing_learned(checkup)
    elsewhere = nothing < found < BY_HEART and held is not None and held < nothing and not _ahead_of_all(checkup)
    if found > nothing and not elsewhere:
        return []
    assert checkup.chance is not None
    part = "validation" if elsewhere else "train"
    behind = behind_baseline(checkup)
    if behind.get("baseline") in CONSTANT:  # it ignores the input, too: nothing shows that there is something to learn
        behind = {}
    return [
        Finding(
            code="doctor.stuck_at_chance",
            evidence={
                "loss": min(losses(checkup, part)), "chance": checkup.chance.loss, "how": checkup.chance.how,
                "part": part, **behind,
            },
            confidence=0.95 if behind else 0.8,
            remedy=_more_of_vectors(checkup) if word_vectors(checkup) else Remedy(words="doctor.do.chance"),
        )
    ]  # fmt: skip


def nothing_learned(checkup: Checkup) -> float:
    """Share of the loss of chance up to which its fall says nothing."""
    return NOTHING_OF_VECTORS if word_vectors(checkup) else NOTHING


def _more_of_vectors(checkup: Checkup) -> Remedy:
    """Word vectors first learn how often words occur, all vectors being alike, and then which stand together."""
    rate = checkup.settings.get("learning_rate")
    if isinstance(rate, int | float) and not RATES_OF_VECTORS[0] < rate < RATES_OF_VECTORS[1]:
        words = "doctor.do.faster" if rate <= RATES_OF_VECTORS[0] else "doctor.do.slower"
        return Remedy(change={"learning_rate": RATE_OF_VECTORS}, words=words, parameters={"rate": RATE_OF_VECTORS})
    return Remedy(change={"epochs": LONGER * max(1, len(checkup.history))}, words="doctor.do.longer_vectors")


def _ahead_of_all(checkup: Checkup) -> bool:
    lead = ahead(checkup)
    return lead is not None and lead > 0


def underfitting(checkup: Checkup) -> list[Finding]:
    """Rows that were seen are answered hardly better than others, and a simple model, or more epochs, would do better."""
    train, held = losses(checkup, "train"), losses(checkup, "validation")
    chance = checkup.chance
    if chance is None or chance.loss <= 0 or len(train) < FEWEST_EPOCHS:
        return []
    left = train[-1] / chance.loss
    gap = (held[-1] - train[-1]) / chance.loss if held else 0.0
    if left < LEFT or gap > CLOSE:
        return []
    behind = behind_baseline(checkup)
    falling = _still_falling(train)
    if behind.get("behind", 0.0) < BEHIND:
        return []
    return [
        Finding(
            code="doctor.underfitting",
            evidence={"train": train[-1], "chance": chance.loss, "left": left, "falling": falling, **behind},
            confidence=confidence(behind["behind"], BEHIND, 0.9),
            remedy=_more_to_learn(checkup, train, gap, falling),
        )
    ]  # fmt: skip


def _more_to_learn(checkup: Checkup, train: list[float], gap: float, falling: bool) -> Remedy:
    """First what hides the labels or the rows; then longer, or larger. gap: validation above training, by chance."""
    smoothing, augment = checkup.settings.get("label_smoothing"), checkup.settings.get("augment") or ()
    if isinstance(smoothing, int | float) and smoothing > BLURRED:
        return Remedy(change={"label_smoothing": USUAL_SMOOTHING}, words="doctor.do.less_smoothing")
    if set(augment) - {"none", "auto"} and gap < -HARDER:
        return Remedy(change={"augment": ("none",)}, words="doctor.do.less_augmentation")
    if falling:
        return Remedy(change={"epochs": 3 * len(train)}, words="doctor.do.longer")
    return Remedy(words="doctor.do.larger")


def _still_falling(values: list[float]) -> bool:
    """Whether the last fifth of the epochs brought a fair share of the whole fall."""
    late = max(1, len(values) // 5)
    whole = values[0] - values[-1]
    return whole > 0 and values[-1 - late] - values[-1] > FALLING * whole
