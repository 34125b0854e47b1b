"""Errors carry a code and parameters, an exit code, and speak once `lamina.words` is loaded."""

import pickle
import warnings

import pytest

import lamina.words as words
from lamina.core.errors import InputError, InterruptedRunError, LaminaError, LaminaWarning, StoppedError, nearest, warn


def test_the_class_says_whose_fault_it_is() -> None:
    assert [kind("x.y").exit_code for kind in (LaminaError, InputError, StoppedError, InterruptedRunError)] == [
        1,
        2,
        3,
        130,
    ]
    assert issubclass(InputError, ValueError)


def test_an_error_speaks_the_language_in_use() -> None:
    error = InputError("files.missing", path="a.csv")
    try:
        assert str(error) == "There is no file a.csv."
        words.use("zh")
        assert str(error) == "文件 a.csv 不存在。"
    finally:
        words.use("en")


def test_an_error_survives_pickling_between_processes() -> None:
    again = pickle.loads(pickle.dumps(InputError("files.missing", path="a.csv")))
    assert isinstance(again, InputError)
    assert again.parameters == {"path": "a.csv"}


def test_nearest_finds_the_likely_word_and_nothing_else() -> None:
    assert nearest("pricee", ["price", "size"]) == "price"
    assert nearest("PRICE", ["price", "size"]) == "price"
    assert nearest("zzzz", ["price", "size"]) == ""


@pytest.mark.parametrize(
    ("word", "choice"),
    [
        ("pirce", "price"), ("--al", "--all"), ("lenet", "lenet5"), ("learning_rate", "learning-rate"), ("Embark", "Embarked"),
        ("resnet", "resnet50"), ("predct", "predict"), ("classfy", "classify"), ("momentun", "momentum"),
    ],
)  # fmt: skip
def test_a_slip_is_understood(word: str, choice: str) -> None:
    assert nearest(word, ["zebra", choice, "quantity"]) == choice


@pytest.mark.parametrize(
    ("word", "choice"),
    [("Age", "Name"), ("Fare", "Age"), ("Sex", "Name"), ("y", "x"), ("id", "if"), ("price", "size"), ("", "name"),
     ("Cabin", "Ticket"), ("target", "weight"), ("sepal", "petal_width")],
)  # fmt: skip
def test_another_word_is_not_offered(word: str, choice: str) -> None:
    assert nearest(word, [choice]) == ""


def test_warn_gives_a_sentence() -> None:
    with pytest.warns(LaminaWarning, match="There is no file b"):
        warn("files.missing", path="b")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", LaminaWarning)
        warn("files.missing", path="b")
