"""The view `time`: how far back in a sequence the gradient of a recurrent layer reaches."""

from lamina.core.backpropagation import ThroughTime
from lamina.lens.network_through_time import network_through_time, recurrent_layers
from lamina.report.html import Html, table
from lamina.report.section import Picture, Section
from lamina.report.views.time_picture import LOST, parts_picture, reach_picture
from lamina.verbs.views.aims import aim_of
from lamina.verbs.views.looked import Looked, View
from lamina.words import say

PAPER = (
    "Werbos 1990, Backpropagation through time: what it does and how to do it; Bengio, Simard & Frasconi 1994, "
    "Learning long-term dependencies with gradient descent is difficult"
)
MOST_LINES = 12  # of the table
MOST = 0.9  # of the gradient: how many of the last steps give it


def fits(looked: Looked) -> bool:
    """A recurrent layer of one direction, and an answer after the last step."""
    one = looked.model.spec.task in ("classify", "regress", "forecast", "language")
    return (
        bool(looked.rows) and one and not looked.model.spec.multi_label and bool(recurrent_layers(looked.model.network))
    )


def time_section(looked: Looked) -> Section:
    """The first row through the recurrent layer nearest to the answer, or the layer that is asked for."""
    inputs = tuple(one[:1] for one in looked.inputs)
    steps = inputs[0].shape[1]
    if "lengths" in looked.raw:
        steps = max(1, int(looked.raw["lengths"][0]))
        inputs = (inputs[0][:, :steps],)  # without padding no length is needed
    seen = network_through_time(looked.model.network, inputs, aim_of(looked).cost, layer=looked.layer)
    sentences = [reach_sentence(seen), _parts_sentence(seen)]
    if len(seen.reach) < steps:
        sentences.append(say("explain.time.cut", shown=len(seen.reach), steps=steps))
    sentences.append(say("explain.time.about", row=looked.rows[0].name, layer=seen.layer, kind=seen.kind))
    sentences.append(say("explain.time.autograd", difference=seen.difference))
    pictures = (
        Picture("time-parts", parts_picture(seen), say("explain.time.parts_alt", steps=len(seen.reach))),
        Picture("time-reach", reach_picture(seen), say("explain.time.reach_alt", steps=len(seen.reach))),
    )
    return Section("time", say("explain.time.title"), PAPER, tuple(sentences), pictures, numbers_table(seen))


def numbers_table(seen: ThroughTime) -> Html:
    """Of steps from the last to the first the norm of their part of the gradient, and what is left of a change there."""
    parts, steps = seen.terms.flatten(1).norm(dim=1).tolist(), len(seen.reach)
    lags = sorted({round(place * (steps - 1) / (MOST_LINES - 1)) for place in range(MOST_LINES)})
    rows: list[list[object]] = [
        [steps - lag, lag, f"{parts[steps - 1 - lag]:.3g}", f"{float(seen.reach[lag]):.3g}"] for lag in lags
    ]
    whole = f"{float(seen.gradient.norm()):.3g}"
    heads = [say("explain.time.step_t"), "k", "‖(∂L/∂U)ₜ‖", "‖∂h_T/∂h_(T−k)‖"]
    return table(heads, [*rows, [say("explain.time.sum"), "", whole, ""]])


def reach_sentence(seen: ThroughTime) -> str:
    """How far back the gradient reaches, in words: where it is lost, what is left of it, or that it grows."""
    reach = seen.reach.tolist()
    steps, peak = len(reach) - 1, max(reach)
    lost = next((lag for lag, value in enumerate(reach) if max(reach[lag:]) < LOST), None)
    if peak > 1 / LOST:
        return say("explain.time.explodes", peak=peak, lag=reach.index(peak))
    if lost is not None:
        return say("explain.time.vanishes", lag=lost, steps=steps, percent=100 * LOST)
    return say("explain.time.lasts", steps=steps, left=reach[-1])


def _parts_sentence(seen: ThroughTime) -> str:
    """How many of the last steps give most of the gradient, by the norms of their parts."""
    parts = seen.terms.flatten(1).norm(dim=1).flip(0)
    if not parts.sum() > 0:
        return say("explain.time.nothing")
    needed = int((parts.cumsum(0) < MOST * parts.sum()).sum()) + 1
    return say("explain.time.most", last=needed, steps=len(parts), percent=100 * MOST)


VIEW = View("time", fits, time_section)
