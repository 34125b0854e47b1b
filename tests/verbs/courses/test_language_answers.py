"""Prompts from anywhere, and what is unusual about them."""

from pathlib import Path

import pytest

from lamina.core.config import DataConfig
from lamina.core.errors import InputError
from lamina.core.spec import TextSpec
from lamina.data.texts.vocabulary import MARKED
from lamina.verbs.courses.language_answers import numbering, read_prompts, unusual

CONFIG = DataConfig()
TEXT = TextSpec(tokens="characters", vocabulary=(*MARKED, "a"), max_length=8, white_space="kept")


def test_prompts_from_a_file_a_list_a_text_and_directly(tmp_path: Path):
    path = tmp_path / "prompts.txt"
    path.write_text("one\n\nthree\n", encoding="utf-8")
    assert read_prompts(str(path), None, CONFIG) == ["one", "", "three"]
    assert read_prompts(["a", "b"], "first", CONFIG) == ["first", "a", "b"]
    assert read_prompts("To be. Or not", None, CONFIG) == ["To be. Or not"]
    assert read_prompts(None, "", CONFIG) == [""]


def test_what_holds_no_prompt(tmp_path: Path):
    for data, prompt, code in (
        (None, None, "language.no_prompt"),
        ([], None, "language.no_prompt"),
        ([1], None, "language.no_prompts_in"),
        (7, None, "language.no_prompts_in"),
        (str(tmp_path / "none.txt"), None, "table.no_file"),
    ):
        with pytest.raises(InputError) as error:
            read_prompts(data, prompt, CONFIG)
        assert error.value.code == code


def test_what_is_unusual_is_said():
    assert unusual([4, 4], TEXT, 8) == ""
    assert "empty" in unusual([], TEXT, 8)
    assert "1 of 3 characters" in unusual([4, 1, 4], TEXT, 8)
    assert "9 tokens" in unusual([4] * 9, TEXT, 8) and unusual([4] * 9, TEXT, None) == ""


def test_prompts_of_a_file_are_called_by_their_lines(tmp_path: Path) -> None:
    (tmp_path / "x.txt").write_text("a\nb\n")
    assert numbering(str(tmp_path / "x.txt"), None) == numbering(tmp_path / "x.txt", None) == ("line", 1)
    for data, prompt in ((["a", "b"], None), (None, "a"), ("a b", None), ("x" * 5000, None)):
        assert numbering(data, prompt) == ("row", 0)
