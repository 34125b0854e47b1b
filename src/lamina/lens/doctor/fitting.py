"""What the curves say: over-fitting, under-fitting, a loss that never left that of chance.

Losses are measured in units of the loss of chance, the best answer that ignores the input: then limits hold for every
loss, any number of classes, any unit of the target.
"""

from typing import Any

from lamina.core.health import Checkup, Finding, Remedy
from lamina.lens.doctor.signs import ahead, confidence, epoch_step, losses, skill, smaller_is_better

FEWEST_EPOCHS = 3
LOST = 0.25  # of the loss of chance, by which validation ends above its best: far beyond what epochs differ by
WIDE = 2.0  # validation loss by training loss at the end: the rows are known by heart
MEMORISED = 0.5  # share of chance that training removed while validation has nothing
BY_HEART = 0.9  # share of chance that training removed: its rows are known
SCANT = 0.2  # and share that validation has at the end: next to nothing of it holds for others
NOTHING = 0.03  # share of the loss of chance: at least so much is left after learning nothing
CONSTANT = ("majority", "mean")  # baselines that ignore the input
BETTER = 0.1  # of their errors, that a network removes which is not at chance
CLOSE = 0.2  # of the loss of chance, between validation and training: no gap, so more capacity is no risk
BEHIND = 0.3  # share of the errors that the best baseline would still remove
FALLING = 0.15  # share of the whole fall of the loss that came in the last fifth of the epochs
LEFT = 0.2  # of the loss of chance that there still is to learn


def overfitting(checkup: Checkup) -> list[Finding]:
    """Training still falls while validation has turned and lost much of what it had."""
    train, held = losses(checkup, "train"), losses(checkup, "validation")
    chance = checkup.chance
    if chance is None or chance.loss <= 0 or len(held) < FEWEST_EPOCHS or len(train) != len(held):
        return []
    best = held.index(min(held))
    lost = (held[-1] - held[best]) / chance.loss
    knows = 1 - train[-1] / chance.loss
    memorised = 1 - min(held) / chance.loss < NOTHING and knows > MEMORISED
    scant = knows > BY_HEART and 1 - held[-1] / chance.loss < SCANT
    if not (memorised or scant) and (lost < LOST or held[-1] < WIDE * train[-1]):
        return []
    return [
        Finding(
            code="doctor.overfitting", since=epoch_step(checkup, checkup.history[best].get("epoch", best + 1)),
            evidence={
                "best_epoch": best + 1, "epochs": len(held), "best": held[best], "last": held[-1], "train": train[-1],
                "memorised": memorised,
            },
            confidence=0.95 if memorised or scant else confidence(lost, LOST, 4 * LOST),
            remedy=_bound(checkup),
        )
    ]  # fmt: skip


def stuck_at_chance(checkup: Checkup) -> list[Finding]:
    """No epoch was better than the best answer that ignores the input."""
    found = skill(checkup)
    if found is None or found > NOTHING or len(losses(checkup, "train")) < FEWEST_EPOCHS or _beats_constant(checkup):
        return []
    assert checkup.chance is not None
    lead = ahead(checkup)
    return [
        Finding(
            code="doctor.stuck_at_chance",
            evidence={
                "loss": min(losses(checkup, "train")), "chance": checkup.chance.loss, "how": checkup.chance.how,
                **_behind(checkup),
            },
            confidence=0.95 if lead is not None and lead < 0 else 0.8,
            remedy=Remedy(words="doctor.do.chance"),
        )
    ]  # fmt: skip


def _beats_constant(checkup: Checkup) -> bool:
    """Whether the answers are better than one constant answer: the loss may lag, as that of small logits does."""
    name = checkup.headline
    constant = next((checkup.baselines[one] for one in CONSTANT if one in checkup.baselines), {})
    own = next(
        (checkup.scores[part][name] for part in ("test", "validation") if name in checkup.scores.get(part, {})), None
    )
    if own is None or name not in constant:
        return False
    if smaller_is_better(name):
        return own < (1 - BETTER) * constant[name]
    return own - constant[name] > BETTER * (1 - constant[name])


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
    behind = _behind(checkup)
    falling = _still_falling(train)
    if behind.get("behind", 0.0) < BEHIND:
        return []
    change = {"epochs": 3 * len(train)} if falling else {}
    return [
        Finding(
            code="doctor.underfitting",
            evidence={"train": train[-1], "chance": chance.loss, "left": left, "falling": falling, **behind},
            confidence=confidence(behind["behind"], BEHIND, 0.9),
            remedy=Remedy(change=change, words="doctor.do.longer" if falling else "doctor.do.larger"),
        )
    ]  # fmt: skip


def _still_falling(values: list[float]) -> bool:
    """Whether the last fifth of the epochs brought a fair share of the whole fall."""
    late = max(1, len(values) // 5)
    whole = values[0] - values[-1]
    return whole > 0 and values[-1 - late] - values[-1] > FALLING * whole


def _behind(checkup: Checkup) -> dict[str, Any]:
    """The best baseline, its score, and the share of this network's errors that it removes; {} where it leads."""
    lead, name = ahead(checkup), checkup.headline
    if lead is None or lead >= 0:
        return {}
    part = "test" if name in checkup.scores.get("test", {}) else "validation"
    own = checkup.scores[part][name]
    rival = own - lead if not smaller_is_better(name) else own + lead
    errors = own if smaller_is_better(name) else 1 - own
    share = -lead / errors if errors > 0 else 0.0
    if name == "rmse":
        share = 1 - (1 - share) ** 2  # of the squared error, as of the variance
    return {"baseline": _best(checkup), "score": own, "baseline_score": rival, "behind": share, "metric": name}


def _best(checkup: Checkup) -> str:
    name = checkup.headline
    scored = {label: scores[name] for label, scores in checkup.baselines.items() if name in scores}
    return (min if smaller_is_better(name) else max)(scored, key=lambda label: scored[label])


def _bound(checkup: Checkup) -> Remedy:
    """More decay, which every network takes; the words name more data, dropout and augmentation."""
    decay = checkup.settings.get("weight_decay")
    stronger = max(10 * float(decay), 0.1) if isinstance(decay, int | float) else 0.1
    return Remedy(
        change={"weight_decay": round(stronger, 6)}, words="doctor.do.bound", parameters={"kind": checkup.data.kind}
    )
