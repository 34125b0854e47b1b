"""Which evaluation counts, and what it advises."""

from collections.abc import Mapping

from lamina.core.records import Evaluation, Note

PARTS = ("test", "data", "validation", "train")  # the first of these that was evaluated counts
ADVICE = ("evaluation.network_wins", "evaluation.baseline_wins", "evaluation.no_clear_winner")


def main_evaluation(evaluations: Mapping[str, Evaluation]) -> Evaluation | None:
    """The evaluation that counts: test, else validation, else whatever there is."""
    named = next((evaluations[part] for part in PARTS if part in evaluations), None)
    return named or next(iter(evaluations.values()), None)


def advice_of(evaluation: Evaluation) -> Note | None:
    """The note of the evaluation that says what to use, if it has one."""
    return next((note for note in evaluation.notes if note.code in ADVICE), None)
