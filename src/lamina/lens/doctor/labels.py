"""What is wrong with the answers to learn: rare classes that are given up, labels that contradict the rest.

The loss is a mean over rows, so a class of few rows weighs little in it: answering the common class only may be the
best that a network without a clear sign can do, and it says nothing (Japkowicz & Stephen 2002). A wrong label is
contradicted by the rows around it: rows that a network which knows the others contradicts with confidence are mostly
wrong ones (Northcutt, Jiang, Chuang 2021, Confident learning). Learned by heart, a wrong label is doubted no more, so
held-out rows are looked at too; there the answer's odds count, which a temperature has calibrated.
"""

from collections.abc import Mapping

from lamina.core.health import Checkup, Finding, Remedy, Suspect
from lamina.lens.doctor.signs import confidence, skill

RARE = 0.25  # rows of a class by an even share: less is an imbalance
GIVEN_UP = 0.1  # share of a class's rows that are answered right
SOUND = 0.5  # recall of the commonest class, else the network just does not learn
FEWEST_ROWS = 5  # of a class in the part: of fewer, none right is chance
ALWAYS = 0.98  # share of rows answered with one class
LEARNED_ODDS = 20.0  # of the answer against a label that was learned from, and is contradicted all the same
ODDS = 50.0  # and against that of a row which was held out, where a network has more errors of its own
FEWEST_SUSPECTS = 4
LEARNED = 0.015  # share of the learned rows: fewer stand in every data set, and are the network's own errors
HELD = 0.035  # and of those held out
CLEAR = 0.28  # of the held-out errors that are no close calls: a network's own errors mostly are
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
    """Many errors that are no close calls: the label is contradicted as surely as right labels are confirmed."""
    known = skill(checkup)
    if known is None or known < KNOWN:
        return []
    doubted = [row for row in checkup.data.suspects if _contradicted(row)]
    shares = [_clear(checkup, doubted, learned) for learned in (True, False)]
    if max(shares) == 0:
        return []
    learned = sum(row.part == "train" for row in doubted)
    return [
        Finding(
            code="doctor.suspicious_labels", where=", ".join(row.name for row in doubted[:LISTED]),
            evidence={
                "rows": [row.row_id for row in doubted], "names": [row.name for row in doubted], "count": len(doubted),
                "learned": learned, "share": max(shares), "odds": LEARNED_ODDS,
                "shown": [(row.name, row.label, row.answer, row.probability) for row in doubted[:LISTED]],
            },
            confidence=confidence(max(shares), LEARNED, 5 * LEARNED), remedy=Remedy(words="doctor.do.relabel"),
        )
    ]  # fmt: skip


def _clear(checkup: Checkup, doubted: list[Suspect], learned: bool) -> float:
    """Share of the learned, or of the held-out, rows that are contradicted; 0 where that is what own errors bring."""
    count = sum((row.part == "train") == learned for row in doubted)
    rows = sum(rows for part, rows in checkup.data.parts.items() if (part == "train") == learned)
    errors = sum((row.part == "train") == learned for row in checkup.data.suspects)
    usual = LEARNED * rows if learned else max(HELD * rows, CLEAR * errors)
    return 0.0 if count < FEWEST_SUSPECTS or count < usual else count / rows


def _contradicted(row: Suspect) -> bool:
    odds = LEARNED_ODDS if row.part == "train" else ODDS
    return row.probability >= odds * max(row.label_probability, 1e-12)
