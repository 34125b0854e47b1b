"""The view `past`: which steps of a window, and which of its variables, count for the answer."""

from dataclasses import dataclass
from functools import partial

import numpy as np
import torch
from numpy.typing import NDArray

from lamina.core.looks import Attribution
from lamina.lens.attribution import integrated_gradients
from lamina.lens.sanity import checked
from lamina.lens.undisturbed import undisturbed
from lamina.report.section import Picture, Section
from lamina.report.views.past_picture import Counted, draw_past
from lamina.verbs.views.looked import Looked, View
from lamina.verbs.views.row_steps import as_numbers, steps_of
from lamina.words import say

MOST_ROWS, MOST_TOLD = 3, 3
NEWEST = 3  # steps whose share is told
LEAST = 0.02  # of the whole: a step with less is not named

Values = NDArray[np.float64]


@dataclass(frozen=True)
class Asked:
    """One answer of the network: which output, what people call it, and how many of its units one of the network's is."""

    index: int
    name: str
    scale: float
    unit: str
    ahead: int = 1  # of a forecast, the step


def fits(looked: Looked) -> bool:
    """A window of a series, or a sequence of numbers."""
    return looked.model.spec.kind in ("series", "sequences") and bool(looked.rows)


def show(looked: Looked) -> Section:
    """Integrated gradients over the window, of the next step and of the last that is forecast."""
    sentences, pictures = [], []
    variables = [column.name for column in looked.model.spec.numbers]
    for row in range(min(len(looked.rows), MOST_ROWS)):
        counted = []
        for number, asked in enumerate(_asked(looked, row)):
            found = _attribution(looked, row, asked)
            values = as_numbers(found.values) * asked.scale
            counted.append(Counted(asked.name, values, asked.unit))
            if row == 0 or number == 0:  # of further rows the first answer says enough
                sentences.append(say("past.found", **_told(looked, row, asked, values)))
            if row == 0:
                sentences.append(_trust(found, asked))
        picture = draw_past(looked.rows[row].name, steps_of(looked, row), variables, counted, _ahead(looked, row))
        pictures.append(Picture(f"past-{row + 1}", picture, say("past.alt", row=looked.rows[row].name)))
    sentences.append(say("past.how_to_read"))
    return Section("past", say("past.title"), say("past.paper"), tuple(sentences), tuple(pictures))


def _asked(looked: Looked, row: int) -> list[Asked]:
    """The answers that are explained: the class; the number; of a forecast the first target's next and last step."""
    spec, seen = looked.model.spec, looked.rows[row]
    if spec.classes or spec.multi_label:
        return [Asked(seen.index or 0, seen.answer, 1.0, say("past.logit"))]
    scales = getattr(looked.model.finish, "scale", None)

    def scale(index: int) -> float:
        return float(scales[index]) if isinstance(scales, torch.Tensor) else 1.0

    if spec.series is None:
        return [Asked(0, spec.targets[0].name, scale(0), "")]
    steps = sorted({1, spec.series.horizon})
    target = spec.series.targets[0]
    return [Asked(step - 1, f"{target} +{step}", scale(step - 1), "", step) for step in steps]


def _attribution(looked: Looked, row: int, asked: Asked) -> Attribution:
    """Against a window in which every variable stands at its mean of training all the time."""
    inputs = tuple(value[row : row + 1] for value in looked.inputs)
    return checked(partial(integrated_gradients, inputs=inputs, index=asked.index), looked.model.network)


def _told(looked: Looked, row: int, asked: Asked, values: Values) -> dict[str, object]:
    """The steps and variables that count most."""
    spec = looked.model.spec
    sizes = np.abs(values)
    whole = float(sizes.sum()) or 1.0
    by_step, by_variable = sizes.sum(axis=1), sizes.sum(axis=0)
    best = [step for step in np.argsort(-by_step, kind="stable")[:MOST_TOLD].tolist() if by_step[step] >= LEAST * whole]
    variables = [
        (spec.numbers[place].name, float(by_variable[place]) / whole)
        for place in np.argsort(-by_variable, kind="stable")[:MOST_TOLD]
    ]
    return {
        "row": looked.rows[row].name, "name": asked.name, "unit": asked.unit,
        "steps": [(len(values) - 1 - step, float(values[step].sum())) for step in best],
        "newest": float(by_step[-NEWEST:].sum()) / whole, "of": NEWEST, "count": len(values),
        "variables": variables if len(spec.numbers) > 1 else [],
        "season": None if spec.series is None else _season(by_step / whole, spec.series.season, asked.ahead),
    }  # fmt: skip


def _season(shares: Values, season: int, ahead: int) -> tuple[int, float] | None:
    """(season, the share of the step whole seasons before the one that is forecast), where the window holds it."""
    if season < 2:
        return None
    place = len(shares) - 1 + ahead - season * -(-ahead // season)
    return (season, float(shares[place])) if 0 <= place < len(shares) else None


def _trust(found: Attribution, asked: Asked) -> str:
    sums = {"total": found.total * asked.scale, "residual": found.residual, "change": found.change}
    expected = None if found.expected is None else found.expected * asked.scale
    return say("past.trust", name=asked.name, expected=expected, **sums)


def _ahead(looked: Looked, row: int) -> Values | None:
    """The forecast of the first target in raw units, (H,)."""
    series = looked.model.spec.series
    if series is None:
        return None
    with undisturbed(looked.model.network), torch.no_grad():
        output = looked.model.network(*(value[row : row + 1] for value in looked.inputs))
        answers = looked.model.finish(output[0] if isinstance(output, tuple) else output)
    return as_numbers(answers[0, : series.horizon])


VIEW = View("past", fits, show)
