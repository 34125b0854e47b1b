"""Scores that are too good: a feature that holds the answer, rows that stand in two parts."""

from collections.abc import Mapping
from typing import Any

from lamina.core.health import Checkup, Finding, Remedy
from lamina.lens.doctor.signs import confidence

GIVES_AWAY = 0.99  # share of the answer that one feature explains: measurements of the real world have noise
TELLING = 0.95  # of a feature that stands alone: what comes next explains far less
APART = 5.0  # times as much is left unexplained by the next best feature
SHARED = 0.01  # share of the held-out rows that stand among the training rows too: fewer hardly move a score
FEWEST = 2
NEARLY = "images.near"  # the audit's note
NEAR_SHARE = 0.05  # of the held-out images: pictures of one kind may look alike by chance
COLUMN, SUM = "data.gives_away", "data.sum_gives_away"  # notes of the audit that say so


def leakage(checkup: Checkup) -> list[Finding]:
    """One feature alone, or a sum of few, gives the target."""
    summed = [note.parameters for note in checkup.data.notes if note.code == SUM]
    sums = {" + ".join(map(str, told["terms"])): told for told in summed}
    return [*_columns(checkup, set(sums)), *(_sum(name, told) for name, told in sums.items())]


def _columns(checkup: Checkup, sums: set[str]) -> list[Finding]:
    """The columns that each tell it alone, in one finding: all of them are to go. sums: names of scores of no column."""
    scores = {
        one.feature: one.score for one in checkup.data.leaks if one.score >= GIVES_AWAY and one.feature not in sums
    }
    for note in checkup.data.notes:
        if note.code == COLUMN:
            scores[str(note.parameters["column"])] = float(note.parameters.get("explained", 1.0))
    scores = scores or _alone(checkup, sums)
    if not scores:
        return []
    names = sorted(scores, key=lambda name: -scores[name])
    ignored = [*(checkup.settings.get("ignore") or ()), *names]
    return [
        Finding(
            code="doctor.leakage", where=names[0], evidence={"features": names, "score": scores[names[0]]},
            confidence=_sure(scores[names[0]]),
            remedy=Remedy(change={"ignore": tuple(ignored)}, words="doctor.do.leave_out"),
        )
    ]  # fmt: skip


def _sum(name: str, told: Mapping[str, Any]) -> Finding:
    """Columns of which each alone may be innocent. Which of them is not known in use, no figure says: no change is made."""
    terms, score = [str(term) for term in told["terms"]], float(told.get("explained", 1.0))
    return Finding(
        code="doctor.leakage", where=name, evidence={"features": terms, "terms": terms, "score": score},
        confidence=_sure(score), remedy=Remedy(words="doctor.do.leave_some_out", parameters={"terms": terms}),
    )  # fmt: skip


def _sure(score: float) -> float:
    return confidence(1 - score + 1e-4, 1 - TELLING, 1e-3)


def _alone(checkup: Checkup, sums: set[str]) -> dict[str, float]:
    """A feature that nearly tells the answer while no other comes near it: measured causes come in company."""
    ranked = sorted((score.score, score.feature) for score in checkup.data.leaks if score.feature not in sums)
    if len(ranked) < 2 or ranked[-1][0] < TELLING:
        return {}
    best, name = ranked[-1]
    return {name: best} if 1 - ranked[-2][0] > APART * (1 - best) else {}


def shared_rows(checkup: Checkup) -> list[Finding]:
    """Rows of a held-out part that are, to the last number, rows that were learned from; else images that nearly are."""
    found = {}
    for parts, count in checkup.data.shared_rows.items():
        first, _, held = parts.partition("/")
        rows = checkup.data.parts.get(held, 0)
        if first == "train" and rows and count >= FEWEST and count / rows >= SHARED:
            found[held] = (count, rows)
    if not found:
        return _near(checkup)
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


def _near(checkup: Checkup) -> list[Finding]:
    """Images of a held-out part that are nearly training images, as the audit found them: re-coded, re-sized, cropped."""
    found = {}
    for note in checkup.data.notes:
        if note.code == NEARLY and note.parameters["count"] >= FEWEST:
            told = note.parameters
            found[told["part"]] = (told["count"] / max(1, told["looked_at"]), told)
    held = max(found, key=lambda part: found[part][0], default="")
    if not held or found[held][0] < NEAR_SHARE:
        return []
    share, told = found[held]
    return [
        Finding(
            code="doctor.near_rows", where=f"train/{held}",
            evidence={
                "count": told["count"], "rows": told["looked_at"], "share": share, "examples": told.get("examples", [])[:3],
            },
            confidence=confidence(share, NEAR_SHARE, 0.5), remedy=Remedy(words="doctor.do.deduplicate"),
        )
    ]  # fmt: skip
