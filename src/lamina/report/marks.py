"""The mark before a note: a tick for good news, "!" for what makes a score or a model doubtful, a dot for the rest."""

from typing import Any

GOOD = frozenset({"evaluation.network_wins"})
DOUBTFUL = frozenset({
    "evaluation.baseline_wins", "evaluation.no_clear_winner", "evaluation.classes_absent", "verbs.hardly_trained",
    "data.gives_away", "data.sum_gives_away", "data.shared_rows", "data.near_rows", "data.drift", "data.few_per_class",
    "data.lone_classes", "data.classes_not_in_training", "data.part_empty", "series.part_empty",
    "series.could_be", "images.shared", "images.near", "text.shared", "tag.shared", "verbs.test_looks",
})  # fmt: skip


def mark_of(code: str, parameters: dict[str, Any]) -> tuple[str, str]:
    """The mark of a note and its colour. Copies of learned rows are doubtful only where there are some."""
    good = code == "compare.beside_baseline" and not parameters.get("no_better") and not parameters.get("perhaps")
    if code in GOOD or good:
        return "✔", "green"
    worse = code == "compare.beside_baseline" and bool(parameters.get("no_better"))
    if code in DOUBTFUL or worse or (code == "verbs.copies" and parameters.get("copies")):
        return "!", "yellow"
    return "•", "cyan"
