"""The receptive field of a unit: what it can see, and what it really looks at.

effective: mean over images of |d unit / d image|, where the unit is one place of a layer's maps, of one or all of them (Luo, Li, Urtasun & Zemel 2016,
Understanding the effective receptive field: most of it is far smaller than the theoretical one, bell-shaped).
"""

from collections.abc import Sequence

import torch
from torch import Tensor, nn

from lamina.core.errors import InputError, nearest
from lamina.core.inspection import Reach
from lamina.core.looks import Field
from lamina.core.observing import observing
from lamina.lens.inspect import blanks
from lamina.lens.meta_copy import meta_copy
from lamina.lens.slopes import slope_of
from lamina.lens.trace import LayerError, trace
from lamina.lens.undisturbed import undisturbed


def field_of(
    network: nn.Module, images: Tensor, layer: str, place: tuple[int, int] | None = None, channel: int | None = None
) -> Field:
    """The field of the unit at `place` (i, j) of a layer's maps, the middle one without a place; images: (B, C, H, W).

    channel: of this map alone; without one of all maps together.
    """
    return fields_of(network, images, [layer], place, channel)[0]


def fields_of(
    network: nn.Module,
    images: Tensor,
    layers: Sequence[str],
    place: tuple[int, int] | None = None,
    channel: int | None = None,
) -> list[Field]:
    """The fields of several layers' units, the network being run once; of a module that runs several times the first."""
    leaf = images.detach().clone().requires_grad_(True)
    with undisturbed(network), torch.enable_grad(), observing(network, as_given=True) as seen:
        network(leaf.clone())
        maps = {
            name: values[0]
            for name, values in seen.outputs.items()
            if isinstance(values[0], Tensor) and values[0].dim() == 4
        }
        slopes = {}
        for layer in layers:
            if layer not in maps:
                raise InputError("lens.no_map_layer", layer=layer, nearest=nearest(layer, maps), names=", ".join(maps))
            i, j = _place(layer, maps[layer], place)
            units = _units(layer, maps[layer][:, :, i, j], channel)
            slope = slope_of(units.sum(), leaf, again=True)
            slopes[layer] = ((i, j), slope.abs().sum(dim=1).mean(dim=0))
    reach = reaches(network, images)
    sides = (images.shape[2], images.shape[3])
    return [
        Field(layer, unit, reach[layer].box(unit, sides) if layer in reach else (0, 0, *sides), effective)
        for layer, (unit, effective) in slopes.items()
    ]


def _place(layer: str, maps: Tensor, place: tuple[int, int] | None) -> tuple[int, int]:
    height, width = maps.shape[2:]
    i, j = place or (height // 2, width // 2)
    if not (0 <= i < height and 0 <= j < width):
        raise InputError("lens.no_such_place", layer=layer, place=f"({i}, {j})", height=height, width=width)
    return i, j


def _units(layer: str, units: Tensor, channel: int | None) -> Tensor:
    """Of (B, C) units those of one map (B,), or all."""
    if channel is None:
        return units
    if not 0 <= channel < units.shape[1]:
        raise InputError("lens.no_such_channel", layer=layer, channel=channel, channels=units.shape[1])
    return units[:, channel]


def reaches(network: nn.Module, image: Tensor) -> dict[str, Reach]:
    """The theoretical receptive field of each module that has one, by name, for images like this (B, C, H, W).

    Of a network whose way depends on numbers, that of the way which the first of these images takes.
    """
    try:
        calls = [trace(meta_copy(network), blanks([(tuple(image.shape[1:]), image.dtype)], 1)).root]
    except LayerError:
        with undisturbed(network):
            calls = [trace(network, (image[:1].detach().clone(),)).root]
    found: dict[str, Reach] = {}
    while calls:
        call = calls.pop()
        if call.module is not None and call.reach is not None and len(call.reach.size) == 2:
            found[call.name] = call.reach  # the last calls come first: of several runs the first stays
        calls += call.children
    return found
