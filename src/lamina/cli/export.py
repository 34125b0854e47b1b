"""`lamina export RUN --format onnx|code`."""

from typing import Annotated, Literal

from cyclopts import Parameter

from lamina.cli.screen import out
from lamina.core.errors import InputError, nearest
from lamina.words import language, say

FORMATS = ("onnx", "code")
_ENGLISH = language() == "en"


def _as_typed(hint: object, tokens: tuple) -> str:
    return tokens[0].value


def command(
    run: Annotated[str, Parameter(help=say("cli.argument.run"))],
    /,
    *,
    format: Annotated[
        Literal["onnx", "code"],
        Parameter(
            help=say("cli.option.format"), converter=_as_typed, n_tokens=1, show_choices=_ENGLISH, show_default=_ENGLISH
        ),
    ] = "onnx",
    to: Annotated[str | None, Parameter(help=say("cli.option.to_folder"))] = None,
) -> None:
    """Write the model of a run for other programs, checked against the model itself."""
    if format not in FORMATS:
        found = nearest(format, FORMATS)
        raise InputError("cli.bad_choice", flag="--format", value=format, choices=", ".join(FORMATS), nearest=found)
    from lamina.verbs.export import export

    path = export(run, format=format, to=to)
    out().print(say(f"cli.exported_{format}", path=str(path)), soft_wrap=True, markup=False)
