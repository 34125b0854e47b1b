"""How to use a finished run: the commands and the Python that report and model card show."""

import shlex

from lamina.words import say


def commands(folder: str) -> list[tuple[str, str]]:
    """(what it does, what to type) for a run's folder."""
    run = shlex.quote(folder)
    return [
        (say("report.use_predict"), f"lamina predict {run} {say('report.new_data')}"),
        (say("report.use_evaluate"), f"lamina evaluate {run} {say('report.new_data')}"),
        (say("report.use_verify"), f"lamina verify {run}"),
        (say("report.use_export"), f"lamina export {run} --format onnx"),
        (say("report.use_repeat"), f"lamina train --config {shlex.quote(folder + '/config.json')}"),
    ]


def python_lines(folder: str) -> str:
    """The same in Python."""
    return f'import lamina\n\nmodel = lamina.load({folder!r})\nmodel.predict("{say("report.new_data")}")'
