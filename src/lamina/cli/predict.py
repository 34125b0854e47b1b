"""`lamina predict RUN DATA`."""

import io
import sys
from pathlib import Path
from typing import Annotated, Any

from cyclopts import Parameter

from lamina.cli.early import check_data, check_run
from lamina.cli.own import OwnNetwork, check_own
from lamina.cli.screen import err, out
from lamina.core.errors import InputError
from lamina.core.files import write_atomically
from lamina.words import say

WRITERS = {".csv": "write_csv", ".json": "write_json", ".parquet": "write_parquet"}


def command(
    run: Annotated[str, Parameter(help=say("cli.argument.run"))],
    data: Annotated[str, Parameter(help=say("cli.argument.raw"))],
    /,
    *,
    to: Annotated[str | None, Parameter(help=say("cli.option.to"))] = None,
    probabilities: Annotated[
        bool, Parameter(help=say("cli.option.probabilities"), negative=(), show_default=False)
    ] = False,
    crops: Annotated[int, Parameter(help=say("cli.option.crops"))] = 1,
    network: OwnNetwork = None,
) -> None:
    """Answer raw rows or images with the model of a run."""
    if to is not None and Path(to).suffix.lower() not in WRITERS:
        raise InputError("cli.unknown_format", path=to, names=", ".join(WRITERS))
    check_run(run)
    check_own(network)
    check_data(data)
    if to is not None and Path(to).exists() and Path(data).exists() and Path(to).samefile(data):
        raise InputError("cli.answers_over_data", path=to)
    from lamina.verbs.predict import answer

    frame, notes = answer(run, data, probabilities=probabilities, crops=crops, network=network)
    for note in notes:
        err().print(say(note.code, note.parameters), soft_wrap=True, markup=False, highlight=False)
    if to is not None:
        _write(frame, Path(to))
    elif sys.stdout.isatty():
        from lamina.report.tables import frame_view

        out().print(frame_view(frame.columns, frame.head(40).rows(), frame.height))
    else:
        print(frame.write_csv(), end="")


def _write(frame: Any, path: Path) -> None:
    """The frame as a whole file or none: CSV, JSON (a list of rows) or Parquet by the ending."""
    buffer = io.BytesIO()
    getattr(frame, WRITERS[path.suffix.lower()])(buffer)
    write_atomically(path, buffer.getvalue())
    err().print(say("cli.wrote_rows", rows=frame.height, path=str(path)), soft_wrap=True, markup=False)
