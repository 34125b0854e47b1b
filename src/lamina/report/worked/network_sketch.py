"""A small dense network drawn with its numbers: values forward in the units, errors backward under them."""

from collections.abc import Iterator

from lamina.core.backpropagation import Backpropagation
from lamina.report.html import Html, join, tag
from lamina.report.worked.equation import digits, lowered, raised
from lamina.words import say

MOST_UNITS, MOST_LAYERS = 4, 4
_ACROSS, _DOWN, _RADIUS, _EDGE = 210, 128, 32, 70
_TOLD = (
    0.3,
    0.22,
    0.4,
    0.52,
    0.64,
)  # where on its way an edge may say its weight, so that crossing edges say theirs apart
_LABEL = (56, 34)  # pixels of what an edge says


def can_be_sketched(seen: Backpropagation) -> bool:
    """One example, few layers, few units: else nothing could be read."""
    widths = [seen.layers[0].before.shape[1], *(len(layer.weight) for layer in seen.layers)]
    return len(seen.target) == 1 and len(seen.layers) <= MOST_LAYERS and max(widths) <= MOST_UNITS


def network_sketch(seen: Backpropagation) -> Html:
    """An SVG: a in each unit, z above and delta below it, weights and their gradients on the edges."""
    widths = [seen.layers[0].before.shape[1], *(len(layer.weight) for layer in seen.layers)]
    wide, high = _ACROSS * (len(widths) - 1) + 2 * _EDGE, _DOWN * max(widths) + 20
    inside = [*_edges(seen, high), *_units(seen, high)]
    drawn = tag("svg", *inside, viewBox=f"0 0 {wide} {high}", width=wide, height=high, role="img", class_="sketch")
    return join([tag("div", drawn, class_="scroll"), tag("p", say("explain.backprop.sketch"), class_="quiet")])


def _place(column: int, unit: int, units: int, high: int) -> tuple[float, float]:
    return _EDGE + column * _ACROSS, high / 2 + (unit - (units - 1) / 2) * _DOWN


def _edges(seen: Backpropagation, high: int) -> Iterator[Html]:
    labels: list[Html] = []
    taken: list[tuple[float, float]] = []
    for layer in seen.layers:
        units, inputs = layer.weight.shape
        for i in range(units):
            for j in range(inputs):
                x1, y1 = _place(layer.number - 1, j, inputs, high)
                x2, y2 = _place(layer.number, i, units, high)
                yield tag("line", x1=x1, y1=y1, x2=x2, y2=y2)
                x, y = _free([(x1 + at * (x2 - x1) + 12, y1 + at * (y2 - y1)) for at in _TOLD], taken)
                taken.append((x, y))
                labels.append(tag("rect", x=x - 28, y=y - 17, width=_LABEL[0], height=_LABEL[1], rx=5))
                labels.append(_text(x, y - 3, digits(layer.weight[i, j].item())))
                labels.append(_text(x, y + 12, digits(layer.weight_gradient[i, j].item()), "back"))
    yield from labels


def _free(places: list[tuple[float, float]], taken: list[tuple[float, float]]) -> tuple[float, float]:
    """The first place at which a label lies on no other, else the one that is farthest from them."""

    def room(place: tuple[float, float]) -> float:
        """At least 1 where the label lies on no other."""
        return min((max(abs(place[axis] - one[axis]) / _LABEL[axis] for axis in (0, 1)) for one in taken), default=1.0)

    return next((place for place in places if room(place) >= 1), max(places, key=room))


def _units(seen: Backpropagation, high: int) -> Iterator[Html]:
    first = seen.layers[0].before[0]
    for j, value in enumerate(first.tolist()):
        x, y = _place(0, j, len(first), high)
        yield tag("circle", cx=x, cy=y, r=_RADIUS)
        yield _text(x, y + 5, digits(value))
        yield _text(x, y - _RADIUS - 8, f"x{lowered(j + 1)}", "name")
    for layer in seen.layers:
        for i in range(len(layer.weight)):
            x, y = _place(layer.number, i, len(layer.weight), high)
            name = f"a{lowered(i + 1)}{raised(layer.number)}"
            yield tag("circle", cx=x, cy=y, r=_RADIUS)
            yield _text(x, y + 5, digits(layer.a[0, i].item()))
            yield _text(x, y - _RADIUS - 8, f"{name}, z = {digits(layer.z[0, i].item())}", "name")
            yield _text(x, y + _RADIUS + 16, f"δ = {digits(layer.delta[0, i].item())}", "back")


def _text(x: float, y: float, text: str, kind: str | None = None) -> Html:
    return tag("text", text, x=x, y=y, text_anchor="middle", class_=kind)
