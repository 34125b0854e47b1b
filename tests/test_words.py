"""Every code that the source says has a sentence in both languages, with the parameters that it needs; none is unused."""

import ast
import functools
import re
import string
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from lamina import words
from lamina.core.config import field_sections
from lamina.words import en, zh
from lamina.words.zh.cli import OPTIONS

SOURCE = Path(__file__).parents[1] / "src" / "lamina"

# Calls whose first argument (or code=) is a code. Keyword arguments are the sentence's parameters for the first
# group; for the second they stand in a dictionary, the second argument or parameters=.
BY_KEYWORD = {
    "InputError", "StoppedError", "LaminaError", "InterruptedRunError", "LaminaWarning", "warn", "say", "announce",
}  # fmt: skip
BY_DICTIONARY = {"Note", "Announcement", "Check"}
LANGUAGES = {"en": en.SENTENCES, "zh": zh.SENTENCES}


@dataclass(frozen=True)
class Use:
    """A code said somewhere; `given` are its parameters, None where they cannot be seen."""

    code: str
    place: str
    given: frozenset[str] | None


def source_files() -> Iterator[Path]:
    return (path for path in sorted(SOURCE.rglob("*.py")) if path.relative_to(SOURCE).parts[0] != "words")


def uses_in(tree: ast.AST, name: str) -> Iterator[Use]:
    """All literal codes said in a file."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and (called := called_name(node)) in BY_KEYWORD | BY_DICTIONARY:
            code = next(
                (item.value for item in node.keywords if item.arg == "code"), node.args[0] if node.args else None
            )
            for literal in literals(code):
                given = parameters(node) if called in BY_DICTIONARY else keywords(node)
                yield Use(literal, f"{name}:{node.lineno}", given)


def called_name(call: ast.Call) -> str:
    if isinstance(call.func, ast.Attribute):
        return call.func.attr
    return call.func.id if isinstance(call.func, ast.Name) else ""


def literals(node: ast.expr | None) -> list[str]:
    """The strings that an expression can be: a literal, or one of two by a condition."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value]
    return [*literals(node.body), *literals(node.orelse)] if isinstance(node, ast.IfExp) else []


def keywords(call: ast.Call) -> frozenset[str] | None:
    """Parameters of InputError("code", name=value); a dictionary may stand first in `say`."""
    if any(item.arg is None for item in call.keywords) or (len(call.args) > 1 and called_name(call) != "announce"):
        return None
    return frozenset(item.arg for item in call.keywords if item.arg not in (None, "code", "stacklevel"))


def parameters(call: ast.Call) -> frozenset[str] | None:
    """Parameters of Note(code="...", parameters={...})."""
    found = next(
        (item.value for item in call.keywords if item.arg == "parameters"), call.args[1] if len(call.args) > 1 else None
    )
    if found is None:
        return frozenset() if not any(item.arg is None for item in call.keywords) else None
    if isinstance(found, ast.Dict) and all(isinstance(key, ast.Constant) for key in found.keys):
        return frozenset(str(key.value) for key in found.keys if isinstance(key, ast.Constant))
    return None


@functools.cache
def trees() -> list[tuple[str, ast.AST]]:
    return [
        (path.relative_to(SOURCE).as_posix(), ast.parse(path.read_text(encoding="utf-8"))) for path in source_files()
    ]


@functools.cache
def all_uses() -> list[Use]:
    return [use for name, tree in trees() for use in uses_in(tree, name)]


def needed_parameters(language: str) -> dict[str, set[str]]:
    """Code -> parameters without which its sentence cannot be said, read from the files of words."""
    needed: dict[str, set[str]] = {}
    for path in sorted((SOURCE / "words" / language).glob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        functions = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
        for node in tree.body:
            if (
                isinstance(node, ast.AnnAssign)
                and isinstance(node.value, ast.Dict)
                and getattr(node.target, "id", "") == "SENTENCES"
            ):
                for key, value in zip(node.value.keys, node.value.values, strict=True):
                    if key is None:
                        continue  # names put in from a table: plain text
                    assert isinstance(key, ast.Constant), f"{path.name}:{node.lineno}: a code must be written out"
                    needed[str(key.value)] = fields(value, functions)
    return needed


def fields(template: ast.expr, functions: dict[str, ast.FunctionDef]) -> set[str]:
    """Names in the braces of a template, or keys that its function always takes as v["name"]."""
    try:
        return {
            re.split(r"[.\[]", field)[0]
            for _, field, _, _ in string.Formatter().parse(ast.literal_eval(template))
            if field is not None
        }
    except ValueError:
        pass
    function = functions.get(template.id) if isinstance(template, ast.Name) else template
    if not isinstance(function, ast.Lambda | ast.FunctionDef) or not function.args.args:
        return set()
    name = function.args.args[0].arg
    return always_taken(function, name) - asked_for(function, name)


def always_taken(function: ast.AST, name: str) -> set[str]:
    return {
        str(node.slice.value)
        for node in ast.walk(function)
        if isinstance(node, ast.Subscript)
        and isinstance(node.slice, ast.Constant)
        and getattr(node.value, "id", "") == name
    }


def asked_for(function: ast.AST, name: str) -> set[str]:
    """Keys that the function tests with `in` or .get: they may be absent."""
    asked: set[str] = set()
    for node in ast.walk(function):
        if (
            isinstance(node, ast.Compare)
            and isinstance(node.left, ast.Constant)
            and getattr(node.comparators[0], "id", "") == name
        ):
            asked.add(str(node.left.value))
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr == "get"
            and node.args
        ):
            asked.update(literals(node.args[0]))
    return asked


def test_both_languages_have_the_same_codes() -> None:
    assert set(en.SENTENCES) - set(zh.SENTENCES) == set(), "no Chinese sentence"
    assert set(zh.SENTENCES) - set(en.SENTENCES) == set(), "no English sentence"


def test_each_code_is_written_in_one_file() -> None:
    for language in LANGUAGES:
        written = [
            code
            for path in (SOURCE / "words" / language).glob("*.py")
            for code in re.findall(r'^    "([\w. -]+)": ', path.read_text(encoding="utf-8"), re.M)
            if code in LANGUAGES[language]
        ]
        assert sorted(written) == sorted(set(written))


def test_every_code_said_has_a_sentence() -> None:
    missing = [
        f"{use.code} ({use.place})"
        for use in all_uses()
        if use.code not in en.SENTENCES or use.code not in zh.SENTENCES
    ]
    assert not missing


def test_no_sentence_is_unused() -> None:
    said, families = set(), set()
    for _, tree in trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                said.add(node.value)
            if isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
                families.add(str(node.values[0].value))  # say(f"cli.help.{name}") uses all of cli.help.*
            if isinstance(node, ast.Call) and called_name(node) == "named":
                families.update(f"show.{family}." for family in literals(node.args[0]))
    prefixes = tuple(family for family in families if re.fullmatch(r"[a-z]+\.[a-z_.]*", family))
    assert [code for code in en.SENTENCES if code not in said and not code.startswith(prefixes)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_use_gives_what_its_sentence_needs(language: str) -> None:
    needed = needed_parameters(language)
    lacking = [
        f"{use.code} ({use.place}) lacks {sorted(lack)}"
        for use in all_uses()
        if use.given is not None and (lack := needed.get(use.code, set()) - use.given)
    ]
    assert not lacking


@pytest.mark.parametrize("language", LANGUAGES)
def test_sentences_are_clean(language: str) -> None:
    for code, template in LANGUAGES[language].items():
        assert re.fullmatch(r"[a-z]+\.[\w. -]+", code), code
        if isinstance(template, str):
            assert template.strip() == template and template, code
            assert "" not in {field for _, field, _, _ in string.Formatter().parse(template)}, (
                f"{code}: a field without a name"
            )


def test_every_option_has_a_chinese_help_line() -> None:
    assert set(OPTIONS) == set(field_sections()) - {"data"}


def test_say_falls_back_and_never_raises() -> None:
    assert words.say("no.such_code", x=1) == "no.such_code {'x': 1}"
    assert (
        "files.locked" not in words.say("files.locked")
        and words.say("files.locked", path="runs/a").count("runs/a") == 1
    )


def test_use_changes_the_language_of_errors() -> None:
    before = words.language()
    try:
        words.use("zh")
        assert "不存在" in words.say("files.missing", path="a.csv")
        words.use("fr")
        assert words.language() == "en"
    finally:
        words.use(before)


def test_the_rules_can_fail() -> None:
    """The helpers above see what they look for."""
    tree = ast.parse(
        'raise InputError("a.b" if x else "a.c", row=1)\nNote(code="n.m", parameters={"p": 1})\nwarn("w.x", **more)'
    )
    assert set(uses_in(tree, "f")) == {
        Use("a.b", "f:1", frozenset({"row"})), Use("a.c", "f:1", frozenset({"row"})),
        Use("n.m", "f:2", frozenset({"p"})), Use("w.x", "f:3", None),
    }  # fmt: skip
    template = ast.parse('lambda v: v["a"] + (v["b"] if "b" in v else "") + v.get("c")', mode="eval").body
    assert fields(template, {}) == {"a"}
    assert fields(ast.parse('"{a:,} {b[0]} {c!r}"', mode="eval").body, {}) == {"a", "b", "c"}
