from types import SimpleNamespace

from lamina.core.health import Suspect
from lamina.lens.doctor.labels import class_ignored, suspicious_labels


def unbalanced(made: SimpleNamespace, rare: float, **more: object) -> object:
    counts = {"usual": 570, "rare": 30}
    data = {
        "class_counts": {"train": counts, "test": {"usual": 190, "rare": 10}},
        "recalls": {"test": {"usual": 0.99, "rare": rare}},
    }
    return made.checkup(data=data, classes=("usual", "rare"), **more)


def test_rare_class_given_up(made: SimpleNamespace) -> None:
    (found,) = class_ignored(unbalanced(made, 0.0))
    assert found.where == "rare" and found.remedy is not None and found.remedy.change == {"class_weights": "balanced"}


def test_rare_class_that_is_found_is_no_fault(made: SimpleNamespace) -> None:
    assert class_ignored(unbalanced(made, 0.6)) == []
    assert class_ignored(unbalanced(made, 0.0, settings={"class_weights": "balanced"})) == []
    assert class_ignored(made.checkup()) == []


def suspects(count: int, part: str = "train", label: float = 0.005) -> tuple[Suspect, ...]:
    more = {"label": "a", "answer": "b", "probability": 0.9, "label_probability": label, "loss": 5.0}
    return tuple(Suspect(row_id=row, name=f"row {row}", part=part, **more) for row in range(count))


def test_contradicted_rows_are_listed(made: SimpleNamespace) -> None:
    for part in ("train", "test"):
        (found,) = suspicious_labels(made.checkup(data={"suspects": suspects(20, part)}))
        assert found.evidence["rows"] == list(range(20)) and "row 0" in found.where


def test_few_or_unsure_ones_are_no_fault(made: SimpleNamespace) -> None:
    assert suspicious_labels(made.checkup(data={"suspects": suspects(2)})) == []
    assert suspicious_labels(made.checkup(data={"suspects": suspects(40, label=0.1)})) == []
    assert suspicious_labels(made.checkup(data={"suspects": suspects(5)})) == []  # of 600 rows
    close = suspects(20, "test") + suspects(80, "test", label=0.3)  # a network that errs, and sometimes surely
    assert suspicious_labels(made.checkup(data={"suspects": close})) == []
    little = made.checkup(data={"suspects": suspects(40)}, history=made.history((2.2, 2.0, 1.9)))
    assert suspicious_labels(little) == []
