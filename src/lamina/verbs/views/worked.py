"""`lamina explain neuron`: back-propagation through a small network of fixed numbers, as it is worked by hand."""

from dataclasses import dataclass
from pathlib import Path

from rich.console import Group, RenderableType
from rich.constrain import Constrain
from rich.text import Text

from lamina.core.errors import InputError, nearest
from lamina.core.files import write_atomically
from lamina.lens.backprop import backpropagate
from lamina.lens.presets import PRESETS, RECURRENT, WINDOWS
from lamina.lens.recurrence import recurrent_pass
from lamina.lens.windowed import through_window, window_at
from lamina.report.document import document
from lamina.report.html import Html, tag
from lamina.report.worked.backprop_steps import backprop_steps
from lamina.report.worked.equation import Step
from lamina.report.worked.equation_html import steps_html
from lamina.report.worked.equation_text import PROSE_WIDTH, steps_view
from lamina.report.worked.network_sketch import network_sketch
from lamina.report.worked.recurrence_steps import recurrence_steps
from lamina.report.worked.window_steps import window_steps
from lamina.verbs.shown import Shown
from lamina.verbs.views.backprop import PAPER as DENSE_PAPER
from lamina.verbs.views.time import PAPER as TIME_PAPER
from lamina.verbs.views.window import PAPER as WINDOW_PAPER
from lamina.words import say

NAMES = (*PRESETS, *RECURRENT, *WINDOWS)
LOSSES = ("squared-error-half", "squared-error-mean", "squared-error-sum")  # of numbers
RATE = 0.1


@dataclass(frozen=True, repr=False)
class Worked(Shown):
    """An example worked step by step; `page` is it as HTML."""

    title: str
    about: str
    paper: str
    steps: tuple[Step, ...]
    sketch: Html | None = None

    def view(self) -> RenderableType:
        """The steps as the terminal shows them."""
        about = Constrain(Text(self.about), PROSE_WIDTH)
        return Group(Text(self.title, "bold cyan"), about, Text(), steps_view(self.steps))

    @property
    def page(self) -> str:
        """A page that stands alone."""
        head = tag(
            "header", tag("p", say("explain.page_mark"), class_="mark"), tag("h1", self.title), tag("p", self.about)
        )
        paper = tag("p", say("explain.paper", paper=self.paper), class_="quiet")
        body = tag("section", self.sketch, steps_html(self.steps), paper)
        return document(self.title, tag("main", head, body, tag("footer", say("report.footer"))))

    def write(self, path: str | Path) -> Path:
        """Write the page."""
        write_atomically(Path(path), self.page)
        return Path(path)


def worked(name: str, *, loss: str = "", learning_rate: float | None = None) -> Worked:
    """An example of fixed numbers: "neuron", "two-two-one", "softmax", "recurrent", "convolution", "pooling".

    loss: of the examples that answer with numbers "squared-error-half" (their default), "squared-error-mean" or
    "squared-error-sum". learning_rate: of the one step, 0.1 without one; a convolution and a pooling have neither.
    InputError: there is no such example, or the loss or rate cannot be.
    """
    if name not in NAMES:
        raise InputError("explain.no_example", name=name, nearest=nearest(name, NAMES), names=", ".join(NAMES))
    rate = RATE if learning_rate is None else learning_rate
    if not 0 < rate < float("inf"):
        raise InputError("explain.bad_rate", value=rate)
    if name in WINDOWS:
        if loss or learning_rate is not None:
            raise InputError("explain.no_loss_here", name=name, names=", ".join((*PRESETS, *RECURRENT)))
        return _window(name)
    _check_loss(name, loss)
    return _recurrent(name, loss, rate) if name in RECURRENT else _dense(name, loss, rate)


def _check_loss(name: str, loss: str) -> None:
    """Refuse a loss that the example cannot have: of classes it is the cross entropy, of numbers one of LOSSES."""
    classes = name not in RECURRENT and PRESETS[name]().loss == "cross-entropy"
    if classes and loss in LOSSES:
        raise InputError("explain.classes_only", name=name)
    if loss == "cross-entropy" and not classes:
        raise InputError("explain.one_output", name=name)
    if loss and loss not in (*LOSSES, "cross-entropy"):
        known = ("cross-entropy",) if classes else LOSSES
        raise InputError("lens.unknown_loss", loss=loss, nearest=nearest(loss, known), names=", ".join(known))


def _dense(name: str, loss: str, rate: float) -> Worked:
    preset = PRESETS[name]()
    passed = backpropagate(preset.network, preset.x, preset.target, loss=loss or preset.loss, learning_rate=rate)
    return Worked(*_told(name), DENSE_PAPER, tuple(backprop_steps(passed)), network_sketch(passed))


def _recurrent(name: str, loss: str, rate: float) -> Worked:
    preset = RECURRENT[name]()
    chosen = loss or LOSSES[0]
    passed = recurrent_pass(preset.layer, preset.x, preset.target, loss=chosen, learning_rate=rate)
    return Worked(*_told(name), TIME_PAPER, tuple(recurrence_steps(passed)))


def _window(name: str) -> Worked:
    window = WINDOWS[name]()
    seen = through_window(window.layer, window.x, window.delta)
    steps = window_steps(seen, 0, window.place, window_at(seen, seen.x, window.place))
    return Worked(*_told(name), WINDOW_PAPER, tuple(steps))


def _told(name: str) -> tuple[str, str]:
    """Title, and what the example is."""
    return say(f"explain.example.{name}"), say(f"explain.example_about.{name}")
