import pytest

from lamina.core.errors import InputError
from lamina.data.rare_classes import check_repeats, rare_notes
from lamina.words import say


def where(rows: list[int]) -> dict[str, object]:
    return {"places": [str(row + 1) for row in rows], "unit": "row", "count": len(rows), "file": ""}


def test_each_class_stands_in_one_note() -> None:
    names = ["a"] * 8 + ["b"] * 8 + ["alone"] + ["other"] + ["late"] * 3
    parts = ["train"] * 17 + ["test"] * 4
    told = {note.code: note.parameters for note in rare_notes(names, parts, "y", where)}
    assert set(told) == {"data.lone_classes", "data.classes_not_in_training"}
    assert told["data.lone_classes"]["learned"] == ["alone"] and told["data.lone_classes"]["held_out"] == ["other"]
    assert told["data.lone_classes"]["places"] == ["17", "18"]
    assert told["data.classes_not_in_training"] == {"classes": ["late"]}
    sentence = say("data.lone_classes", told["data.lone_classes"])
    assert "alone (learned, never tested)" in sentence and "other (never learned" in sentence and "17, 18" in sentence


def test_many_small_classes_are_told() -> None:
    names = [f"c{i // 2}" for i in range(20)]
    (note,) = rare_notes(names, ["train"] * 20, "y", where)
    assert (note.code, note.parameters) == ("data.few_per_class", {"target": "y", "few": 10, "classes": 10})
    assert rare_notes(["a", "a", "b", "b"], ["train"] * 4, "y", where) == []
    assert rare_notes(["a"] * 9 + ["b"] * 9 + ["c"] * 2, ["train"] * 20, "y", where) == []


def test_a_target_of_names_is_refused() -> None:
    check_repeats(["a", "b"], "y")
    check_repeats(["a", "a", "b", "b", "c", "c"], "y")
    with pytest.raises(InputError, match=r"5 different values in 6 rows \(4 of them only once\)"):
        check_repeats(["a", "a", "b", "c", "d", "e"], "y")
