"""The rows that are looked at, as cards: the row itself, why it was chosen, target, answer and likeliest classes."""

import io
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image
from torch import Tensor

from lamina.report.html import Html, facts, join, picture, tag
from lamina.report.views.sparkline import sparkline
from lamina.words import say

SIDE = 144  # pixels that a small image is enlarged to, at least


@dataclass(frozen=True)
class RowShown:
    """classes: the likeliest with their probabilities. image: (H, W, C) uint8; series: (L, V); content: name -> value.

    Each of them is empty where the row has none.
    """

    name: str
    chosen: str
    target: str
    answer: str
    classes: tuple[tuple[str, float], ...] = ()
    image: Tensor | None = None
    series: Tensor | None = None
    content: tuple[tuple[str, str], ...] = ()


def rows_body(rows: Sequence[RowShown]) -> Html:
    """All cards, beside each other where there is room."""
    return tag("div", *(_card(row) for row in rows), class_="cards")


def _card(row: RowShown) -> Html:
    seen: list[Html] = []
    if row.image is not None:
        seen.append(tag("div", picture(image_png(row.image), row.name), class_="looked"))
    if row.series is not None:
        seen += [sparkline(line.tolist()) for line in row.series.T]
    named = [(name, value) for name, value in row.content if name]
    seen += [facts([*named])] if named else []
    seen += [tag("p", value, class_="quoted") for name, value in row.content if not name]
    told: list[tuple[object, object]] = [(say("explain.target"), row.target)] if row.target else []
    told += [(say("explain.answer"), row.answer)] if row.answer else []
    right = row.target and row.target == row.answer
    return tag(
        "article", tag("p", say(f"explain.chosen.{row.chosen}"), class_=f"why {'right' if right else ''}".strip()), tag("h3", row.name), *seen,
        tag("div", facts(told), class_="told") if told else None, _bars(row.classes),
    )  # fmt: skip


def _bars(classes: Sequence[tuple[str, float]]) -> Html:
    """A bar for each class."""
    return join(
        [
            tag(
                "div", tag("span", name), tag("i", style=f"width:{100 * share:.1f}%"),
                tag("span", f"{100 * share:.1f} %", class_="number"), class_="share",
            )
            for name, share in classes
        ]
    )  # fmt: skip


def image_png(image: Tensor) -> bytes:
    """(H, W, C) uint8 with one, three or four channels as a PNG; small ones enlarged, their pixels kept as squares."""
    pixels = image.numpy()
    shown = Image.fromarray(pixels[..., 0] if pixels.shape[-1] not in (3, 4) else np.ascontiguousarray(pixels))
    times = max(1, round(SIDE / max(shown.size)))
    content = io.BytesIO()
    shown.resize((shown.width * times, shown.height * times), Image.Resampling.NEAREST).save(
        content, "PNG", optimize=True
    )
    return content.getvalue()
