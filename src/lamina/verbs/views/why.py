"""The view `why`: what in the image speaks for the answer, by four methods, each checked against random weights."""

from collections.abc import Sequence

import numpy as np
from torch import Tensor
from torch.nn import functional as F

from lamina.core.looks import Attribution
from lamina.lens.reasons import random_twin, reasons, windows
from lamina.lens.work import macs_of
from lamina.report.numbers import short
from lamina.report.section import Picture, Section
from lamina.report.views.why_picture import Reason, draw_why
from lamina.verbs.views.image_rows import caption_of, of_images, picture_of, place_of_largest, row_inputs
from lamina.verbs.views.looked import Looked, LookedRow, View
from lamina.words import say

PAPER = (
    "Simonyan, Vedaldi & Zisserman 2013; Sundararajan, Taly & Yan 2017; Selvaraju et al. 2017; "
    "Zeiler & Fergus 2014; Adebayo et al. 2018"
)
FINEST = 64  # values along a side: of larger images their means are shown
NOTHING = 0.01  # of the answer: what falls by less when it is covered does not carry it
UNCHANGED = 0.3  # a picture that changes less under random weights tells little of what was learned
CODES = {
    "gradient": "gradient", "integrated gradients": "integrated", "Grad-CAM": "grad_cam", "occlusion": "occlusion",
}  # fmt: skip


def why_section(looked: Looked) -> Section:
    """A picture per row, with the four views of its answer."""
    network = looked.model.network
    macs = macs_of(network, row_inputs(looked, 0))
    twin, refusal = random_twin(network)
    seen: list[list[Attribution]] = []
    refused = {} if refusal is None else {refusal.code: str(refusal)}
    for place, row in enumerate(looked.rows):
        found, errors = reasons(network, row_inputs(looked, place), row.index, macs=macs, twin=twin, layer=looked.layer)
        refused.update({error.code: str(error) for error in errors})
        seen.append(found)
    window = windows(looked.inputs[0], macs)["window"]
    pictures = tuple(_picture(looked, place, found, window) for place, found in enumerate(seen))
    told = [_strongest(row, found) for row, found in zip(looked.rows, seen, strict=True)]
    sentences = (*(one for one in told if one), *_sums(seen), *_checks(seen), say("explain.images.why_read"))
    return Section("why", say("explain.images.why_title"), PAPER, (*sentences, *refused.values()), pictures)


def _picture(looked: Looked, place: int, found: Sequence[Attribution], window: int) -> Picture:
    row = looked.rows[place]
    shown = [
        Reason(say(f"explain.images.method.{CODES[one.method]}"), _values(one), _under(one, window)) for one in found
    ]
    content = draw_why(picture_of(looked, place), caption_of(row), shown)
    return Picture(f"why-{place + 1}", content, say("explain.images.why_alt", row=row.name, answer=row.answer))


def _values(found: Attribution) -> np.ndarray:
    """(h, w): of the gradient the largest size over the channels, of all else their sum."""
    values = found.values.detach().double().cpu()
    if values.dim() == 3:
        values = values.abs().amax(dim=0) if found.method == "gradient" else values.sum(dim=0)
    return _coarse(values).numpy()


def _coarse(values: Tensor) -> Tensor:
    height, width = values.shape
    if max(height, width) <= FINEST:
        return values
    return F.adaptive_avg_pool2d(values[None], (min(FINEST, height), min(FINEST, width)))[0]


def _under(found: Attribution, window: int) -> list[str]:
    """Lines under a picture: the sanity check, and what belongs to the method."""
    lines = [] if found.change is None else [say("explain.images.change", change=found.change)]
    lines = lines if _shows(found) else [say("explain.images.empty")]
    if found.residual is not None:
        lines.append(say("explain.images.residual", share=found.residual))
    if found.layer:
        lines.append(say("explain.images.at_layer", layer=found.layer))
    if found.method == "occlusion":
        lines.append(say("explain.images.window", window=window))
    return lines


def _shows(found: Attribution) -> bool:
    """Whether there is anything in the picture: a Grad-CAM whose maps all speak against the answer is empty."""
    return bool((found.values != 0).any())


def _strongest(row: LookedRow, found: Sequence[Attribution]) -> str:
    """Where the image may least be covered."""
    hidden = next((one for one in found if one.method == "occlusion"), None)
    if hidden is None:
        return ""
    most = float(hidden.values.max())
    told = {"row": row.name, "answer": row.answer, "value": short(hidden.answer)}
    if most <= NOTHING * abs(hidden.answer):
        return say("explain.images.nothing_hidden", told)
    told.update(place=place_of_largest(hidden.values), fall=short(most))
    return say("explain.images.hidden", told)


def _sums(seen: Sequence[Sequence[Attribution]]) -> list[str]:
    """How well the integrated gradients add up, in the worst of the rows."""
    left = [one.residual for row in seen for one in row if one.residual is not None]
    return [say("explain.images.adds_up", worst=max(left))] if left else []


def _checks(seen: Sequence[Sequence[Attribution]]) -> list[str]:
    """Which methods tell of what was learned, by the mean change under random weights."""
    changes: dict[str, list[float]] = {}
    for one in (one for row in seen for one in row if one.change is not None and _shows(one)):
        changes.setdefault(say(f"explain.images.method.{CODES[one.method]}"), []).append(one.change or 0.0)
    means = {name: sum(values) / len(values) for name, values in changes.items()}
    if not means:
        return []
    same = ", ".join(f"{name} ({mean:.2f})" for name, mean in means.items() if mean < UNCHANGED)
    least = min(means.values())
    return [say("explain.images.unchanged", names=same) if same else say("explain.images.changed", least=least)]


VIEW = View("why", of_images, why_section)
