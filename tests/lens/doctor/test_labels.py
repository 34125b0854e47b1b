from types import SimpleNamespace

from lamina.core.health import LabelNoise, Suspect
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


def suspects(count: int, part: str = "train", doubt: float = 0.9) -> tuple[Suspect, ...]:
    more = {"label": "a", "answer": "b", "probability": 0.9, "label_probability": 0.005, "loss": 5.0}
    return tuple(Suspect(row_id=row, name=f"row {row}", part=part, doubt=doubt, **more) for row in range(count))


def noisy(part: str = "train", share: float = 0.08, gain: float = 60.0) -> dict[str, object]:
    return {"label_noise": (LabelNoise(part=part, rows=600, share=share, gain=gain),)}


def test_contradicted_rows_are_listed(made: SimpleNamespace) -> None:
    for part, kind in (("train", "train"), ("test", "held-out")):
        (found,) = suspicious_labels(made.checkup(data={"suspects": suspects(20, part), **noisy(kind)}))
        assert found.evidence["rows"] == list(range(20)) and "row 0" in found.where


def test_errors_that_are_the_networks_own_are_no_fault(made: SimpleNamespace) -> None:
    rows = {"suspects": suspects(20)}
    assert suspicious_labels(made.checkup(data={**rows, **noisy(gain=5.0)})) == []
    assert suspicious_labels(made.checkup(data={**rows, **noisy(share=0.01)})) == []
    assert suspicious_labels(made.checkup(data={**rows, **noisy("held-out")})) == []  # the other rows' noise
    assert suspicious_labels(made.checkup(data={"suspects": suspects(2), **noisy()})) == []
    assert suspicious_labels(made.checkup(data={"suspects": suspects(20, doubt=0.3), **noisy()})) == []
    little = made.checkup(data={**rows, **noisy()}, history=made.history((2.2, 2.0, 1.9)))
    assert suspicious_labels(little) == []
