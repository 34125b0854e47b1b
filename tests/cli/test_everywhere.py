"""Flags that stand anywhere."""

import pytest

from lamina import words
from lamina.cli.everywhere import now, take
from lamina.core.errors import InputError


@pytest.fixture(autouse=True)
def english_afterwards() -> object:
    yield
    take([])
    words.use("en")


def test_taken_wherever_they_stand() -> None:
    assert take(["--debug", "train", "--lang", "zh", "x", "-q"]) == ["train", "x"]
    assert now.debug and now.quiet and words.language() == "zh"


def test_reset_by_each_call() -> None:
    take(["--debug", "--quiet", "--lang=zh"])
    assert take(["list"]) == ["list"]
    assert not now.debug and not now.quiet and words.language() == "en"


def test_nothing_is_read_after_two_dashes() -> None:
    assert take(["predict", "--", "--debug"]) == ["predict", "--", "--debug"]
    assert not now.debug


@pytest.mark.parametrize("arguments", [["--lang", "fr"], ["--lang="], ["list", "--lang"]])
def test_unknown_language_is_refused(arguments: list[str]) -> None:
    with pytest.raises(InputError, match="choose from en, zh"):
        take(arguments)


def test_language_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LAMINA_LANG", "zh")
    take(["list"])
    assert words.language() == "zh"
