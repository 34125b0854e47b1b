"""`lamina`: finds the command, speaks of what went wrong, and ends with the exit code of `core.errors`.

Every command is a file of this folder, imported when it is used; inside it, heavy packages are imported when it runs.
"""

import contextlib
import inspect
import io
import os
import shlex
import sys
import traceback
from collections.abc import Sequence, Set

from cyclopts import App, CycloptsError, Group
from rich.text import Text

from lamina.cli import everywhere, screen
from lamina.cli.help_words import formatter
from lamina.cli.mistakes import explain
from lamina.core.errors import LaminaError
from lamina.words import say
from lamina.words.flags import set_flags

COMMANDS = {
    "learn": {"demo": "", "train": "DATA [--target Y] [--network N] [...]", "resume": "RUN"},
    "use": {
        "evaluate": "RUN [DATA]", "predict": "RUN DATA... [--to FILE] [--probabilities]",
        "export": "RUN [--format onnx|code]", "verify": "RUN [--resume]",
    },
    "look": {
        "data": "DATA [...]", "list": "[NAME]", "inspect": "NETWORK|RUN [--why] [--input 3x227x227] [...]",
        "explain": "RUN [INPUT] [--view NAME ...] | neuron | two-two-one | convolution | pooling", "doctor": "RUN [--try]",
        "compare": "RUN RUN ... | NETWORK NETWORK ...",
    },
}  # fmt: skip


def main(arguments: Sequence[str] | None = None) -> None:
    """The console script: run, then leave with the exit code."""
    code = run(sys.argv[1:] if arguments is None else arguments)
    with contextlib.suppress(BrokenPipeError, ValueError):
        sys.stdout.flush()
    sys.exit(code)


def run(arguments: Sequence[str]) -> int:
    """Run a command line and give its exit code; nothing but --debug shows a traceback."""
    try:
        _tolerate_any_character()
        _dispatch(everywhere.take(arguments))
        sys.stdout.flush()
        return 0
    except LaminaError as error:
        return _tell(_with_remedy(error) + _to_paste(error, arguments), error.exit_code)
    except BrokenPipeError:
        _close_pipe()
        return 0
    except KeyboardInterrupt:
        return _tell(say("cli.interrupted"), 130)
    except MemoryError:
        return _tell(say("cli.out_of_memory"), 1)
    except Exception as error:
        return _tell(say("cli.defect", kind=type(error).__name__, message=_first_line(error)), 1)
    finally:
        set_flags()


def make_app() -> App:
    """The commands with their help, in the language in use; none is imported yet."""
    app = App(
        name="lamina", help=say("cli.about"), usage=say("cli.usage", syntax=say("cli.command")), help_epilogue=say("cli.everywhere"),
        version_flags=[], result_action="return_value",
        help_formatter=formatter(),
        group_commands=Group(say("cli.group.commands")),
        group_arguments=Group(say("cli.group.arguments"), sort_key=0),
        group_parameters=Group(say("cli.group.parameters"), sort_key=1),
    )  # fmt: skip
    for place, (section, commands) in enumerate(COMMANDS.items()):
        group = Group(say(f"cli.group.{section}"), sort_key=place)
        for order, (name, syntax) in enumerate(commands.items()):
            usage = say("cli.usage", syntax=f"{name} {syntax}".rstrip())
            text = say(f"cli.help.{name}")
            app.command(f"lamina.cli.{name}:command", name=name, help=text, group=group, usage=usage, sort_key=order)
    app["--help"].help = say("cli.help.help")
    app["--help"].show = False
    return app


def command_names() -> list[str]:
    """All commands, in the order of the help."""
    return [name for commands in COMMANDS.values() for name in commands]


def _dispatch(arguments: list[str]) -> None:
    screen.show_warnings()
    if "--version" in arguments[:2]:
        from lamina.cli.version import show_version

        return show_version(arguments)
    try:
        set_flags(lambda: _flags_of(arguments[0] if arguments else ""))
        make_app()(arguments, exit_on_error=False, print_error=False, verbose=False)
    except CycloptsError as error:
        raise explain(error, command_names()) from None


def _tell(sentence: str, code: int) -> int:
    """One sentence on stderr; with --debug the traceback before it."""
    if everywhere.now.debug:
        traceback.print_exc()
    with contextlib.suppress(OSError):
        line = Text(screen.label("cli.error") if code != 130 else "", "bold red")
        screen.err().print(line.append(sentence, "default"), soft_wrap=True)
    return code


def _with_remedy(error: LaminaError) -> str:
    """The sentence; where its remedy is a flag of training only, the data must be mended instead."""
    sentence = str(error)
    set_flags()
    cut = error.code.startswith(("table.", "images.", "data.")) and sentence != str(error)
    return f"{sentence} {say('cli.as_training')}" if cut else sentence


def _to_paste(error: LaminaError, arguments: Sequence[str]) -> str:
    """The command as it was typed, with the network that has to be named; nothing for other errors."""
    if error.code != "verbs.own_unasked":
        return ""
    end = arguments.index("--") if "--" in arguments else len(arguments)
    asked = ["--network", str(error.parameters["hint"])]
    command = shlex.join([screen.program(), *arguments[:end], *asked, *arguments[end:]])
    return f" {say('cli.paste', command=command)}"


def _flags_of(command: str) -> Set[str] | None:
    """The flags of a command that was imported to be run; None before."""
    function = getattr(sys.modules.get(f"lamina.cli.{command}"), "command", None)
    if function is None:
        return None
    options = [item for item in inspect.signature(function).parameters.values() if item.kind is item.KEYWORD_ONLY]
    dashed = {_flag_name(item) for item in options}
    return {f"--{name}" for name in dashed} | {f"--no-{name}" for name in dashed}


def _flag_name(option: inspect.Parameter) -> str:
    """As it is typed, without its dashes: its own name, or the one that its annotation gives it."""
    given = [mark.name for mark in getattr(option.annotation, "__metadata__", ()) if getattr(mark, "name", None)]
    return given[0][0].removeprefix("--") if given else option.name.replace("_", "-")


def _first_line(error: Exception) -> str:
    lines = str(error).strip().splitlines()
    return lines[0][:300] if lines else "-"


def _tolerate_any_character() -> None:
    """Accents and Chinese on any terminal: what it cannot show becomes "?", and nothing fails."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def _close_pipe() -> None:
    """The reader left (`lamina predict ... | head`): keep Python from complaining at exit."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
