"""An inspection as a page of its own, or as a part of a notebook."""

from lamina.core.inspection import Inspection
from lamina.report.html import Html, facts, join, table, tag
from lamina.report.inspect.data import (
    ARITHMETIC,
    GEOMETRY,
    cell,
    explained,
    head,
    layer_title,
    remarks,
    total_cell,
    totals,
)
from lamina.report.page_style import CSS
from lamina.words import language, say

_FIRST_NUMBER = {ARITHMETIC: 4, GEOMETRY: 1}


def inspection_page(whole: Inspection) -> str:
    """One page, self-contained."""
    policy = "default-src 'none'; style-src 'unsafe-inline'"
    top = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=policy),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("title", whole.name),
        tag("style", Html(CSS)),
    )
    body = tag("body", tag("main", tag("h1", say("inspect.title", name=whole.name)), *_sections(whole)))
    return "<!doctype html>\n" + tag("html", top, body, lang="zh-CN" if language() == "zh" else "en") + "\n"


def inspection_fragment(whole: Inspection) -> str:
    """The same without a page around it."""
    return tag("div", tag("h3", say("inspect.title", name=whole.name)), *_sections(whole))


def _sections(whole: Inspection) -> list[Html]:
    parts = [
        tag("section", tag("h2", say("inspect.totals")), facts([(name, value) for name, value in totals(whole)])),
        tag("section", tag("h2", say("inspect.layers")), _table(whole, ARITHMETIC)),
        tag("section", tag("h2", say("inspect.geometry")), _table(whole, GEOMETRY)),
    ]
    why = [
        join([tag("h3", row.name, " ", tag("code", layer_title(row))), facts([(n, tag("code", f)) for n, f in steps])])
        for row, steps in explained(whole)
    ]
    if why:
        parts.append(tag("section", tag("h2", say("inspect.why")), *why))
    return [*parts, tag("section", *(tag("p", remark, class_="quiet") for remark in remarks(whole)))]


def _table(whole: Inspection, columns: tuple[str, ...]) -> Html:
    rows: list[list[object]] = [[cell(row, column, whole) for column in columns] for row in whole.rows]
    last: list[object] = [tag("b", total_cell(whole, column)) for column in columns]
    return table([head(column) for column in columns], [*rows, last], _FIRST_NUMBER[columns])
