"""The view `filters`: what the first layer looks for, and which spatial frequencies it can tell."""

import math

from torch import nn

from lamina.core.looks import Filters
from lamina.lens.features import aliased_at, band_limits, first_filters
from lamina.report.html import Html, table
from lamina.report.section import Picture, Section
from lamina.report.views.filters_picture import draw_filters
from lamina.verbs.views.image_rows import of_images
from lamina.verbs.views.looked import Looked, View
from lamina.words import say

PAPER = "Zeiler & Fergus 2014, section 4.1"
BANDS = ("low", "middle", "high")
CHANCE = (0.087, 0.263, 0.650)  # shares of the bands' areas: what filters of white noise have
LIKE_CHANCE = 0.03  # how near to chance shares are that nobody would tell from it
NARROW = (
    0.75  # a filter whose size lets it have less of a middle wave than this cannot show whether the middle is missing
)


def filters_section(looked: Looked) -> Section:
    """One picture: all filters, and bars of the shares; with another run beside it a second one, and a table of both."""
    filters = first_filters(looked.model.network)
    sentences = (_middle(filters), _aliasing(filters, max(filters.stride)), say("explain.images.filters_read"))
    title, beside = say("explain.images.filters_title"), looked.beside
    if beside is None:
        return Section("filters", title, PAPER, sentences, (_picture(filters, "filters"),))
    other = first_filters(beside.network)
    names = (looked.model.called, beside.called)
    pictures = (_picture(filters, "filters", names[0]), _picture(other, "filters-beside", names[1]))
    return Section(
        "filters", title, PAPER, (_compared(filters, other, names), *sentences), pictures, _table(filters, other, names)
    )


def _picture(filters: Filters, stem: str, title: str = "") -> Picture:
    names = [say(f"explain.images.band.{name}") for name in BANDS]
    shares: list[tuple[str, float, float | None]] = list(zip(names, filters.mean_shares, CHANCE, strict=True))
    stride = max(filters.stride)
    if stride > 1:
        shares.append(
            (say("explain.images.aliased"), filters.mean_aliased, 1 - 1 / (filters.stride[0] * filters.stride[1]))
        )
    content = draw_filters(filters, shares, title)
    return Picture(stem, content, say("explain.images.filters_alt", layer=filters.layer, count=len(filters.weights)))


def _compared(one: Filters, other: Filters, names: tuple[str, str]) -> str:
    """Zeiler and Fergus's two findings, of both networks: the middle frequencies, and what the strides alias."""
    return say(
        "explain.images.filters_beside", names=names, middle=(one.mean_shares[1], other.mean_shares[1]),
        stride=(max(one.stride), max(other.stride)), aliased=(one.mean_aliased, other.mean_aliased),
    )  # fmt: skip


def _table(one: Filters, other: Filters, names: tuple[str, str]) -> Html:
    """The figures of both, a column each."""
    rows: list[list[object]] = [
        [
            say("explain.images.filters_size"),
            *(f"{each.weights.shape[2]}x{each.weights.shape[3]}" for each in (one, other)),
        ],
        [say("explain.images.filters_stride"), *(str(max(each.stride)) for each in (one, other))],
    ]
    for place, band in enumerate(BANDS):
        shares = (f"{100 * each.mean_shares[place]:.0f} %" for each in (one, other))
        rows.append([say(f"explain.images.band.{band}"), *shares])
    rows.append([say("explain.images.aliased"), *(f"{100 * each.mean_aliased:.0f} %" for each in (one, other))])
    return table(["", *names], rows)


def _middle(filters: Filters) -> str:
    """Whether the middle frequencies are missing, as in AlexNet, or that the filters are too small to tell."""
    low, middle, high = filters.mean_shares
    height, width = filters.weights.shape[2:]
    most = band_limits(height, width)[1][1]
    told = {"layer": filters.layer, "low": low, "middle": middle, "high": high}
    if most < NARROW:
        return say("explain.images.filters_small", height=height, width=width, most=most, **told)
    if _like_chance(filters):
        return say("explain.images.filters_chance", **told)
    if middle < min(low, high):
        return say("explain.images.filters_missing", chance=CHANCE[1], **told)
    return say("explain.images.filters_middle", chance=CHANCE[1], **told)


def _like_chance(filters: Filters) -> bool:
    """Whether noise would have such shares: of N independent weights a band's share p varies by sqrt(2 p (1 - p) / N)."""
    count = filters.weights.numel()
    return all(
        abs(share - chance) < max(LIKE_CHANCE, 2 * math.sqrt(2 * chance * (1 - chance) / count))
        for share, chance in zip(filters.mean_shares, CHANCE, strict=True)
    )


def _aliasing(filters: Filters, stride: int) -> str:
    """What the stride cannot keep, beside a stride of 2 (ZFNet's) or of 1."""
    if stride == 1:
        return say("explain.images.filters_kept", layer=filters.layer)
    slower = 2 if stride > 2 else 1
    there = aliased_at(filters, slower)
    return say(
        "explain.images.filters_aliased", layer=filters.layer, stride=stride, share=filters.mean_aliased, slower=slower,
        there=there, pixels=2 * stride,
    )  # fmt: skip


def _fits(looked: Looked) -> bool:
    return of_images(looked) and any(isinstance(one, nn.Conv2d) for one in looked.model.network.modules())


VIEW = View("filters", _fits, filters_section)
