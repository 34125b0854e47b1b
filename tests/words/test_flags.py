"""A remedy names only flags that exist, on the command where it is read."""

import importlib
import inspect
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import lamina.words
from lamina.cli.main import command_names
from lamina.words import LANGUAGES
from lamina.words.flags import EVERYWHERE, fitted, set_flags

ROOT = Path(lamina.words.__file__).parent


def flags_of(command: str) -> set[str]:
    function = importlib.import_module(f"lamina.cli.{command}").command
    names = {flag_name(parameter) for parameter in inspect.signature(function).parameters.values()}
    return {f"--{name}" for name in names} | {f"--no-{name}" for name in names} | EVERYWHERE


def flag_name(parameter: inspect.Parameter) -> str:
    marks = getattr(parameter.annotation, "__metadata__", ())
    given = [mark.name[0] for mark in marks if getattr(mark, "name", None) and mark.name[0].startswith("--")]
    return given[0][2:] if given else parameter.name.replace("_", "-")


@pytest.fixture
def predict() -> Iterator[None]:
    set_flags(lambda: flags_of("predict"))
    yield
    set_flags()


def test_each_flag_in_a_sentence_exists() -> None:
    known = set.union(*(flags_of(command) for command in command_names()))
    for language in LANGUAGES:
        for path in (ROOT / language).glob("*.py"):
            for flag in re.findall(r"(?<![\w-])--[a-z][a-z-]*", path.read_text(encoding="utf-8")):
                assert flag in known, f"{flag} in {language}/{path.name}"


def test_a_flag_after_a_command_is_one_of_its_own() -> None:
    for language in LANGUAGES:
        for path in (ROOT / language).glob("*.py"):
            for command, rest in re.findall(r"`lamina ([a-z]+)([^`]*)`", path.read_text(encoding="utf-8")):
                for flag in re.findall(r"--[a-z][a-z-]*", rest):
                    assert flag in flags_of(command), f"lamina {command} {flag} in {language}/{path.name}"


@pytest.mark.usefixtures("predict")
def test_clauses_with_foreign_flags_are_left_out() -> None:
    assert fitted("It is not text. If it is UTF-16, say --encoding utf-16.") == "It is not text."
    assert fitted('The label is column "y"; choose another with --target.') == 'The label is column "y".'
    assert fitted("未指定目标；可用 --target 指定。") == "未指定目标。"
    assert (
        fitted("Cut into words (--tokens pieces overrules it); a vocabulary of 9.")
        == "Cut into words; a vocabulary of 9."
    )
    assert fitted("每次预测回看 24 步（--window、--horizon）。") == "每次预测回看 24 步。"
    assert fitted("Written to a file (--to FILE).") == "Written to a file (--to FILE)."
    assert fitted("The first 40 rows; all of them with --to FILE.").endswith("--to FILE.")
    assert fitted("Train again with a smaller rate: `lamina train --learning-rate`.").endswith("--learning-rate`.")
    assert fitted("Use --encoding.") == "Use --encoding."  # better than nothing


@pytest.mark.usefixtures("predict")
@pytest.mark.parametrize("language", LANGUAGES)
def test_plain_sentences_name_no_foreign_flag_at_predict(language: str) -> None:
    known = flags_of("predict")
    training = {"table.target_dropped", "images.mix_numbers"}  # said of a flag that was given
    for code, template in LANGUAGES[language].items():
        if isinstance(template, str) and code.startswith(("table.", "images.")) and code not in training:
            said = fitted(template)
            assert set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", said)) <= known, f"{code}: {said}"


def test_without_a_command_nothing_is_left_out() -> None:
    assert fitted("Bad. Use --encoding utf-16.") == "Bad. Use --encoding utf-16."
