"""Errors and warnings as a code with parameters; the sentences live in `words/` (no torch here).

A place that finds something wrong raises `InputError("table.no_target", target="pricee", nearest="price")`.
`words` installs the speaker that turns code and parameters into the sentence of the reader's language,
so this file needs no floor above it. The class says whose fault it is, which is the exit code:

    0  fine          1  LaminaError: our defect       2  InputError: the user's input
    3  StoppedError: training stopped itself          130  InterruptedRunError: stopped by the user and saved
"""

import difflib
import warnings
from collections.abc import Callable, Iterable
from typing import Any


def _plain(code: str, parameters: dict[str, Any]) -> str:
    return f"{code} {parameters}"


_speaker: Callable[[str, dict[str, Any]], str] = _plain


def set_speaker(speaker: Callable[[str, dict[str, Any]], str]) -> None:
    """Install the function (code, parameters) -> sentence; `lamina.words` does so when it is imported."""
    global _speaker
    _speaker = speaker


def sentence(code: str, parameters: dict[str, Any]) -> str:
    """The sentence for a code in the reader's language (or code and parameters when no words are loaded)."""
    return _speaker(code, parameters)


class LaminaError(Exception):
    """Something went wrong: a code with parameters. On its own: a defect of Lamina (exit code 1)."""

    exit_code = 1

    def __init__(self, code: str, /, **parameters: Any) -> None:
        super().__init__(code)
        self.code = code
        self.parameters = parameters

    def __str__(self) -> str:
        return sentence(self.code, self.parameters)

    def __reduce__(self) -> tuple[Any, ...]:  # survives process pools
        return _rebuild, (type(self), self.code, self.parameters)


class InputError(LaminaError, ValueError):
    """The user's input (data, option, file) cannot be used; the sentence says what, where and the remedy."""

    exit_code = 2


class StoppedError(LaminaError):
    """Training stopped itself: a loss that is not finite, or a budget that allows no step."""

    exit_code = 3


class InterruptedRunError(LaminaError):
    """The user stopped the run (Ctrl-C); the state is saved and can be resumed."""

    exit_code = 130


class LaminaWarning(UserWarning):
    """Something the user should know, as a code with parameters."""

    def __init__(self, code: str, /, **parameters: Any) -> None:
        super().__init__(code)
        self.code = code
        self.parameters = parameters

    def __str__(self) -> str:
        return sentence(self.code, self.parameters)


def _rebuild(kind: type[LaminaError], code: str, parameters: dict[str, Any]) -> LaminaError:
    return kind(code, **parameters)


def warn(code: str, /, stacklevel: int = 3, **parameters: Any) -> None:
    """Warn the user with a code and its parameters."""
    warnings.warn(LaminaWarning(code, **parameters), stacklevel=stacklevel)


def nearest(word: str, choices: Iterable[str]) -> str:
    """The choice that looks most like `word`, or "" when none does (case is ignored)."""
    by_lower = {choice.lower(): choice for choice in choices}
    found = difflib.get_close_matches(word.lower(), by_lower, n=1, cutoff=0.5)
    return by_lower[found[0]] if found else ""
