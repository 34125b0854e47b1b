"""`lamina predict RUN [DATA]`."""

import sys
from pathlib import Path
from typing import Annotated, Any

from cyclopts import Parameter

from lamina.cli.answers_file import check_ending, csv_text, write_answers
from lamina.cli.early import check_data, check_run
from lamina.cli.own import OwnNetwork, check_own
from lamina.cli.screen import err, out
from lamina.core.errors import InputError
from lamina.core.visible import visible
from lamina.words import say


def command(
    run: Annotated[str, Parameter(help=say("cli.argument.run"))],
    /,
    *data: Annotated[str, Parameter(help=say("cli.argument.raw"))],
    to: Annotated[str | None, Parameter(help=say("cli.option.to"))] = None,
    probabilities: Annotated[
        bool, Parameter(help=say("cli.option.probabilities"), negative=(), show_default=False)
    ] = False,
    crops: Annotated[int, Parameter(help=say("cli.option.crops"))] = 1,
    prompt: Annotated[str | None, Parameter(help=say("cli.option.prompt"), allow_leading_hyphen=True)] = None,
    temperature: Annotated[float | None, Parameter(help=say("cli.option.temperature"))] = None,
    top_k: Annotated[int | None, Parameter(help=say("cli.option.top_k"))] = None,
    top_p: Annotated[float | None, Parameter(help=say("cli.option.top_p"))] = None,
    beam: Annotated[int | None, Parameter(help=say("cli.option.beam"))] = None,
    length: Annotated[int | None, Parameter(help=say("cli.option.length"))] = None,
    seed: Annotated[int | None, Parameter(help=say("cli.option.seed"))] = None,
    network: OwnNetwork = None,
    json: Annotated[bool, Parameter(help=say("cli.option.json"), negative=(), show_default=False)] = False,
) -> None:
    """Answer raw rows or images with the model of a run."""
    if not data and prompt is None:
        raise InputError("cli.missing_argument", name="DATA", command="lamina predict")
    _check(run, data, to, network)
    from lamina.verbs.predict import answers_as_json, answers_of_each

    options = {"prompt": prompt, "temperature": temperature, "top_k": top_k, "top_p": top_p}
    options |= {"beam": beam, "length": length, "seed": seed}
    frame, spec, notes = answers_of_each(
        run, data, probabilities=probabilities, crops=crops, network=network, **options
    )
    for note in notes:
        err().print(say(note.code, note.parameters), soft_wrap=True, markup=False, highlight=False)
    if to is not None:
        write_answers(answers_as_json(frame, spec) if to.lower().endswith(".json") else frame, Path(to))
    if json:
        print(answers_as_json(frame, spec).write_json())
    elif to is None:
        _show(frame, alone=not data)


def _check(run: str, data: tuple[str, ...], to: str | None, network: str | None) -> None:
    """Plain mistakes, before anything is loaded; answers are never written over the data."""
    if to is not None:
        check_ending(to)
    check_run(run)
    check_own(network)
    for path in data:
        check_data(path)
        if to is not None and Path(to).exists() and Path(path).exists() and Path(to).samefile(path):
            raise InputError("cli.answers_over_data", path=to)


def _show(frame: Any, alone: bool) -> None:
    """On a terminal a table, else CSV; what was written on one prompt alone as a text."""
    if alone:
        _show_text(frame.row(0, named=True))
    elif sys.stdout.isatty():
        from lamina.report.terminal.tables import frame_view

        out().print(frame_view(frame.columns, frame.head(40).rows(), frame.height))
    else:
        print(csv_text(frame), end="")


def _show_text(answer: dict[str, Any]) -> None:
    """What was written on a prompt, as a text; what is unusual about the prompt goes to stderr."""
    if answer.get("outside"):
        err().print(answer["outside"], soft_wrap=True, markup=False, highlight=False)
    if answer.get("candidates"):  # of hidden tokens
        err().print(answer["candidates"], soft_wrap=True, markup=False, highlight=False)
    print(visible(f"{answer.get('prompt', '')}{answer['answer']}"))  # a translation stands alone
