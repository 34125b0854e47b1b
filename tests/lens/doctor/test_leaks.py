from types import SimpleNamespace

from lamina.core.health import LeakScore
from lamina.core.records import Note
from lamina.lens.doctor.leaks import leakage, shared_rows
from lamina.words import en, say, zh


def test_a_feature_that_is_the_answer(made: SimpleNamespace) -> None:
    data = {
        "leaks": (LeakScore(feature="after", score=0.999, how="r2"), LeakScore(feature="size", score=0.7, how="r2"))
    }
    (found,) = leakage(made.checkup(data=data, settings={"ignore": ("id",)}))
    assert found.where == "after" and found.evidence["features"] == ["after"]
    assert found.remedy is not None and found.remedy.change == {"ignore": ("id", "after")}


SUM = Note(code="data.sum_gives_away", parameters={"target": "y", "terms": ["a", "b"], "explained": 0.99993})


def test_of_a_sum_a_person_chooses_what_to_leave_out(made: SimpleNamespace) -> None:
    """Each of its columns may be innocent: none is dropped by the remedy, all are named."""
    leaks = (LeakScore(feature="a + b", score=1.0, how="sum"), LeakScore(feature="a", score=0.6, how="tree"))
    for data in ({"notes": (SUM,)}, {"notes": (SUM,), "leaks": leaks}):
        (found,) = leakage(made.checkup(data=data))
        assert found.where == "a + b" and found.evidence["features"] == ["a", "b"]
        assert found.remedy is not None and not found.remedy.change
        facts = {**found.evidence, "where": found.where}
        for sentences in (en.SENTENCES, zh.SENTENCES):
            told = sentences[found.code](facts), sentences[found.remedy.words](found.remedy.parameters)
            assert "100" not in told[0] and all(name in text for text in told for name in ("a", "b"))


def test_a_column_beside_a_sum_is_left_out_alone(made: SimpleNamespace) -> None:
    column = Note(code="data.gives_away", parameters={"target": "y", "column": "after", "explained": 0.995})
    found = leakage(made.checkup(data={"notes": (SUM, column)}))
    assert [one.where for one in found] == ["after", "a + b"]
    assert found[0].remedy is not None and found[0].remedy.change == {"ignore": ("after",)}


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


def test_images_that_are_nearly_training_images(made: SimpleNamespace) -> None:
    def near(count: int, **data: object) -> object:
        told = {"part": "test", "count": count, "looked_at": 200, "examples": [["a.png", "b.jpg"]]}
        return made.checkup(data={"notes": (Note(code="images.near", parameters=told),), **data})

    (found,) = shared_rows(near(40))
    assert (found.code, found.where) == ("doctor.near_rows", "train/test") and found.evidence["share"] == 0.2
    assert "40 of the 200 held-out images" in say(found.code, {**found.evidence, "where": found.where})
    assert shared_rows(near(3)) == [] and shared_rows(made.checkup()) == []
    (exact,) = shared_rows(near(40, shared_rows={"train/test": 100}))  # equal ones are told first
    assert exact.code == "doctor.shared_rows"
