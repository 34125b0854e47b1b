"""Signature and help of the verbs that take settings, from `core.config`: `help(lamina.train)` lists every option."""

import inspect
import textwrap
from collections.abc import Callable
from typing import Any, TypeVar

from lamina.core.config import SECTIONS, field_sections
from lamina.core.option_text import wanted

Verb = TypeVar("Verb", bound=Callable[..., Any])
_WIDTH = 92


def takes(*sections: str, more: tuple[str, ...] = (), but: tuple[str, ...] = ()) -> Callable[[Verb], Verb]:
    """Give a verb with **options the options of these sections, and `more` single ones, as its signature and help."""

    def decorate(verb: Verb) -> Verb:
        signature = inspect.signature(verb)
        own = [item for item in signature.parameters.values() if item.kind is not inspect.Parameter.VAR_KEYWORD]
        taken = {item.name for item in own} | {"data", *but}
        names = [name for section in sections for name in SECTIONS[section].model_fields if name not in taken]
        names += [name for name in more if name not in names]
        options = [inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=_default(name)) for name in names]
        verb.__signature__ = signature.replace(parameters=[*own, *options])  # type: ignore[attr-defined]
        verb.__doc__ = f"{inspect.cleandoc(verb.__doc__ or '')}\n\nOptions and their defaults:\n{option_lines(names)}\n"
        return verb

    return decorate


def option_lines(names: list[str]) -> str:
    """An option per entry, by section: `epochs = "auto"  (INT >= 1 | auto)`, and below it what it is."""
    lines: list[str] = []
    before = ""
    for name in names:
        section = field_sections()[name]
        if section != before:
            lines.append(f"\n  {section}: {inspect.cleandoc(SECTIONS[section].__doc__ or '')}")
            before = section
        described = SECTIONS[section].model_fields[name].description or ""
        takes = wanted(name)
        lines.append(f"    {name} = {_default(name)!r}" + (f"  ({takes})" if takes else ""))
        lines += textwrap.wrap(described, _WIDTH, initial_indent=" " * 8, subsequent_indent=" " * 8)
    return "\n".join(lines)


def _default(name: str) -> Any:
    return SECTIONS[field_sections()[name]].model_fields[name].default
