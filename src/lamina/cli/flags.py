"""Command-line flags from the sections of the configuration: one source for flags, help, defaults and choices.

A command that trains has a flag for each field of `core.config`. Only flags that the user gave reach the verb,
so that they alone overrule `--config FILE`. No torch, polars or scikit-learn here: help must be fast.
"""

import csv
import inspect
import json
import re
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Annotated, Any, Literal, get_args, get_origin, get_type_hints

from cyclopts import Group, Parameter
from pydantic.fields import FieldInfo

from lamina import words
from lamina.core.config import SECTIONS, RunConfig, field_sections
from lamina.core.errors import InputError, nearest
from lamina.core.option_text import wanted
from lamina.words import say
from lamina.words.zh.cli import OPTIONS as OPTIONS_ZH

Command = Callable[..., Any]
PAIRS = ("arg", "types", "missing_columns", "stage_rates")  # dictionaries: --arg hidden_dim=64, repeatable
COMMAS = (
    "target",
    "ignore",
    "missing_marks",
    "arg",
    "types",
    "missing_columns",
    "stage_rates",
    "augment",
)  # also k,m in one; a name with a comma is quoted


def with_flags(fields: Iterable[str]) -> Callable[[Command], Command]:
    """Give a command, beside its own parameters, a flag for each of these fields of the configuration.

    The command must take `**options`; it receives the given ones, as typed: hand them to `settings`.
    """

    def decorate(command: Command) -> Command:
        signature = inspect.signature(command)
        own = [p for p in signature.parameters.values() if p.kind is not inspect.Parameter.VAR_KEYWORD]
        flags = [_flag(name) for name in fields]
        command.__signature__ = signature.replace(parameters=[*own, *flags])  # type: ignore[attr-defined]
        command.__annotations__ = {p.name: p.annotation for p in (*own, *flags)}
        return command

    return decorate


def section_fields(*sections: str) -> list[str]:
    """Names of the fields of these sections (DATA itself is an argument, not a flag)."""
    return [name for section in sections for name in SECTIONS[section].model_fields if name != "data"]


def settings(given: dict[str, Any]) -> dict[str, Any]:
    """The given flags as values of the configuration; the first wrong one is refused by its name.

    Pairs become dictionaries: {"arg": ["hidden_dims=[64,64]"]} gives {"arg": {"hidden_dims": [64, 64]}}.
    """
    values = {name: _read(name, value) for name, value in given.items()}
    config = RunConfig().replace(**values).flat()
    return {name: config[name] for name in values}


def _read(name: str, value: Any) -> Any:
    """The flag's text as the configuration takes it; a wrong value is refused with what would be right."""
    if name in COMMAS and not isinstance(value, str):
        value = [piece for text in value for piece in (_arguments(text) if name == "arg" else _pieces(text))]
    if name in PAIRS:
        return dict(_pair(name, text) for text in value)
    choices = _choices(name)
    if isinstance(value, str) and choices and value not in choices:
        listed, near = ", ".join(choices), nearest(value, choices)
        raise InputError("cli.bad_choice", flag=_dashed(name), value=value, choices=listed, nearest=near)
    return None if value == "none" and _may_be_none(name) else value


def _pieces(text: str) -> list[str]:
    """The names in `k,m`; one in double quotes may hold a comma."""
    return [piece.strip() for piece in next(csv.reader([text], skipinitialspace=True), []) if piece.strip()]


def _arguments(text: str) -> list[str]:
    """a=1,b=[2,3] parted where a new name begins; a list keeps its commas."""
    return [piece.strip() for piece in re.split(r",(?=\s*[A-Za-z_][\w-]*\s*=)", text)]


def repeatable(name: str) -> bool:
    """Whether a field takes several values: its flag may be given more than once."""
    field = SECTIONS[field_sections()[name]].model_fields[name] if name in field_sections() else None
    return field is not None and (name in PAIRS or get_origin(field.annotation) is tuple)


def _may_be_none(name: str) -> bool:
    return type(None) in get_args(SECTIONS[field_sections()[name]].model_fields[name].annotation)


def _wanted(name: str) -> str:
    """What a field takes, in symbols that need no language; for a pattern, its help line."""
    return wanted(name) or _described(name).rstrip(".。")


def _pair(name: str, text: str) -> tuple[str, Any]:
    key, equals, value = text.partition("=")
    if not equals or not key.strip():
        raise InputError("cli.not_a_pair", flag=_dashed(name), value=text)
    return key.strip().replace("-", "_") if name == "arg" else key.strip(), plain_value(
        value
    ) if name == "arg" else value


def plain_value(text: str) -> Any:
    """What a person means by a value: JSON, or true/false/none in any case, or a list 64,64 or [tanh,relu], or a word."""
    text = text.strip()
    try:
        return json.loads(text)
    except ValueError:
        pass
    plain = {"true": True, "false": False, "none": None, "null": None}
    if text.lower() in plain:
        return plain[text.lower()]
    bare = text[1:-1] if text[:1] + text[-1:] in ("[]", "()") else text
    if bare is not text or "," in bare:
        return [plain_value(item) for item in bare.split(",") if item.strip()]
    return text.strip("'\"")


def _flag(name: str) -> inspect.Parameter:
    """The parameter that cyclopts reads: type for the help, text as typed for us."""
    section = field_sections()[name]
    field = SECTIONS[section].model_fields[name]
    group = Group(say(f"cli.group.{section}"), sort_key=10 + list(SECTIONS).index(section))
    if field.annotation is bool:
        parameter = Parameter(group=group, help=_help(name, field), show_default=words.language() == "en")
        return _keyword(name, bool, parameter, field.default)
    several = repeatable(name)
    parameter = Parameter(
        group=group, help=_help(name, field), converter=partial(_checked, name, several), n_tokens=1, negative=(),
        show_default=_default(field, several), show_choices=words.language() == "en",
    )  # fmt: skip
    annotation = tuple[str, ...] if several else get_type_hints(SECTIONS[section])[name]  # without the bounds
    return _keyword(name, annotation, parameter, field.default if not several else ())


def _default(field: FieldInfo, several: bool) -> Any:
    """What help shows as the default: nothing, as it is, or a list as it would be typed (Chinese help says it itself)."""
    if words.language() != "en" or field.default in (None, "", (), {}):
        return False
    return (lambda _: ",".join(field.default)) if several else True


def _keyword(name: str, annotation: Any, parameter: Parameter, default: Any) -> inspect.Parameter:
    hint: Any = Annotated[annotation, parameter]
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, annotation=hint, default=default)


def _help(name: str, field: FieldInfo) -> str:
    """The option's line in the reader's language; Chinese help says default and choices itself."""
    if words.language() == "en":
        return _described(name) + (
            " (repeatable, or with commas)" if name in COMMAS else " (repeatable)" if repeatable(name) else ""
        )
    choices = _choices(name)
    listed = f" [可选：{', '.join(choices)}]" if choices else ""
    default = f" [默认：{field.default}]" if field.default not in (None, "", (), {}) else ""
    return _described(name) + listed + default


def _described(name: str) -> str:
    """What an option is, in the reader's language."""
    description = SECTIONS[field_sections()[name]].model_fields[name].description or ""
    return OPTIONS_ZH.get(name, description) if words.language() == "zh" else description


def _choices(name: str) -> list[str]:
    """All values that the field may have, if they can be listed."""
    annotation = SECTIONS[field_sections()[name]].model_fields[name].annotation
    return [str(value) for value in get_args(annotation)] if get_origin(annotation) is Literal else []


def _dashed(name: str) -> str:
    return "--" + name.replace("_", "-")


def _checked(name: str, several: bool, hint: Any, tokens: Sequence[Any]) -> Any:
    """The flag's value once it is known to be right; pairs stay text, because cyclopts knows no dictionaries here."""
    text = [token.value for token in tokens]
    try:
        value = settings({name: text if several else text[0]})[name]
    except InputError as error:
        if error.code != "config.bad_value":
            raise
        raise InputError(
            "cli.bad_value", flag=_dashed(name), value=" ".join(text), wanted=_wanted(name), commas=name in PAIRS
        ) from None
    return tuple(text) if several else value
