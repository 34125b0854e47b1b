import pytest

from lamina.core.errors import InputError
from lamina.data.images.labels import are_numbers, class_name, class_names, class_notes, to_numbers


@pytest.mark.parametrize(
    ("labels", "from_array", "numbers"),
    [
        (["cat", "dog"], False, False),
        (["1", "2", "cat"], False, False),
        ([0, 1, 2] * 9, True, False),
        (["0", "1"] * 9, False, False),
        ([0.5, 1.0], False, True),
        (["0.5", "1.25"], False, True),
        (list(range(21)), False, True),
        (list(range(100)) * 4, True, True),
        (list(range(100)) * 5, True, False),  # CIFAR-100
        (list(range(100)) * 5, False, True),  # ages in a CSV
        ([1.0, 2.0], True, False),
    ],
)
def test_the_guess(labels: list, from_array: bool, numbers: bool) -> None:
    assert are_numbers(labels, from_array=from_array) is numbers


def test_names_in_natural_order() -> None:
    assert class_names([10, 2, 1.0, 2]) == ("1", "2", "10")
    assert [class_name(label) for label in (3, 3.0, 0.5, "x")] == ["3", "3", "0.5", "x"]


def test_to_numbers() -> None:
    assert to_numbers(["1", 2, 2.5], ["a", "b", "c"]) == [1.0, 2.0, 2.5]
    for bad in ("cat", float("inf"), "nan"):
        with pytest.raises(InputError, match=r"of b\.png") as caught:
            to_numbers([1, bad], ["a.png", "b.png"])
        assert caught.value.code == "images.label_not_number"


def test_odd_classes_are_told() -> None:
    (note,) = class_notes(["Cat", "cat", "cat", "Cat", "dog", "owl", "owl"])
    assert (note.code, note.parameters) == ("images.case_only", {"groups": [["Cat", "cat"]]})
    assert class_notes(["a", "b"] * 2) == []
