"""The first layer's filters, and the share of slow, middle and fast waves in them, beside what chance would give."""

from collections.abc import Sequence

from torch import Tensor

from lamina.core.looks import Filters
from lamina.report.style import BLUE, INK, LINE
from lamina.report.views.mosaic import TEXT, TITLE, WIDTH, Mosaic, quiet
from lamina.report.views.tints import Tile, largest, plain, relative, signed
from lamina.words import say

MOST = 96
_BAR, _LEFT, _RIGHT = 22, 190, 110  # pixels: a bar's height, room for its name, room for its number


def draw_filters(filters: Filters, shares: Sequence[tuple[str, float, float | None]], title: str = "") -> bytes:
    """PNG. title: the network, where two are compared. shares: name, share of the energy, and what filters of pure chance have (a mark; None: no mark)."""
    mosaic = Mosaic()
    if title:
        mosaic.line(title, size=TITLE)
    quiet(mosaic, _sizes(filters))
    tiles = filter_tiles(filters.weights[shown_filters(filters)])
    mosaic.grid(tiles, columns_for(len(tiles)))
    mosaic.space()
    for name, share, chance in shares:
        _bar(mosaic, name, share, chance)
    if any(chance is not None for *_, chance in shares):
        quiet(mosaic, say("explain.images.chance_mark"))
    return mosaic.png()


def shown_filters(filters: Filters) -> list[int]:
    """The filters that are shown: all, or of very many the strongest, in the order of their numbers."""
    energy = filters.weights.flatten(1).square().sum(dim=1)
    return sorted(energy.topk(min(MOST, len(energy))).indices.tolist())


def filter_tiles(weights: Tensor) -> list[Tile]:
    """(K, C, h, w), one scale for all: three channels as colour around grey; else their mean, blue above 0, orange below."""
    values = weights.float().numpy()
    if values.shape[1] == 3:
        top = largest(values, 0.999)
        return [relative(one, top) for one in values]
    means = values.mean(axis=1)
    return [signed(one, largest(means)) for one in means]


def columns_for(count: int) -> int:
    """So many that a filter is large enough to be seen: 6 to 12 in a row."""
    return max(6, min(12, round(count**0.5 * 1.25)))


def _sizes(filters: Filters) -> str:
    count, channels, height, width = filters.weights.shape
    told = {"layer": filters.layer, "count": count, "height": height, "width": width, "channels": channels}
    if count > MOST:
        return say("explain.images.filters_some", shown=MOST, **told)
    return say("explain.images.filters_all", **told)


def _bar(mosaic: Mosaic, name: str, share: float, chance: float | None) -> None:
    room = WIDTH - _LEFT - _RIGHT
    mosaic.write(name, 0, mosaic.y - 2)
    mosaic.put(plain(room, _BAR, LINE), _LEFT, mosaic.y)
    if round(room * share):
        mosaic.put(plain(round(room * share), _BAR, BLUE), _LEFT, mosaic.y)
    if chance is not None:
        mosaic.put(plain(4, _BAR + 10, INK), _LEFT + round((room - 4) * chance), mosaic.y - 5)
    mosaic.write(f"{100 * share:.0f} %", _LEFT + room + 14, mosaic.y - 2, size=TEXT)
    mosaic.y += _BAR + 18
