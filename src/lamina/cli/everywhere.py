"""Flags that every command has, wherever they stand: --lang, --debug, --quiet. Read first, because help needs the language."""

import os
from collections.abc import Sequence
from dataclasses import dataclass

from lamina import words
from lamina.core.errors import InputError, nearest


@dataclass
class Everywhere:
    """How this process speaks."""

    debug: bool = False
    quiet: bool = False


now = Everywhere()


def take(arguments: Sequence[str]) -> list[str]:
    """Set language, debug and quiet from the arguments, and give back the rest; after `--` nothing is read."""
    now.debug, now.quiet = False, False
    words.use(os.environ.get("LAMINA_LANG", "en"))
    left: list[str] = []
    waiting = list(arguments)
    while waiting:
        argument = waiting.pop(0)
        if argument == "--":
            return [*left, argument, *waiting]
        if argument == "--debug":
            now.debug = True
        elif argument in ("--quiet", "-q"):
            now.quiet = True
        elif argument == "--lang" or argument.startswith("--lang="):
            _speak(argument.partition("=")[2] if "=" in argument else waiting.pop(0) if waiting else "")
        else:
            left.append(argument)
    return left


def _speak(language: str) -> None:
    if language not in words.LANGUAGES:
        names = ", ".join(words.LANGUAGES)
        raise InputError(
            "cli.bad_choice", flag="--lang", value=language, choices=names, nearest=nearest(language, words.LANGUAGES)
        )
    words.use(language)
