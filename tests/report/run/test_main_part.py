"""Which part counts, and the advice it carries."""

from lamina.core.records import Evaluation, Score
from lamina.report.run.main_part import advice_of, main_evaluation


def test_the_test_part_counts_before_the_others(classified) -> None:
    def part(name: str) -> Evaluation:
        return Evaluation(part=name, rows=1, task="classify", headline="accuracy", scores={"accuracy": Score(value=1)})

    parts = {name: part(name) for name in ("train", "validation", "test")}
    assert main_evaluation(parts) is parts["test"]
    del parts["test"]
    assert main_evaluation(parts) is parts["validation"]
    assert main_evaluation({}) is None
    assert advice_of(part("test")) is None and advice_of(classified().evaluation) is not None
