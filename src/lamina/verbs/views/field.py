"""The view `field`: what a unit of each stage can see of the image, and what of it counts."""

from collections.abc import Sequence
from dataclasses import replace

import torch
from torch import Tensor

from lamina.core.looks import Field, LayerSeen
from lamina.lens.fields import fields_of
from lamina.lens.stages import map_stages
from lamina.lens.work import affordable, macs_of
from lamina.report.html import Html, table
from lamina.report.section import Picture, Section
from lamina.report.views.field_picture import draw_fields
from lamina.verbs.views.image_rows import batches, of_images, own_images, picture_of, row_inputs
from lamina.verbs.views.looked import Looked, View
from lamina.verbs.views.unit import map_asked, place_asked
from lamina.words import say

PAPER = "Luo, Li, Urtasun & Zemel 2016; Araujo, Norris & Sim 2019"
MOST_STAGES, MOST_ROWS, BUDGET = 6, 24, 6e10  # rows whose gradients are averaged; multiply-adds
MOST_OF_IT = 0.9  # of the effect: how many pixels it comes from


def field_section(looked: Looked) -> Section:
    """One picture: the middle unit of each stage (or of the layer that was asked for)."""
    network = looked.model.network
    one = row_inputs(looked, 0)
    stages = map_stages(network, one, layer=looked.layer, most=MOST_STAGES)
    names = {_last(stage): stage.name for stage in stages if " " not in stage.name}
    cost = macs_of(network, one) * (1 + 2 * len(names))
    own = own_images(looked, ("train", "validation", "test"), affordable(cost, BUDGET, 2, MOST_ROWS))
    images = torch.cat([*batches(looked, own.images)])
    found = fields_of(network, images, list(names), place_asked(looked), map_asked(looked))
    fields = [replace(one, layer=_called(looked, names[one.layer])) for one in found]
    content = draw_fields(picture_of(looked, 0), fields)
    alt = say("explain.images.field_alt", row=looked.rows[0].name, stages=", ".join(names.values()))
    sentences = (
        *_sentences(fields),
        say("explain.images.field_read", rows=len(own.images), middle=place_asked(looked) is None),
    )
    body = _table(fields)
    return Section(
        "field", say("explain.images.field_title"), PAPER, sentences, (Picture("field", content, alt),), body
    )


def _called(looked: Looked, layer: str) -> str:
    """The layer, with the map that is asked for."""
    channel = map_asked(looked)
    return layer if channel is None else say("explain.images.map_number", layer=layer, channel=channel)


def _last(stage: LayerSeen) -> str:
    """The module whose maps are the stage's; the stage's first one where another ran at several places."""
    return stage.ends if stage.ends and " " not in stage.ends else stage.name


def effective_share(field: Field) -> float:
    """The share of the box's pixels from which nine tenths of the effect come; 0 where the unit is dead."""
    values = _inside(field).flatten().sort(descending=True).values
    total = float(values.sum())
    if total <= 0:
        return 0.0
    needed = int((values.cumsum(dim=0) < MOST_OF_IT * total).sum()) + 1
    return needed / len(values)


def _inside(field: Field) -> Tensor:
    top, left, bottom, right = field.box
    return field.effective[top:bottom, left:right].double().cpu()


def _sentences(fields: Sequence[Field]) -> list[str]:
    """The deepest stage first; how the field grows; units that nothing excites."""
    last, first = fields[-1], fields[0]
    height, width = last.effective.shape
    told = {"layer": last.layer, "size": _size(last), "image": f"{height}x{width}"}
    share = effective_share(last)
    found = (
        [say("explain.images.field_share", told, share=share)] if share else [say("explain.images.field_dead", told)]
    )
    if len(fields) > 1:
        found.append(
            say("explain.images.field_grows", first=first.layer, size=_size(first), last=last.layer, large=_size(last))
        )
    return found


def _size(field: Field) -> str:
    top, left, bottom, right = field.box
    return f"{bottom - top}x{right - left}"


def _table(fields: Sequence[Field]) -> Html:
    heads = [say(f"explain.images.head.{name}") for name in ("stage", "unit", "sees", "effective")]
    rows: list[list[object]] = [
        [one.layer, f"({one.place[0]}, {one.place[1]})", _size(one), f"{100 * effective_share(one):.0f} %"]
        for one in fields
    ]
    return table(heads, rows)


VIEW = View("field", of_images, field_section)
