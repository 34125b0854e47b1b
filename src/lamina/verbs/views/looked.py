"""What `lamina explain` looks at: a trained network and a few rows, as its views take them."""

from collections.abc import Callable
from dataclasses import dataclass

from torch import Tensor

from lamina.bundle.model import Model
from lamina.core.batch import Part
from lamina.core.rows import Inputs
from lamina.report.section import Section


@dataclass(frozen=True)
class LookedRow:
    """One row: its name for people, why it was chosen (sure_right | sure_wrong | unsure | given ...), target and answer.

    target, answer: as people read them ("" where there is none); index: the output that is explained, None where the
    network answers with a number; place: of hidden tokens the one in the text that is asked about, from 0. notes: what
    was done to read the input, in sentences, the same for all its rows.
    """

    name: str
    chosen: str
    target: str
    answer: str
    index: int | None
    place: int | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Looked:
    """raw: the rows' inputs as a Part holds them (n, ...); inputs: what the network takes of them, on its device (n, ...).

    parts: the run's own parts ("train", "validation", "test"), read when a view first needs them; of a bundle alone,
    and where the data is no longer there, an empty dictionary. layer: of `--layer`, else "". beside: another model that
    the view of filters compares with. unit: of `--unit`, a map of that layer (number,) or a place in it (number, row,
    column).
    """

    model: Model
    rows: tuple[LookedRow, ...]
    raw: Inputs
    inputs: tuple[Tensor, ...]
    parts: Callable[[], dict[str, Part]]
    layer: str = ""
    beside: Model | None = None
    unit: tuple[int, ...] = ()


@dataclass(frozen=True)
class View:
    """One view: `fits` says at once whether it has a meaning for this model; `show` measures and draws.

    `show` raises InputError, in a sentence for people, where the method does not apply after all (a branch, say).
    """

    name: str
    fits: Callable[[Looked], bool]
    show: Callable[[Looked], Section]
