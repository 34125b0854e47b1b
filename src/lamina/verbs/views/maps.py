"""The view `maps`: what every stage of the network makes of the image."""

from collections.abc import Sequence

from lamina.core.looks import LayerSeen, MapFacts
from lamina.lens.map_facts import map_facts, strongest_channels
from lamina.lens.stages import map_stages
from lamina.report.html import Html, table
from lamina.report.section import Picture, Section
from lamina.report.views.maps_picture import StageShown, draw_maps
from lamina.verbs.views.image_rows import caption_of, of_images, picture_of, row_inputs
from lamina.verbs.views.looked import Looked, View
from lamina.verbs.views.unit import map_asked
from lamina.words import say

MOST_MAPS, MOST_ALONE, MOST_STAGES = 16, 64, 6  # maps of a stage, of a layer that was asked for; stages
PAPER = "LeCun, Bottou, Bengio & Haffner 1998; Zeiler & Fergus 2014"


def maps_section(looked: Looked) -> Section:
    """A picture per row, and a table of the stages over all rows."""
    rows = [
        map_stages(looked.model.network, row_inputs(looked, place), layer=looked.layer, most=MOST_STAGES)
        for place in range(len(looked.rows))
    ]
    facts = [map_facts(stages[0].name, [stage.outputs[0] for stage in stages]) for stages in zip(*rows, strict=True)]
    most = MOST_ALONE if looked.layer else MOST_MAPS
    pictures = tuple(_picture(looked, place, stages, most) for place, stages in enumerate(rows))
    some = any(one.shape[0] > most for one in facts)
    return Section(
        "maps", say("explain.images.maps_title"), PAPER, 
        (*_sentences(facts, len(rows)), _read(looked, rows[0], most if some else 0)), pictures, _table(facts),
    )  # fmt: skip


def _picture(looked: Looked, place: int, stages: Sequence[LayerSeen], most: int) -> Picture:
    row = looked.rows[place]
    shown = []
    for stage in stages:
        maps, channel = stage.outputs[0].detach().float().cpu(), map_asked(looked)
        if channel is None:
            strongest = strongest_channels(maps, most)
            shown.append(StageShown(stage.name, maps[strongest].numpy(), len(maps), tuple(strongest)))
        else:
            name = say("explain.images.map_number", layer=stage.name, channel=channel)
            shown.append(StageShown(name, maps[channel : channel + 1].numpy(), 1))
    content = draw_maps(picture_of(looked, place), caption_of(row), shown)
    names = ", ".join(stage.name for stage in stages)
    return Picture(f"maps-{place + 1}", content, say("explain.images.maps_alt", row=row.name, stages=names))


def _read(looked: Looked, stages: Sequence[LayerSeen], most: int) -> str:
    """How to read the maps, and how to look at one of them: the strongest of a middle stage, say."""
    named = [one for one in stages if " " not in one.name]
    if not named or looked.unit:
        return say("explain.images.maps_read", most=most, layer="", unit=0)
    stage = named[len(named) // 2]
    (strongest,) = strongest_channels(stage.outputs[0].float(), 1)
    return say("explain.images.maps_read", most=most, layer=stage.name, unit=strongest)


def _sentences(facts: Sequence[MapFacts], rows: int) -> tuple[str, ...]:
    """The main finding first: what shrinks and grows; dark maps; the emptiest stage; repeated maps."""
    first, last = facts[0], facts[-1]
    found = []
    broken = next((one for one in facts if one.broken), None)
    if broken is not None:
        found.append(say("explain.images.maps_broken", layer=broken.name, share=broken.broken))
    if len(facts) > 1:
        found.append(
            say(
                "explain.images.maps_flow",
                first=first.name,
                last=last.name,
                maps=first.shape[0],
                then=last.shape[0],
                size=_size(first),
                small=_size(last),
            )
        )
    dark = [one for one in facts if one.dark]
    if dark:
        worst = max(dark, key=lambda one: one.dark / one.shape[0])
        found.append(say("explain.images.maps_dark", layer=worst.name, dark=worst.dark, maps=worst.shape[0], rows=rows))
    empty = max(facts, key=lambda one: one.zeros)
    if empty.zeros > 0.05:
        found.append(say("explain.images.maps_zeros", layer=empty.name, share=empty.zeros))
    twin = max(facts, key=lambda one: one.repeats / one.shape[0])
    if twin.repeats:
        found.append(say("explain.images.maps_repeat", layer=twin.name, repeats=twin.repeats, maps=twin.shape[0]))
    return tuple(found)


def _size(facts: MapFacts) -> str:
    return f"{facts.shape[1]}x{facts.shape[2]}"


def _table(facts: Sequence[MapFacts]) -> Html:
    heads = [say(f"explain.images.head.{name}") for name in ("stage", "maps", "size", "zeros", "dark", "repeats")]
    rows: list[list[object]] = [
        [one.name, one.shape[0], _size(one), f"{100 * one.zeros:.0f} %", one.dark, one.repeats] for one in facts
    ]
    return table(heads, rows)


VIEW = View("maps", of_images, maps_section)
