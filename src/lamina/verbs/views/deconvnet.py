"""The view `deconvnet`: what excites the strongest maps most in the run's own data, projected back to pixels."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from lamina.core.errors import InputError
from lamina.core.inspection import Reach
from lamina.lens.deconvnet import STRONGEST, Found, project, strongest_units, way_back
from lamina.lens.fields import reaches
from lamina.lens.image_chain import image_chain
from lamina.lens.stages import has_matrix, map_stages
from lamina.lens.work import affordable, macs_of
from lamina.report.numbers import short
from lamina.report.section import Picture, Section
from lamina.report.views.deconvnet_picture import Box, Patch, draw_patches
from lamina.verbs.views.image_rows import (
    OwnImages,
    batches,
    of_images,
    own_images,
    picture_of,
    prepared,
    row_inputs,
)
from lamina.verbs.views.looked import Looked, View
from lamina.verbs.views.unit import map_asked, place_asked
from lamina.words import say

PAPER = "Zeiler & Fergus 2014, sections 2.1 and 4"
MOST_STAGES, MOST_ROWS, LEAST_ROWS, BUDGET = 5, 400, 27, 4e10  # rows that are searched; multiply-adds
CHANNELS, FEW, LIGHT = 3, 2, 1e8  # maps of a stage; of a network whose pass has more multiply-adds


@dataclass(frozen=True)
class _Strong:
    """The strongest channels of a stage: number and its nine strongest units."""

    layer: str
    channels: list[tuple[int, list[Found]]]
    classes: float | None  # mean number of classes among the nine, over all channels that anything excites


def deconvnet_section(looked: Looked) -> Section:
    """A picture per stage: some maps, each with the nine patches that excite it most. InputError: no stage can be shown."""
    network = looked.model.network
    one = row_inputs(looked, 0)
    layers, error = undoable(network, one[0], _stages(looked))
    if not layers:
        raise error or InputError("lens.no_stages", network=type(network).__name__)
    macs = macs_of(network, one)
    own = own_images(looked, ("train", "validation", "test"), affordable(macs, BUDGET, LEAST_ROWS, MOST_ROWS))
    found = strongest_units(network, batches(looked, own.images), layers)
    count = CHANNELS if macs <= LIGHT else FEW
    asked = map_asked(looked)
    strong = [_strong(layer, found[layer], own.classes, count, asked) for layer in layers]
    strong = [one for one in strong if one.channels]
    reach = reaches(network, one[0])
    fields = {layer: reach.get(_last(network, layer, reach)) for layer in layers}
    pictures = [_picture(looked, own, each, fields[each.layer]) for each in strong]
    sentences = [*_classes(strong, own.classes), _read(strong, own, layers[0], asked)]
    if asked is not None:
        picture, told = in_rows(looked, layers[0], fields[layers[0]])
        pictures, sentences = [picture, *pictures], [told, *sentences]
    sentences += _switches(network, one[0], strong[-1].layer) if strong else []
    more = () if error is None else (say("explain.images.deconvnet_ends", reason=str(error)),)
    return Section("deconvnet", say("explain.images.deconvnet_title"), PAPER, (*sentences, *more), tuple(pictures))


def _read(strong: Sequence[_Strong], own: OwnImages, layer: str, channel: int | None) -> str:
    """What the pictures hold."""
    told = {"rows": len(own.images), "part": _part(own)}
    if channel is None:
        return say("explain.images.deconvnet_read", told)
    code = "deconvnet_read_one" if strong else "deconvnet_unmoved"
    return say(f"explain.images.{code}", told, layer=layer, channel=channel)


def in_rows(looked: Looked, layer: str, reach: Reach | None) -> tuple[Picture, str]:
    """The unit that is asked for, without a place the map's strongest, projected back in each row that is looked at."""
    channel, place = looked.unit[0], place_asked(looked)
    seen = [
        project(looked.model.network, row_inputs(looked, row)[0], layer, channel, place, row=row)
        for row in range(len(looked.rows))
    ]
    images = [picture_of(looked, one.row) for one in seen]
    patches = [
        Patch(image, one.image.float().cpu().numpy(), whole_box(reach, one.place, image.shape[:2]))
        for image, one in zip(images, seen, strict=True)
    ]
    units = [(looked.rows[one.row].name, one.place, short(one.value)) for one in seen]
    told = {"layer": layer, "channel": channel, "units": units, "given": place is not None}
    name = say("explain.images.map_number", layer=layer, channel=channel)
    picture = Picture("deconvnet-rows", draw_patches([(name, patches)]), say("explain.images.deconvnet_rows_alt", told))
    return picture, say("explain.images.deconvnet_rows", told)


def _switches(network: nn.Module, image: Tensor, layer: str) -> list[str]:
    """That without a max pooling on the way the nine projections of a map are alike."""
    chain = image_chain(network, image, layer)
    if any(isinstance(link.module, nn.MaxPool2d | nn.AdaptiveMaxPool2d) for link in chain):
        return []
    return [say("explain.images.deconvnet_no_switches", layer=layer)]


def undoable(network: nn.Module, image: Tensor, layers: Sequence[str]) -> tuple[list[str], InputError | None]:
    """The first of these layers that the method can undo, and why it ends there."""
    fine: list[str] = []
    for layer in layers:
        try:
            chain = image_chain(network, image, layer)
            way_back(network, chain, 0, [(0, 0)])
        except InputError as error:
            return fine, error
        fine.append(layer)
    return fine, None


def _stages(looked: Looked) -> list[str]:
    """The stages with weights (a pooling's strongest patches are those of the maps before it), or the layer asked for."""
    network = looked.model.network
    if looked.layer:
        return [looked.layer]
    stages = map_stages(network, row_inputs(looked, 0), most=10**6)
    names = [one.name for one in stages if " " not in one.name and has_matrix(network.get_submodule(one.name))]
    if len(names) <= MOST_STAGES:
        return names
    return [names[round(place * (len(names) - 1) / (MOST_STAGES - 1))] for place in range(MOST_STAGES)]


def _strong(layer: str, units: Sequence[list[Found]], classes: Tensor | None, count: int, asked: int | None) -> _Strong:
    """The strongest channels, or the one that is asked for."""
    lit = [(channel, [one for one in found if one[0] > 0]) for channel, found in enumerate(units)]
    lit = [(channel, found) for channel, found in lit if found]
    best = sorted(lit, key=lambda one: -sum(value for value, *_ in one[1]))[:count]
    best = best if asked is None else [one for one in lit if one[0] == asked]
    full = [found for _, found in lit if len(found) == STRONGEST]
    mean = None
    if classes is not None and full:
        mean = sum(len({int(classes[row]) for _, row, _, _ in found}) for found in full) / len(full)
    return _Strong(layer, best, mean)


def _last(network: nn.Module, layer: str, reach: dict[str, Reach]) -> str:
    """The module that tells a layer's field: itself, or the last of its parts."""
    inside = [name for name, _ in network.named_modules() if name == layer or name.startswith(f"{layer}.")]
    return next((name for name in [layer, *reversed(inside)] if name in reach), layer)


def _picture(looked: Looked, own: OwnImages, strong: _Strong, reach: Reach | None) -> Picture:
    shown = [
        (say("explain.images.map_number", layer=strong.layer, channel=channel), _patches(looked, own, strong.layer, channel, found, reach))
        for channel, found in strong.channels
    ]  # fmt: skip
    alt = say("explain.images.deconvnet_alt", layer=strong.layer)
    return Picture(f"deconvnet-{strong.layer.replace('.', '-')}", draw_patches(shown), alt)


def _patches(
    looked: Looked, own: OwnImages, layer: str, channel: int, found: Sequence[Found], reach: Reach | None
) -> list[Patch]:
    images = own.images[torch.tensor([row for _, row, _, _ in found])]
    chain = image_chain(looked.model.network, prepared(looked, images), layer)
    places = [(i, j) for _, _, i, j in found]
    back = way_back(looked.model.network, chain, channel, places).float().cpu()
    sides = (images.shape[1], images.shape[2])
    return [
        Patch(image.numpy(), projection.numpy(), whole_box(reach, place, sides))
        for image, projection, place in zip(images, back, places, strict=True)
    ]


def whole_box(reach: Reach | None, place: tuple[int, int], sides: tuple[int, int]) -> Box:
    """The field of a unit with what of it lies beyond the image; the whole image where it is larger, or not known."""
    if reach is None:
        return (0, 0, *sides)
    edges = []
    for axis in (0, 1):
        size = reach.size[axis]
        first = math.ceil(reach.start[axis] + place[axis] * reach.jump[axis] - (size - 1) / 2)
        edges.append((first, first + size) if size < sides[axis] else (0, sides[axis]))
    (top, bottom), (left, right) = edges
    return top, left, bottom, right


def _part(own: OwnImages) -> str:
    return say(f"explain.images.part.{own.part}") if own.part else say("explain.images.part.rows")


def _classes(strong: Sequence[_Strong], classes: Tensor | None) -> list[str]:
    """How particular about the class the first and the last stage are, beside chance."""
    known = [one for one in strong if one.classes is not None]
    if len(known) < 2 or classes is None:
        return []
    first, last = known[0], known[-1]
    told = {"first": first.layer, "many": first.classes, "last": last.layer, "few": last.classes}
    return [say("explain.images.deconvnet_classes", {**told, "chance": classes_by_chance(classes, STRONGEST)})]


def classes_by_chance(classes: Tensor, drawn: int) -> float:
    """Mean number of different classes among so many rows drawn at random, none twice."""
    total = len(classes)
    ways = math.comb(total, drawn)
    return sum(1 - math.comb(total - count, drawn) / ways for count in torch.bincount(classes).tolist())


VIEW = View("deconvnet", of_images, deconvnet_section)
