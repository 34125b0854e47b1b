"""How to use a finished run: the commands and the Python that summary, report and model card show.

own: of a run whose network is the user's own, its `file.py:Class`, which must be named each time; else "".
asks: what the model is asked with, see ASKS.
"""

import shlex

from lamina.words import say

# rows or images | a beginning to write on | a text with hidden tokens | a word | a text to translate
ASKS = ("data", "prompt", "hidden", "word", "text")
PROMPTED = ("prompt", "hidden")  # given behind --prompt


def commands(folder: str, own: str = "", asks: str = "data") -> list[tuple[str, str]]:
    """(what it does, what to type) for a run's folder."""
    run, named = shlex.quote(folder), flag(own)
    asked = say("report.new_data") if asks == "data" else _typed(asks)
    written = {"word": "word2vec", "hidden": ""}.get(asks, "onnx")  # of hidden words nothing can be exported
    found = [
        (say(f"report.use_predict.{asks}"), f"lamina predict {run} {asked}{named}"),
        (say("report.use_evaluate"), f"lamina evaluate {run} {say('report.new_data')}{named}"),
        (say("report.use_verify"), f"lamina verify {run}{named}"),
        (say("report.use_repeat"), f"lamina train --config {shlex.quote(folder + '/config.json')}{named}"),
    ]
    if written:
        found.insert(3, (say("report.use_export"), f"lamina export {run} --format {written}{named}"))
    return found


def python_lines(folder: str, own: str = "", asks: str = "data") -> str:
    """The same in Python."""
    asked = f'"{say("report.new_data")}"' if asks == "data" else _argument(asks)
    return f"import lamina\n\nmodel = {_loaded(folder, own)}\nmodel.predict({asked})"


def next_commands(folder: str, own: str = "", program: str = "lamina", asks: str = "data") -> list[str]:
    """What to type after a training; program: how `lamina` is called here."""
    run, named = shlex.quote(folder), flag(own)
    return [f"{program} evaluate {run}", f"{program} predict {run} {_typed(asks)}{named}"]


def next_in_python(folder: str, own: str = "", asks: str = "data") -> list[str]:
    """The same for those who trained in Python, in any later process."""
    return [f"{_loaded(folder, own)}.predict({_argument(asks)})"]


def flag(own: str) -> str:
    """The flag that names the user's own network, with a blank before it."""
    return f" --network {shlex.quote(own)}" if own else ""


def _typed(asks: str) -> str:
    """What stands behind `predict RUN`: YOUR-DATA, --prompt "YOUR BEGINNING"."""
    text = say(f"show.your_{asks}")
    if asks in PROMPTED:
        return f'--prompt "{text}"'
    return f'"{text}"' if " " in text else text


def _argument(asks: str) -> str:
    """The argument of `predict` in Python."""
    text = f'"{say(f"show.your_{asks}")}"'
    return f"prompt={text}" if asks in PROMPTED else text


def _loaded(folder: str, own: str) -> str:
    return f"lamina.load({folder!r}, network={own!r})" if own else f"lamina.load({folder!r})"
