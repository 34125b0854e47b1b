"""What cyclopts says of a wrong command line, as our sentences in the reader's language (exit code 2)."""

from collections.abc import Iterable
from itertools import chain
from typing import Any

from cyclopts import exceptions
from cyclopts.exceptions import CycloptsError

from lamina.cli.flags import COMMAS, repeatable
from lamina.core.errors import InputError, nearest


def explain(error: CycloptsError, commands: Iterable[str]) -> InputError:
    """One sentence for a mistake in the command line: what is wrong, and the nearest thing that exists."""
    if isinstance(error.__cause__, InputError):  # a flag's own check
        return error.__cause__
    command = " ".join(("lamina", *(error.command_chain or ())))
    if isinstance(error, exceptions.UnknownOptionError):
        return _unknown_flag(error, command)
    if isinstance(error, exceptions.UnknownCommandError):
        return _unknown_command(str((error.unused_tokens or [""])[0]), list(commands))
    if isinstance(error, exceptions.UnusedCliTokensError):
        unused = [str(token) for token in error.unused_tokens or ()]
        words = " ".join(unused)
        tokens = list(error.root_input_tokens or ())
        if flag := _several(tokens, unused):
            joined = _commas(flag, tokens, unused)
            return InputError("cli.one_value_each", flag=flag, words=words, command=command, commas=joined)
        return InputError("cli.too_many_arguments", words=words, command=command)
    if isinstance(error, exceptions.RepeatArgumentError):
        return InputError("cli.repeated_flag", flag=_name(error))
    if isinstance(error, exceptions.MissingArgumentError):
        name = _name(error)
        if name.startswith("-"):
            return InputError("cli.flag_needs_value", flag=name, command=command)
        return InputError("cli.missing_argument", name=name, command=command)
    error.verbose = False
    return InputError("cli.misread", reason=str(error).rstrip("."), command=command)


def _several(tokens: list[str], unused: list[str]) -> str:
    """The repeatable flag whose value stands right before the first unused word: `--ignore k m z`; else ""."""
    for place in range(2, len(tokens)):
        if tokens[place] == unused[0] and tokens[place - 2].startswith("--"):
            flag = tokens[place - 2]
            return flag if repeatable(flag[2:].replace("-", "_")) else ""
    return ""


def _commas(flag: str, tokens: list[str], unused: list[str]) -> str:
    """All the values joined, where the flag takes commas."""
    takes = flag[2:].replace("-", "_") in COMMAS
    return ",".join([tokens[tokens.index(flag) + 1], *unused]) if takes else ""


def _unknown_flag(error: exceptions.UnknownOptionError, command: str) -> InputError:
    flag = (error.token.keyword or error.token.value).partition("=")[0]
    known = [
        name for name in chain.from_iterable(a.names for a in error.argument_collection if a.parse) if name[:2] == "--"
    ]
    known += ["--lang", "--debug", "--quiet", "--help", "--version"]
    asked = flag.lstrip("-").replace("_", "-")
    by_name = {name.removeprefix("--"): name for name in known}
    found = nearest(asked, by_name)
    return InputError("cli.unknown_flag", flag=flag, nearest=by_name.get(found, ""), command=command)


def _unknown_command(word: str, commands: list[str]) -> InputError:
    if word.startswith("-"):
        flags = {"help": "--help", "version": "--version", "lang": "--lang", "debug": "--debug", "quiet": "--quiet"}
        found = nearest(word.lstrip("-"), flags)
        return InputError("cli.unknown_flag", flag=word, nearest=flags.get(found, ""), command="lamina")
    names = ", ".join(commands)
    return InputError("cli.unknown_command", word=word, nearest=nearest(word, commands), names=names)


def _name(error: Any) -> str:
    """The flag or argument a mistake is about, as the user typed it or as help shows it."""
    token = getattr(error, "token", None)
    if token is not None and token.keyword:
        return token.keyword
    if error.argument is None:
        return "?"
    keyword = getattr(error, "keyword", None)
    return keyword or error.argument.name
