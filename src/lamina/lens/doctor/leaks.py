"""Scores that are too good: a feature that holds the answer, rows that stand in two parts."""

from lamina.core.health import Checkup, Finding, Remedy
from lamina.lens.doctor.signs import confidence

GIVES_AWAY = 0.99  # share of the answer that one feature explains: measurements of the real world have noise
TELLING = 0.95  # of a feature that stands alone: what comes next explains far less
APART = 5.0  # times as much is left unexplained by the next best feature
SHARED = 0.01  # share of the held-out rows that stand among the training rows too: fewer hardly move a score
FEWEST = 2
NOTED = ("data.gives_away", "data.sum_gives_away")  # notes of the audit that say so


def leakage(checkup: Checkup) -> list[Finding]:
    """One feature alone, or a sum of few, gives the target."""
    scores = {score.feature: score.score for score in checkup.data.leaks if score.score >= GIVES_AWAY}
    for note in checkup.data.notes:
        if note.code in NOTED:
            names = [note.parameters["column"]] if "column" in note.parameters else note.parameters.get("terms", [])
            scores |= {str(name): float(note.parameters.get("explained", 1.0)) for name in names}
    scores = scores or _alone(checkup)
    if not scores:
        return []
    names = sorted(scores, key=lambda name: -scores[name])
    sums = {" + ".join(map(str, note.parameters.get("terms", ()))) for note in checkup.data.notes if note.code in NOTED}
    columns = [
        name for name in names if name not in sums or " + " not in name
    ]  # --ignore takes columns: a sum goes with its terms
    ignored = [*(checkup.settings.get("ignore") or ()), *columns]
    return [
        Finding(
            code="doctor.leakage", where=names[0], evidence={"features": names, "score": scores[names[0]]},
            confidence=confidence(1 - scores[names[0]] + 1e-4, 1 - TELLING, 1e-3),
            remedy=Remedy(change={"ignore": tuple(ignored)}, words="doctor.do.leave_out"),
        )
    ]  # fmt: skip


def _alone(checkup: Checkup) -> dict[str, float]:
    """A feature that nearly tells the answer while no other comes near it: measured causes come in company."""
    ranked = sorted((score.score, score.feature) for score in checkup.data.leaks)
    if len(ranked) < 2 or ranked[-1][0] < TELLING:
        return {}
    best, name = ranked[-1]
    return {name: best} if 1 - ranked[-2][0] > APART * (1 - best) else {}


def shared_rows(checkup: Checkup) -> list[Finding]:
    """Rows of a held-out part that are, to the last number, rows that were learned from."""
    found = {}
    for parts, count in checkup.data.shared_rows.items():
        first, _, held = parts.partition("/")
        rows = checkup.data.parts.get(held, 0)
        if first == "train" and rows and count >= FEWEST and count / rows >= SHARED:
            found[held] = (count, rows)
    if not found:
        return []
    held = max(found, key=lambda part: found[part][0] / found[part][1])
    count, rows = found[held]
    return [
        Finding(
            code="doctor.shared_rows", where=f"train/{held}",
            evidence={"count": count, "rows": rows, "share": count / rows, "parts": sorted(found)},
            confidence=confidence(count / rows, SHARED, 0.2),
            remedy=Remedy(words="doctor.do.deduplicate"),
        )
    ]  # fmt: skip
