"""What is wrong with the answers to learn: rare classes that are given up, labels that contradict the rest.

The loss is a mean over rows, so a class of few rows weighs little in it: answering the common class only may be the
best that a network without a clear sign can do, and it says nothing (Japkowicz & Stephen 2002). A wrong label is
contradicted by the rows around it: rows that a network which knows the others contradicts with confidence are mostly
wrong ones (Northcutt, Jiang, Chuang 2021, Confident learning). A network that is too sure errs with confidence as well,
but its errors still get rarer the surer it is; those of wrong labels do not (evaluation.label_noise weighs the two
accounts). Learned by heart, a wrong label is doubted no more, so held-out rows are looked at by themselves.
"""

from collections.abc import Mapping

from lamina.core.health import Checkup, Finding, Remedy, Suspect
from lamina.lens.doctor.signs import confidence, skill

RARE = 0.25  # rows of a class by an even share: less is an imbalance
GIVEN_UP = 0.1  # share of a class's rows that are answered right
SOUND = 0.5  # recall of the commonest class, else the network just does not learn
FEWEST_ROWS = 5  # of a class in the part: of fewer, none right is chance
ALWAYS = 0.98  # share of rows answered with one class
SURPRISE = 20.0  # twice the log likelihood ratio, half a chi square of 1: of chance alone not once in 100,000 parts
SHARE = 0.025  # of wrong labels: fewer stand in most data sets
DOUBTED = 0.5  # probability that a row's label is wrong
FEWEST_SUSPECTS = 4
KNOWN = 0.6  # share of the loss of chance that the training removed: a network that knows little contradicts nothing
LISTED = 20


def class_ignored(checkup: Checkup) -> list[Finding]:
    """A rare class of which hardly a row is answered right, while the common one is."""
    train = checkup.data.class_counts.get("train", {})
    rows = sum(train.values())
    if len(train) < 2 or not rows or checkup.settings.get("class_weights") == "balanced":
        return []
    recalls, counts = _held_out(checkup)
    common = max(train, key=lambda name: train[name])
    if recalls.get(common, 0.0) < SOUND:
        return []
    even = rows / len(train)
    ignored = [
        name
        for name, count in train.items()
        if count < RARE * even and counts.get(name, 0) >= FEWEST_ROWS and recalls.get(name, 1.0) <= GIVEN_UP
    ]
    if not ignored:
        return []
    rarest = min(ignored, key=lambda name: train[name])
    return [
        Finding(
            code="doctor.class_ignored", where=rarest,
            evidence={
                "classes": ignored, "share": train[rarest] / rows, "recall": recalls[rarest], "common": common,
                "common_share": train[common] / rows, "common_recall": recalls[common],
            },
            confidence=confidence(RARE * even / max(train[rarest], 1), 1.0, 10.0),
            remedy=Remedy(change={"class_weights": "balanced"}, words="doctor.do.weigh"),
        )
    ]  # fmt: skip


def _held_out(checkup: Checkup) -> tuple[Mapping[str, float], Mapping[str, int]]:
    """Recalls and rows of the classes, on the part where the fewest rows of a class are enough to say something."""
    for part in ("test", "validation", "train"):
        counts = checkup.data.class_counts.get(part, {})
        if part in checkup.data.recalls and min(counts.values(), default=0) >= FEWEST_ROWS:
            return checkup.data.recalls[part], counts
    part = "train" if "train" in checkup.data.recalls else "test"
    return checkup.data.recalls.get(part, {}), checkup.data.class_counts.get(part, {})


def suspicious_labels(checkup: Checkup) -> list[Finding]:
    """Errors among the surest answers, too: what wrong labels bring, and a network's own errors do not."""
    known = skill(checkup)
    noisy = [noise for noise in checkup.data.label_noise if noise.gain > SURPRISE and noise.share > SHARE]
    if known is None or known < KNOWN or not noisy:
        return []
    held = any(noise.part == "held-out" for noise in noisy)
    parts = {noise.part for noise in checkup.data.label_noise if noise in noisy or (held and noise.gain > 0)}
    doubted = [row for row in checkup.data.suspects if row.doubt > DOUBTED and _part(row) in parts]
    if len(doubted) < FEWEST_SUSPECTS:
        return []
    worst = max(noisy, key=lambda noise: noise.gain)
    return [
        Finding(
            code="doctor.suspicious_labels", where=", ".join(row.name for row in doubted[:LISTED]),
            evidence={
                "rows": [row.row_id for row in doubted], "names": [row.name for row in doubted], "count": len(doubted),
                "learned": sum(row.part == "train" for row in doubted), "share": worst.share, "gain": worst.gain,
                "shown": [(row.name, row.label, row.answer, row.probability) for row in doubted[:LISTED]],
            },
            confidence=confidence(worst.gain, SURPRISE, 5 * SURPRISE), remedy=Remedy(words="doctor.do.relabel"),
        )
    ]  # fmt: skip


def _part(row: Suspect) -> str:
    return "train" if row.part == "train" else "held-out"
