"""The view `window`: one window of a convolution and one of a pooling layer, forward and backward with numbers."""

from torch import Tensor

from lamina.lens.layer_windows import windows_of
from lamina.lens.windowed import can_be_shown, window_at
from lamina.report.html import Html, join, tag
from lamina.report.section import Section
from lamina.report.worked.equation import digits
from lamina.report.worked.equation_html import steps_html
from lamina.report.worked.window_steps import window_steps
from lamina.verbs.views.aims import aim_of, costliest
from lamina.verbs.views.looked import Looked, View
from lamina.verbs.views.unit import map_asked, place_asked
from lamina.words import say

PAPER = "LeCun, Bottou, Bengio & Haffner 1998, Gradient-based learning applied to document recognition"


def fits(looked: Looked) -> bool:
    """Images through a plain convolution or pooling, with one class or number as the answer."""
    spec = looked.model.spec
    single = spec.task in ("classify", "regress") and not spec.multi_label and spec.kind == "images"
    return bool(looked.rows) and single and any(can_be_shown(one) for one in looked.model.network.modules())


def window_section(looked: Looked) -> Section:
    """The costliest row through the first convolution and the first pooling, or the layer that is asked for."""
    place = costliest(looked)
    inputs = tuple(one[place : place + 1] for one in looked.inputs)
    found = windows_of(looked.model.network, inputs, aim_of(looked, place).cost, layer=looked.layer)
    parts: list[Html] = []
    sentences: list[str] = []
    for name, seen in found.items():
        channel, row, column = strongest(seen.delta, map_asked(looked), place_asked(looked))
        value, error = seen.z[channel, row, column].item(), seen.delta[channel, row, column].item()
        kind = say(f"explain.window.kind.{seen.kind}")
        sentences.append(say(
            "explain.window.found", chosen=bool(looked.unit), layer=name, kind=kind, map=channel, maps=len(seen.z), row=row, column=column,
            value=digits(value), error=digits(error),
        ))  # fmt: skip
        steps = window_steps(seen, channel, (row, column), window_at(seen, seen.x, (row, column)))
        parts.append(tag("article", tag("h3", f"{name}: {kind}"), steps_html(steps, "h4")))
    sentences.append(say("explain.window.about", row=looked.rows[place].name, of=len(looked.rows)))
    return Section("window", say("explain.window.title"), PAPER, tuple(sentences), body=join(parts))


def strongest(delta: Tensor, channel: int | None = None, place: tuple[int, int] | None = None) -> tuple[int, int, int]:
    """The unit (channel, row, column) to which the largest error comes back, of those in this map and at this place."""
    errors = delta.abs()
    if channel is None:
        channel = int(errors.flatten(1).amax(dim=1).argmax())
    row, column = place or divmod(int(errors[channel].argmax()), delta.shape[2])
    return channel, row, column


VIEW = View("window", fits, window_section)
