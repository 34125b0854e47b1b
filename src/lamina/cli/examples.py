"""`lamina explain neuron`: examples of fixed numbers, worked step by step; no run is needed."""

from pathlib import Path
from typing import Any

from lamina.cli.screen import out
from lamina.core.errors import InputError, nearest
from lamina.words import say

EXAMPLES = ("neuron", "two-two-one", "softmax", "recurrent", "convolution", "pooling")


def is_example(name: str) -> bool:
    """Whether an example is meant; a folder of that name is a run."""
    return name in EXAMPLES and not Path(name).exists()


def refuse_slip(name: str) -> None:
    """Refuse what is no run and looks like a slip of an example's name."""
    close = nearest(name, EXAMPLES)
    if close and not Path(name).exists():
        raise InputError("explain.no_such_run", path=name, nearest=close, names=", ".join(EXAMPLES))


def show_example(name: str, loss: str | None, learning_rate: float | None, to: str | None, **others: Any) -> None:
    """Print the steps; with --out write the page, NAME.html in the folder or the file of that name.

    others: what was given of the options of runs, which an example does not have.
    """
    wrong = next((option for option, value in others.items() if value), None)
    if wrong is not None:
        raise InputError("explain.example_alone", name=name, option="INPUT" if wrong == "input" else f"--{wrong}")
    from lamina.verbs.views.worked import worked

    found = worked(name, loss=loss or "", learning_rate=learning_rate)
    if to is None:
        out().print(found.view())
        return
    path = Path(to) if Path(to).suffix.lower() in (".html", ".htm") else Path(to) / f"{name}.html"
    out().print(say("explain.written", page=str(found.write(path))), soft_wrap=True, markup=False)
