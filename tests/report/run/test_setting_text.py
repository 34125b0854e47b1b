"""Settings as a person writes them."""

import pytest

from lamina import words
from lamina.core.config import RunConfig
from lamina.report.run.setting_text import setting_text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (("Survived",), "Survived"),
        (("Name", "Ticket"), "Name, Ticket"),
        ((), "–"), ({}, "–"), (None, "–"), ("", "–"),
        ({"hidden_dims": [64, 64], "activation": "tanh"}, "hidden_dims=[64, 64], activation=tanh"),
        ({"fc": 1e-05, "layer4": 0.1 + 0.2}, "fc=1e-05, layer4=0.3"),
        (0.010000000000000002, "0.01"),
        (1e-05, "1e-05"), (0.0, "0"), (12, "12"), (True, "yes"), ([True, 2], "yes, 2"),
    ],
)  # fmt: skip
def test_no_notation_of_python_is_left(value: object, text: str) -> None:
    assert setting_text(value) == text


def test_every_default_has_a_text() -> None:
    for value in RunConfig().flat().values():
        text = setting_text(value)
        assert text and not set("{}()'") & set(text)


def test_yes_in_chinese() -> None:
    words.use("zh")
    try:
        assert setting_text(True) == "是"
    finally:
        words.use("en")
