"""The one unit that a user asks for: `--layer c3 --unit 5`, a map of that layer, or `--unit 5,3,4`, one place in it."""

from collections.abc import Sequence
from dataclasses import replace

from lamina.core.errors import InputError
from lamina.lens.stages import map_stages
from lamina.verbs.views.image_rows import of_images, row_inputs
from lamina.verbs.views.looked import Looked

Asked = int | str | Sequence[int]  # a map, or map, row and column


def with_unit(looked: Looked, asked: Asked) -> Looked:
    """What is looked at, with the unit that is asked for ("" for none), counted from 0.

    InputError: it is no map or place, no layer is named with it, or the layer has no such map or place.
    """
    if asked == "":
        return looked
    unit = _numbers(asked)
    if not looked.layer:
        raise InputError("explain.unit_without_layer", unit=_typed(asked))
    if not of_images(looked):
        raise InputError("explain.unit_without_maps", network=looked.model.called)
    stage = map_stages(looked.model.network, row_inputs(looked, 0), layer=looked.layer)[0]
    channels, height, width = stage.outputs[0].shape
    if unit[0] >= channels:
        raise InputError("lens.no_such_channel", layer=looked.layer, channel=unit[0], channels=channels)
    if len(unit) > 1 and (unit[1] >= height or unit[2] >= width):
        place = f"({unit[1]}, {unit[2]})"
        raise InputError("lens.no_such_place", layer=looked.layer, place=place, height=height, width=width)
    return replace(looked, unit=unit)


def map_asked(looked: Looked) -> int | None:
    """The number of the map that is asked for."""
    return looked.unit[0] if looked.unit else None


def place_asked(looked: Looked) -> tuple[int, int] | None:
    """Row and column of the unit that is asked for."""
    return (looked.unit[1], looked.unit[2]) if len(looked.unit) > 1 else None


def _numbers(asked: Asked) -> tuple[int, ...]:
    parts = asked.split(",") if isinstance(asked, str) else asked if isinstance(asked, Sequence) else [asked]
    try:
        unit = tuple(int(str(part)) for part in parts)
    except ValueError:
        unit = ()
    if len(unit) not in (1, 3) or min(unit) < 0:
        raise InputError("explain.bad_unit", unit=_typed(asked))
    return unit


def _typed(asked: Asked) -> str:
    return ",".join(map(str, asked)) if isinstance(asked, Sequence) and not isinstance(asked, str) else str(asked)
