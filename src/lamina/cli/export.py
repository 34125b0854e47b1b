"""`lamina export RUN --format onnx|code|word2vec|word2vec-binary`."""

from collections.abc import Sequence
from typing import Annotated, Any, Literal

from cyclopts import Parameter

from lamina.cli.early import check_run
from lamina.cli.own import OwnNetwork, check_own
from lamina.cli.screen import out
from lamina.core.errors import InputError, nearest
from lamina.words import language, say

FORMATS = ("onnx", "code", "word2vec", "word2vec-binary")
_ENGLISH = language() == "en"


def _format(hint: Any, tokens: Sequence[Any]) -> str:
    """The format as typed, if there is such a one."""
    value = tokens[0].value
    if value not in FORMATS:
        found = nearest(value, FORMATS)
        raise InputError("cli.bad_choice", flag="--format", value=value, choices=", ".join(FORMATS), nearest=found)
    return value


def command(
    run: Annotated[str, Parameter(help=say("cli.argument.run"))],
    /,
    *,
    format: Annotated[
        Literal["onnx", "code", "word2vec", "word2vec-binary"],
        Parameter(
            help=say("cli.option.format"), converter=_format, n_tokens=1, show_choices=_ENGLISH, show_default=_ENGLISH
        ),
    ] = "onnx",
    to: Annotated[str | None, Parameter(help=say("cli.option.to_folder"))] = None,
    network: OwnNetwork = None,
) -> None:
    """Write the model of a run for other programs, checked against the model itself."""
    check_run(run)
    check_own(network)
    from lamina.verbs.load import load

    held = load(run, network=network)
    path = held.export(format, to)
    kind = "onnx" if format == "onnx" else "code"
    out().print(say(f"cli.exported_{kind}", path=str(path)), soft_wrap=True, markup=False)
    if format == "onnx":
        from lamina.bundle.onnx_example import onnx_example

        out().print(say("cli.onnx_example") + "\n", soft_wrap=True, markup=False)
        print(onnx_example(held.model.spec, str(path)), end="")
