"""The steps of one row that is looked at: its tokens as people read them, its curves, and what a unit could follow."""

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from lamina.core.spec import TextSpec
from lamina.data.texts.vocabulary import BLANK, PADDING_ID
from lamina.report.views.steps import Steps
from lamina.verbs.views.looked import Looked
from lamina.words import say

ENDS = ".!?;:。！？；：\n"  # signs after which something new begins


@dataclass(frozen=True)
class Signal:
    """Something of the input that changes from step to step, (T,): what people call it."""

    name: str
    values: NDArray[np.float64]


def one_row(looked: Looked, row: int) -> tuple[Tensor, ...]:
    """The network's inputs of one row, (1, ...) each, without the padding that other rows beside it need."""
    inputs = tuple(value[row : row + 1] for value in looked.inputs)
    if looked.model.spec.text is None:
        return inputs
    tokens, lengths, *written = inputs
    kept = tuple(value[:, : max(1, int((value[0] != PADDING_ID).sum()))] for value in written)
    return (tokens[:, : max(1, int(lengths[0]))], lengths, *kept)


def token_names(tokens: Tensor, spec: TextSpec) -> tuple[str, ...]:
    """Tokens (L,) as labels: a piece inside a word begins with ·, blanks and line ends are seen."""
    return tuple(token_name(spec.vocabulary[number], spec) for number in tokens.tolist())


def token_name(token: str, spec: TextSpec) -> str:
    """One token as a label."""
    if spec.tokens == "pieces" and len(token) > 1 and not token.startswith("<"):
        return token[len(BLANK) :] if token.startswith(BLANK) else f"·{token}"
    return {" ": "␣", BLANK: "␣", "\n": "⏎", "\t": "⇥"}.get(token, token)


def steps_of(looked: Looked, row: int) -> Steps:
    """What stands along the foot of a picture of this row: the tokens that are read, or the curves of the window."""
    spec = looked.model.spec
    if spec.text is not None:
        return Steps(token_names(one_row(looked, row)[0][0], spec.text))
    if "window" not in looked.raw:
        return Steps()
    window = looked.raw["window"][row : row + 1][0].numpy()
    first = spec.series.targets if spec.series is not None else ()
    names = sorted((column.name for column in spec.numbers), key=lambda name: name not in first)
    places = {column.name: place for place, column in enumerate(spec.numbers)}
    return Steps((), {name: window[:, places[name]] for name in names})


def signals_of(steps: Steps, count: int) -> list[Signal]:
    """What a unit could follow over the `count` steps: level and change of each curve, place, distance from a sign."""
    found = []
    for name, curve in steps.curves.items():
        found.append(Signal(say("gates.level", name=name), curve))
        found.append(Signal(say("gates.change", name=name), np.diff(curve, prepend=curve[:1])))
    found.append(Signal(say("gates.place"), np.arange(count, dtype=np.float64)))
    if steps.names:
        ends = [name in ENDS or name == "⏎" for name in steps.names]
        if any(ends[:-1]):
            found.append(Signal(say("gates.since_sign"), _since(ends)))
        blanks = [name == "␣" for name in steps.names]
        if any(blanks):
            found.append(Signal(say("gates.since_blank"), _since(blanks)))
        if any(name[:1].isupper() for name in steps.names):
            found.append(Signal(say("gates.capital"), np.array([float(name[:1].isupper()) for name in steps.names])))
    return [signal for signal in found if float(signal.values.std()) > 0]


def _since(marks: list[bool]) -> NDArray[np.float64]:
    """Steps since the last mark, the mark's own step being 0; from the beginning before the first."""
    since, found = 0, []
    for mark in marks:
        since = 0 if mark else since + 1
        found.append(float(since))
    return np.array(found)


def as_numbers(values: Tensor) -> NDArray[np.float64]:
    """A tensor as float64 numbers on the processor."""
    return values.detach().to("cpu", torch.float64).numpy()
