"""explain.html: what a trained network does with a few rows, on one page that opens anywhere and needs no network."""

import io
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path

from PIL import Image

from lamina.core.files import write_atomically
from lamina.report.document import document
from lamina.report.html import Html, picture, tag
from lamina.report.section import Picture, Section
from lamina.report.views.flow_svg import STYLE as GRAPH_STYLE
from lamina.words import say

MOST_BYTES = 3_600_000  # of all pictures: with base64 and the rest the page stays under 5 MB
COLOURS = 256
NARROW = 800  # pixels: pictures up to this width stand beside each other where the page is wide
STYLE = """
nav{display:flex;flex-wrap:wrap;gap:.45rem;margin:1.1rem 0 .2rem}
nav a{color:var(--ink);text-decoration:none;border:1px solid var(--line);background:var(--paper);border-radius:99px;
padding:.22rem .8rem;font-size:.92rem}nav a:hover{border-color:var(--blue)}
section{scroll-margin-top:.6rem}section>p:first-of-type{font-size:1.04rem}
.paper{color:var(--muted);font-size:.88rem;border-top:1px solid var(--line);padding-top:.6rem;margin-top:1.1rem}
.cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(15rem,1fr));gap:1rem;margin-top:.8rem}
article{border:1px solid var(--line);border-radius:11px;padding:.8rem 1rem;min-width:0}
article h3{margin:.1rem 0 .5rem;overflow-wrap:anywhere}article .facts{grid-template-columns:max-content minmax(0,1fr);gap:.15rem 1rem}
.told{border-top:1px solid var(--line);margin:.6rem 0 .4rem;padding-top:.4rem}.told dd{font-weight:600}.cards{font-size:.96rem}
.why{font-size:.8rem;margin:0;color:var(--muted);font-weight:600}
.looked img{margin:.2rem 0 .7rem;width:auto;max-height:14rem}
.quoted{background:var(--code);border-radius:9px;padding:.6rem .8rem;font-size:.95rem}
.spark{display:block;width:100%;height:3rem;margin:.2rem 0}
.share{display:grid;grid-template-columns:minmax(2.5rem,max-content) minmax(2rem,1fr) 3.7rem;gap:.6rem;align-items:center;font-size:.9rem;margin:.25rem 0}
.share i{display:block;height:.6rem;border-radius:4px;background:var(--blue);min-width:2px}
.share span:first-child{max-width:8rem;overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
.flow{display:grid;grid-template-columns:minmax(0,2fr) minmax(0,3fr);gap:1.4rem;align-items:start}.flow.wide{grid-template-columns:minmax(0,1fr)}.inside{display:grid;grid-template-columns:repeat(auto-fit,minmax(20rem,1fr));gap:1.2rem}
.activity table{font-size:.88rem}.activity td,.activity th{padding:.28rem .7rem .28rem 0;vertical-align:middle}.activity td:first-child{min-width:6.5rem}.activity td:last-child,.activity th:last-child{padding-right:0}
.bins{display:block;fill:var(--blue);margin-left:auto}.inside>div{min-width:0}
@media (max-width:58rem){.flow,.flow.wide{grid-template-columns:minmax(0,1fr)}.inside{grid-template-columns:minmax(0,1fr)}}
figure.lone img{max-width:min(100%,36rem)}
@media (prefers-color-scheme:dark){figure img{padding:.5rem .6rem}}
.beside{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,21rem),1fr));gap:.4rem 1rem;align-items:start}
figcaption{color:var(--muted);font-size:.9rem;text-align:center}
"""


def write_explanation(path: Path, title: str, source: str, sections: Sequence[Section]) -> Path:
    """Write the page: what was looked at, and a section for each view with its sentences, pictures and paper."""
    light = _fitting([picture for section in sections for picture in section.pictures if picture.on_page])
    links = tag("nav", *(tag("a", each.title, href=f"#{each.name}") for each in sections))
    head = tag("header", tag("p", say("explain.page_mark"), class_="mark"), tag("h1", title), tag("p", source))
    foot = tag("footer", say("report.footer"))
    body = tag("main", head, links, *(_section(each, light) for each in sections), foot)
    write_atomically(path, document(title, body, STYLE + GRAPH_STYLE))
    return path


def _section(section: Section, light: dict[str, bytes | None]) -> Html:
    paper = tag("p", say("explain.paper", paper=section.paper), class_="paper") if section.paper else None
    return tag(
        "section", tag("h2", section.title), *(tag("p", sentence) for sentence in section.sentences),
        *_figures([each for each in section.pictures if each.on_page], light), section.body, paper, id=section.name,
    )  # fmt: skip


def _figures(pictures: Sequence[Picture], light: dict[str, bytes | None]) -> list[Html]:
    """The pictures in their order, neighbours beside each other where they are narrow."""
    found = []
    for narrow, group in groupby(pictures, key=lambda each: _width(each.content) <= NARROW):
        each = list(group)
        figures = [_figure(one, light[one.stem], narrow and len(each) == 1) for one in each]
        found += [tag("div", *figures, class_="beside")] if len(figures) > 1 and narrow else figures
    return found


def _width(content: bytes) -> int:
    """Pixels of a PNG, as its header says."""
    return int.from_bytes(content[16:20], "big")


def _figure(shown: Picture, content: bytes | None, lone: bool = False) -> Html:
    """The picture, or where it stands beside the page if it is too large for it; lone: a narrow one, not enlarged."""
    if content is None:
        return tag("p", say("explain.beside", alt=shown.alt, file=f"{shown.stem}.png"), class_="quiet")
    return tag("figure", picture(content, shown.alt), class_="lone" if lone else None)


def _fitting(pictures: Sequence[Picture]) -> dict[str, bytes | None]:
    """The pictures by name, so that together they fit into the page: as they are, else in fewer colours, else left out."""
    found: dict[str, bytes | None] = {each.stem: each.content for each in pictures}
    if sum(len(each.content) for each in pictures) <= MOST_BYTES:
        return found
    total = 0
    for each in sorted(pictures, key=lambda one: len(one.content)):
        content = _fewer_colours(each.content)
        total += len(content)
        found[each.stem] = content if total <= MOST_BYTES else None
    return found


def _fewer_colours(content: bytes) -> bytes:
    """The same PNG with a palette, where that is smaller."""
    smaller = io.BytesIO()
    Image.open(io.BytesIO(content)).convert("RGB").quantize(COLOURS).save(smaller, "PNG", optimize=True)
    return min(content, smaller.getvalue(), key=len)
