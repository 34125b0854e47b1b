"""How to use a finished run: the commands and the Python that summary, report and model card show.

own: of a run whose network is the user's own, its `file.py:Class`, which must be named each time; else "".
"""

import shlex

from lamina.words import say


def commands(folder: str, own: str = "") -> list[tuple[str, str]]:
    """(what it does, what to type) for a run's folder."""
    run, named = shlex.quote(folder), flag(own)
    return [
        (say("report.use_predict"), f"lamina predict {run} {say('report.new_data')}{named}"),
        (say("report.use_evaluate"), f"lamina evaluate {run} {say('report.new_data')}{named}"),
        (say("report.use_verify"), f"lamina verify {run}{named}"),
        (say("report.use_export"), f"lamina export {run} --format onnx{named}"),
        (say("report.use_repeat"), f"lamina train --config {shlex.quote(folder + '/config.json')}{named}"),
    ]


def python_lines(folder: str, own: str = "") -> str:
    """The same in Python."""
    return f'import lamina\n\nmodel = {_loaded(folder, own)}\nmodel.predict("{say("report.new_data")}")'


def next_commands(folder: str, own: str = "", program: str = "lamina") -> list[str]:
    """What to type after a training; program: how `lamina` is called here."""
    run, named = shlex.quote(folder), flag(own)
    return [f"{program} evaluate {run}", f"{program} predict {run} {say('show.your_data')}{named}"]


def next_in_python(folder: str, own: str = "") -> list[str]:
    """The same for those who trained in Python, in any later process."""
    return [f'{_loaded(folder, own)}.predict("{say("show.your_data")}")']


def flag(own: str) -> str:
    """The flag that names the user's own network, with a blank before it."""
    return f" --network {shlex.quote(own)}" if own else ""


def _loaded(folder: str, own: str) -> str:
    return f"lamina.load({folder!r}, network={own!r})" if own else f"lamina.load({folder!r})"
