"""What the views of images share: whom they fit, how a row is called, and more rows of the run's own data."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from lamina.lens.undisturbed import undisturbed
from lamina.report.fonts import shorten
from lamina.verbs.views.looked import Looked, LookedRow
from lamina.words import say

_AT_ONCE, _VALUES = 64, 2**20
_LETTERS = 20  # of a name in a picture
_PLACES = (("upper_left", "top", "upper_right"), ("left", "middle", "right"), ("lower_left", "bottom", "lower_right"))


def of_images(looked: Looked) -> bool:
    """Whether images are looked at."""
    return looked.model.spec.kind == "images" and bool(looked.rows)


def picture_of(looked: Looked, place: int) -> np.ndarray:
    """The row's image as the network saw it, (H, W, C) uint8."""
    return looked.raw["images"][place].cpu().numpy()


def row_inputs(looked: Looked, place: int) -> tuple[Tensor, ...]:
    """One row of each input, (1, ...), copied: a network that writes into its input does no harm."""
    return tuple(value[place : place + 1].clone() for value in looked.inputs)


def caption_of(row: LookedRow) -> list[str]:
    """Short lines beside a picture: the row's name, the answer, and the truth where it is another."""
    lines = [shorten(row.name, _LETTERS), say("explain.images.answered", answer=shorten(row.answer, _LETTERS))]
    if row.target and row.target != row.answer:
        lines.append(say("report.truly_name", name=shorten(row.target, _LETTERS)))
    return lines


def place_of_largest(values: Tensor) -> str:
    """Where in the image the largest of (h, w) values lies, in words: one of nine places."""
    i, j = divmod(int(values.argmax()), values.shape[1])
    name = _PLACES[3 * i // values.shape[0]][3 * j // values.shape[1]]
    return say(f"explain.images.place.{name}")


@dataclass(frozen=True)
class OwnImages:
    """part: "" where the run's data is not at hand, and the rows are those looked at. images: (n, H, W, C) uint8.

    classes: (n,) the class of each, None where there are none.
    """

    part: str
    images: Tensor
    classes: Tensor | None


def own_images(looked: Looked, parts: tuple[str, ...], most: int) -> OwnImages:
    """At most so many rows, evenly spread, of the first of these parts of the run's own data that is there."""
    known = looked.parts()
    name = next((part for part in parts if part in known and len(known[part])), "")
    values = known[name].inputs["images"] if name else looked.raw["images"]
    count = min(most, len(values))
    places = torch.linspace(0, len(values) - 1, count, dtype=torch.float64).round().long()
    classes = known[name].target[places] if name and looked.model.spec.classes else None
    return OwnImages(name, values[places], classes)


def batches(looked: Looked, images: Tensor) -> Iterator[Tensor]:
    """(n, H, W, C) uint8 as the network takes them, so many at once as memory bears."""
    size = max(1, min(_AT_ONCE, _VALUES // max(1, images[0].numel())))
    return (prepared(looked, some) for some in images.split(size))


def prepared(looked: Looked, images: Tensor) -> Tensor:
    """(n, H, W, C) uint8 -> (n, C, H, W) as the network takes them, on its device."""
    with undisturbed(looked.model.prepare), torch.no_grad():
        found: Tensor = looked.model.prepare(images.to(looked.inputs[0].device))[0]
    return found
