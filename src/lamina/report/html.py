"""HTML from plain values: everything is escaped unless it is already Html."""

import base64
from collections.abc import Sequence
from html import escape

from lamina.core.visible import visible


class Html(str):
    """Text that is HTML already; only `tag`, `join` and `picture` make it."""


def tag(element: str, /, *children: object, **attributes: object) -> Html:
    """An element: tag("td", value, class_="number"). Children that are not Html are escaped; None is left out.

    A trailing underscore of an attribute is dropped, the others become dashes; an attribute of None is left out.
    """
    inside = "".join(
        child if isinstance(child, Html) else escape(visible(str(child))) for child in children if child is not None
    )
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(visible(str(value)))}"'
        for key, value in attributes.items()
        if value is not None
    )
    return Html(f"<{element}{written}>" if element in _EMPTY else f"<{element}{written}>{inside}</{element}>")


_EMPTY = frozenset({"img", "meta", "br", "hr", "wbr"})


def join(children: Sequence[Html]) -> Html:
    """Elements one after the other."""
    return Html("".join(children))


def picture(content: bytes, alt: str) -> Html:
    """A PNG inside the page."""
    data = base64.b64encode(content).decode("ascii")
    return tag("img", src=f"data:image/png;base64,{data}", alt=alt, loading="lazy")


def table(heads: list[str], rows: list[list[object]], numbers_from: int = 1) -> Html:
    """A table that scrolls sideways where it is too wide; columns from `numbers_from` are numbers, set right."""
    kinds = ["number" if index >= numbers_from else None for index in range(len(heads))]
    top = tag("tr", *(tag("th", head, class_=kind) for head, kind in zip(heads, kinds, strict=True)))
    body = [tag("tr", *(tag("td", cell, class_=kind) for cell, kind in zip(row, kinds, strict=True))) for row in rows]
    return tag("div", tag("table", tag("thead", top), tag("tbody", *body)), class_="scroll")


def facts(rows: list[tuple[object, object]]) -> Html:
    """Pairs of a name and a value."""
    return tag("dl", *(join([tag("dt", name), tag("dd", value)]) for name, value in rows), class_="facts")
