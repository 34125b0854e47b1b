"""Errors and warnings as a code with parameters; the sentences live in `words/` (no torch here).

A place that finds something wrong raises `InputError("table.no_target", target="pricee", nearest="price")`.
`words` installs the speaker that turns code and parameters into the sentence of the reader's language,
so this file needs no floor above it. The class says whose fault it is, which is the exit code:

    0  fine          1  LaminaError: our defect       2  InputError: the user's input
    3  StoppedError: training stopped itself          130  InterruptedRunError: stopped by the user and saved
"""

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
    """The choice that looks like a slip of `word`, or "" when none does (case, blanks and -_. are ignored).

    A slip: at most one letter in three is put in, left out, changed or swapped with its neighbour (at least one
    letter, at least three letters long), or `word` begins the choice, or the other way round, with half its letters.
    """
    wanted = _bare(word)
    best, fewest = "", len(wanted) + 1.0
    for choice in choices:
        other = _bare(choice)
        short, long = sorted((wanted, other), key=len)
        edits = _edits(wanted, other)
        if long.startswith(short) and len(short) >= 2 and 2 * len(short) >= len(long):
            edits = min(edits, 1)
        allowed = max(1, len(long) // 3) if len(short) >= 3 or long.startswith(short) else 0
        if short and edits <= allowed and edits < fewest:
            best, fewest = choice, edits
    return best


def _bare(name: str) -> str:
    return "".join(letter for letter in name.lower() if letter not in " -_.")


def _edits(a: str, b: str) -> int:
    """Letters put in, left out, changed, or neighbours swapped (Damerau 1964, restricted) between two words."""
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i in range(1, len(a) + 1):
        before, last, row = row, before, [i]
        for j in range(1, len(b) + 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a[i - 1] != b[j - 1]))
            if i > 1 and j > 1 and a[i - 1] == b[j - 2] and a[i - 2] == b[j - 1]:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
    return row[-1]
