from types import SimpleNamespace

from lamina.core.health import LeakScore
from lamina.core.records import Note
from lamina.lens.doctor.leaks import leakage, shared_rows


def test_a_feature_that_is_the_answer(made: SimpleNamespace) -> None:
    data = {
        "leaks": (LeakScore(feature="after", score=0.999, how="r2"), LeakScore(feature="size", score=0.7, how="r2"))
    }
    (found,) = leakage(made.checkup(data=data, settings={"ignore": ("id",)}))
    assert found.where == "after" and found.evidence["features"] == ["after"]
    assert found.remedy is not None and found.remedy.change == {"ignore": ("id", "after")}


def test_what_the_audit_noted_counts(made: SimpleNamespace) -> None:
    notes = (Note(code="data.sum_gives_away", parameters={"target": "y", "terms": ["a", "b"], "explained": 1.0}),)
    (found,) = leakage(made.checkup(data={"notes": notes}))
    assert found.evidence["features"] == ["a", "b"]


def test_the_remedy_of_a_sum_names_its_columns_alone(made: SimpleNamespace) -> None:
    notes = (Note(code="data.sum_gives_away", parameters={"target": "y", "terms": ["a", "b"], "explained": 1.0}),)
    leaks = (LeakScore(feature="a + b", score=1.0, how="sum"), LeakScore(feature="a", score=0.6, how="tree"))
    (found,) = leakage(made.checkup(data={"notes": notes, "leaks": leaks}))
    assert found.remedy is not None and found.remedy.change == {"ignore": ("a", "b")}


def test_good_features_are_no_leak(made: SimpleNamespace) -> None:
    assert leakage(made.checkup(data={"leaks": (LeakScore(feature="petal", score=0.95, how="accuracy"),)})) == []


def test_rows_in_two_parts(made: SimpleNamespace) -> None:
    (found,) = shared_rows(made.checkup(data={"shared_rows": {"train/test": 40, "train/validation": 2}}))
    assert found.where == "train/test" and found.evidence["share"] == 0.2
    assert shared_rows(made.checkup(data={"shared_rows": {"train/test": 1, "validation/test": 50}})) == []


def test_a_feature_that_stands_far_above_the_others(made: SimpleNamespace) -> None:
    def scored(*scores: float) -> object:
        leaks = tuple(LeakScore(feature=f"f{place}", score=score, how="tree") for place, score in enumerate(scores))
        return made.checkup(data={"leaks": leaks})

    (found,) = leakage(scored(0.97, 0.5, 0.1))
    assert found.where == "f0" and found.confidence < 0.8
    assert leakage(scored(0.97, 0.93, 0.1)) == []  # petals' length and width
    assert leakage(scored(0.97)) == []  # of one column alone nothing can be said
