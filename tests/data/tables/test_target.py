"""Target, task and inputs: asked for or guessed, and said."""

from pathlib import Path
from typing import Any

import pytest

from lamina.core.config import RunConfig
from lamina.core.errors import InputError
from lamina.data.tables.table import read_table
from lamina.data.tables.target import Choice, choose_target

SHARED = Path(__file__).parents[4] / "shared" / "data" / "tabular"
INF = float("inf")


def choose(source: Any, **options: Any) -> Choice:
    config = RunConfig().replace(**options)
    return choose_target(read_table(source, config.data), config)


def refused(source: Any, **options: Any) -> InputError:
    with pytest.raises(InputError) as error:
        choose(source, **options)
    return error.value


def codes(choice: Choice) -> list[str]:
    return [note.code for note in choice.notes]


DATA = {
    "x": [0.1 * i for i in range(40)],
    "colour": ["red", "blue"] * 20,
    "price": [1.5 * i for i in range(40)],
    "grade": [3 + i % 6 for i in range(40)],
    "kind": ["a", "b", "c", "a"] * 10,
}


def test_the_last_column_is_said() -> None:
    choice = choose(DATA)
    assert (choice.targets, choice.task, choice.classes) == (("kind",), "classify", {"kind": ("a", "b", "c")})
    assert choice.inputs == {"x": "number", "colour": "category", "price": "number", "grade": "number"}
    assert codes(choice) == ["table.target_last", "table.guess_words"]


def test_the_last_column_that_can_be_a_target() -> None:
    hidden = {**DATA, "empty": [None] * 40, "id": list(range(40)), "rare": [1.5, 2.5, *[None] * 38]}
    assert choose(hidden).targets == ("kind",)
    (note,) = [note for note in choose(hidden).notes if note.code == "table.target_last"]
    assert note.parameters["skipped"] == ["empty", "id", "rare"]
    assert choose(hidden, ignore=("kind",), weight_column="grade").targets == ("price",)
    assert refused({"a": [None] * 30, "b": list(range(30))}).code == "table.no_possible_target"


@pytest.mark.parametrize(("same", "code"), [("s", "table.single_class"), (2.5, "table.constant_target")])
def test_a_last_column_that_never_varies_is_refused_named_or_not(same: Any, code: str) -> None:
    source = {**DATA, "same": [same] * 40}
    for options in ({}, {"target": ("same",)}):
        error = refused(source, **options)
        assert error.code == code and error.parameters["target"] == "same"
        assert error.parameters["guessed"] is (not options) and "--target" in str(error)
    assert choose(source, ignore=("same",)).targets == ("kind",)


def test_classes_that_hardly_repeat_are_refused() -> None:
    x = [0.5 * i for i in range(61)]
    names = refused({"x": x, "y": [f"n{i % 60}" for i in range(61)]}, target=("y",))
    assert names.code == "data.classes_do_not_repeat" and "--task regress" not in str(names)
    assert names.parameters == {"target": "y", "rows": 61, "classes": 60, "alone": 59, "numbers": False}
    numbers = refused({"x": x, "y": [i % 60 for i in range(61)]}, target=("y",), task="classify")
    assert "--task regress" in str(numbers) and "--target" in str(numbers)
    assert choose({"x": [0.0, 0.5, 1.5, 2.5], "y": ["a", "b", "b", "a"]}).classes == {"y": ("a", "b")}


def test_a_column_that_numbers_the_rows_stays_one_when_rows_are_dropped() -> None:
    source = {"id": list(range(1, 41)), **DATA, "kind": [None, *DATA["kind"][1:20], None, *DATA["kind"][21:]]}
    choice = choose(source)
    assert len(choice.table) == 38 and "id" not in choice.inputs and choice.columns["id"].kind == "id"
    only = {**DATA, "flag": ["yes", *["no"] * 39], "kind": [None, *DATA["kind"][1:]]}
    assert choose(only, target=("kind",)).columns["flag"].kind == "constant"  # but what became constant is told


def test_target_and_task_that_are_asked_for() -> None:
    assert choose(DATA, target=("price",)).task == "regress"
    grade = choose(DATA, target=("grade",))
    assert grade.task == "regress" and "table.guess_integer_numbers" in codes(grade)
    grade = choose(DATA, target=("grade",), task="classify")
    assert grade.classes == {"grade": ("3", "4", "5", "6", "7", "8")} and codes(grade) == []
    assert choose(DATA, target=("grade",), types={"grade": "category"}).task == "classify"
    assert "kind" in choose(DATA, target=("price",)).inputs


def test_unknown_target_shows_the_nearest() -> None:
    error = refused(DATA, target=("pric",))
    assert error.code == "table.no_target" and error.parameters["nearest"] == "price"
    assert 'Did you mean "price"?' in str(error)


def test_targets_by_number_where_there_is_no_header(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("".join(f"{i / 7},{i % 2},{i / 3}\n" for i in range(20)), encoding="utf-8")
    assert choose(tmp_path / "t.csv", target=("2",)).targets == ("column2",)
    assert refused(tmp_path / "t.csv", target=("4",)).code == "table.no_target"


def test_rows_without_a_target_are_dropped_and_told(tmp_path: Path) -> None:
    rows = [f"{i / 7},{i % 2}" for i in range(12)]
    rows[3], rows[7] = "0.5,?", "0.6,"
    (tmp_path / "t.csv").write_text("x,y\n" + "\n".join(rows) + "\n", encoding="utf-8")
    choice = choose(tmp_path / "t.csv")
    assert choice.table.row_ids.tolist() == [0, 1, 2, 4, 5, 6, 8, 9, 10, 11]
    note = next(note for note in choice.notes if note.code == "table.target_missing")
    assert (note.parameters["count"], note.parameters["places"], note.parameters["unit"]) == (2, ["5", "9"], "line")
    assert refused({"x": [1.5, 2.5], "y": [None, None]}, target=("y",)).code == "table.target_all_missing"


def test_targets_that_cannot_be_learned() -> None:
    x = [0.5 * i for i in range(6)]
    error = refused({"x": x, "y": [1.5, 2.5, INF, 0.5, 1.0, 2.0]})
    assert error.code == "table.infinite_target" and error.parameters["places"] == ["2"]
    assert refused({"x": x, "y": ["a"] * 6}, target=("y",)).code == "table.single_class"
    assert refused({"x": x, "y": [2.0] * 6}, target=("y",)).code == "table.constant_target"
    assert refused({"x": x, "y": ["a", "b", "c", "d", "e", "f"]}).code == "data.classes_do_not_repeat"
    assert refused({"x": x, "y": ["a", "b"] * 3}, task="regress").code == "table.words_to_regress"
    assert refused({"x": x, "y": ["2020-01-01", "2020-01-02"] * 3}, target=("y",)).code == "table.date_target"
    many = {"x": [0.5] * 150 + [1.5] * 150, "y": [0.1 * (i % 150) for i in range(300)]}
    assert refused(many, task="classify").code == "table.numbers_to_classify"


def test_several_targets() -> None:
    x = [0.5 * i for i in range(8)]
    labels = {"x": x, "a": [0, 1] * 4, "b": [True, True, False, False] * 2}
    choice = choose(labels, target=("a", "b"))
    assert (choice.task, choice.classes, codes(choice)) == (
        "classify",
        {"a": ("0", "1"), "b": ("0", "1")},
        ["table.guess_labels"],
    )
    assert choose(labels, target=("a", "b"), task="regress").task == "regress"
    numbers = {"x": x, "a": [0.5 * i * i for i in range(8)], "b": x}
    choice = choose(numbers, target=("a", "b"))
    assert (choice.task, list(choice.inputs)) == ("regress", ["x"])
    assert refused(numbers, target=("a", "b"), task="classify").code == "table.not_labels"
    assert refused({"x": x, "a": ["u", "v"] * 4, "b": x}, target=("a", "b")).code == "table.mixed_targets"
    missing = choose({"x": x, "a": [None, *x[1:]], "b": [*x[:-1], None]}, target=("a", "b"))
    assert missing.table.row_ids.tolist() == [1, 2, 3, 4, 5, 6]


def test_what_is_left_out_of_the_inputs() -> None:
    source = {**DATA, "id": [f"u{i}" for i in range(40)], "w": [1.0, 2.0] * 20, "g": ["p", "q"] * 20}
    choice = choose(source, target=("price",), weight_column="w", split_column="g", ignore=("grade",))
    assert list(choice.inputs) == ["x", "colour", "kind"] and choice.weight == "w"
    assert {"table.left_out_id", "table.left_out_split", "table.left_out_asked"} <= set(codes(choice))
    kept = choose(source, target=("price",), split_column="g", types={"g": "category"})
    assert "g" in kept.inputs
    told = choose({"x": [1.5, INF, 2.5, 0.5], "y": [0.5, 1.5, 2.5, 3.5]})
    assert "table.infinite_input" in codes(told)
    error = refused({"id": [f"u{i}" for i in range(40)], "y": [1, 2] * 20})
    assert error.code == "table.no_inputs" and error.parameters["kinds"] == {"id": "id"}


def test_many_columns_with_one_reason_are_told_at_once() -> None:
    choice = choose({**DATA, **{f"c{i}": ["s"] * 40 for i in range(5)}}, target=("price",))
    (note,) = choice.notes[1:]
    assert note.code == "table.left_out_several"
    assert note.parameters == {"reason": "constant", "names": [f"c{i}" for i in range(5)]}


def test_contradictions() -> None:
    assert refused(DATA, target=("price",), types={"price": "drop"}).code == "table.target_dropped"
    assert choose(DATA, target=("price",), ignore=("price", "x")).task == "regress"  # ignored as an input only
    assert refused({"x": [0.5], "y": [1.5]}).code == "table.one_row"


@pytest.mark.parametrize(
    ("weights", "code"),
    [
        ([1.0, -1.0, 1.0, 1.0], "table.bad_weight"),
        ([1.0, None, 1.0, 1.0], "table.bad_weight"),
        ([1.0, INF, 1.0, 1.0], "table.bad_weight"),
        ([0.0, 0.0, 0.0, 0.0], "table.zero_weights"),
        (["u", "v", "u", "v"], "table.weight_no_number"),
    ],
)
def test_weights(weights: list[Any], code: str) -> None:
    source = {"x": [0.5, 1.5, 2.5, 0.1], "w": weights, "y": [1.5, 2.5, 0.5, 1.1]}
    error = refused(source, weight_column="w")
    assert error.code == code
    if code == "table.bad_weight":
        assert error.parameters["places"] == ["1"]
    assert refused(source, weight_column="w", target=("w",)).code == "table.target_is_weight"


REAL = [
    ("titanic.csv", "Survived", "classify", ("0", "1"), 7),
    ("adult-train.csv", "", "classify", ("<=50K", ">50K"), 14),
    ("california-housing.csv", "median_house_value", "regress", (), 9),
    ("winequality-red.csv", "", "regress", (), 11),
    ("auto_imports.csv", "", "regress", (), 25),
    ("horse-colic.csv", "24", "classify", ("1", "2"), 27),
    ("horse-colic.csv", "23", "classify", ("1", "2", "3"), 27),
    ("diamonds.csv", "price", "regress", (), 9),
    ("iris.csv", "", "classify", ("setosa", "versicolor", "virginica"), 4),
]


@pytest.mark.parametrize(("name", "target", "task", "classes", "inputs"), REAL)
def test_real_files(name: str, target: str, task: str, classes: tuple[str, ...], inputs: int) -> None:
    if not (SHARED / name).exists():
        pytest.skip(f"{SHARED / name} is not there")
    choice = choose(SHARED / name, target=(target,) if target else ())
    assert choice.task == task and choice.classes[choice.targets[0]] == classes and len(choice.inputs) == inputs
    assert ("table.target_last" in codes(choice)) == (not target)
    if (name, target) == ("horse-colic.csv", "23"):
        assert len(choice.table) == 299


def test_only_free_text_is_refused_plainly() -> None:
    texts = {"kind": ["a", "b"] * 20, "message": [f"this is message number {i} of many" for i in range(40)]}
    error = refused(texts)
    assert error.code == "table.only_text" and error.parameters["texts"] == ["message"]
    assert "--kind text" in str(error)
    assert refused({**texts, "name": [f"n{i}" for i in range(40)]}, target=("kind",)).code == "table.only_text"
    sms = SHARED.parent / "text-classification" / "sms-spam" / "sms.tsv"
    if sms.is_file():
        assert refused(sms).code == "table.only_text"


def test_without_inputs_a_guessed_target_is_questioned() -> None:
    assert "--target" in str(refused({"t": ["a", "b"] * 20})) and "--target" not in str(
        refused({"t": ["a", "b"] * 20}, target=("t",))
    )


def test_targets_whose_cells_are_no_single_values() -> None:
    error = refused({"x": DATA["x"], "t": [[1]] * 40}, target=("t",))
    assert error.code == "table.target_no_values" and "List" in str(error)


def test_targets_too_large_to_square() -> None:
    huge = [1.5 * i for i in range(39)] + [-1e300]
    error = refused({"x": DATA["x"], "t": huge})
    assert error.code == "table.huge_target" and error.parameters["places"] == ["39"]
    assert choose({"x": DATA["x"], "t": [value / 1e200 for value in huge]}).task == "regress"
