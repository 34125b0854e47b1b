"""The page of explain: contents, sections in order, and a bound on its size."""

import io
from pathlib import Path

import numpy as np
from PIL import Image

from lamina.report.html import tag
from lamina.report.section import Picture, Section
from lamina.report.views.explain_page import MOST_BYTES, write_explanation


def noise(side: int, seed: int = 0) -> bytes:
    pixels = np.random.default_rng(seed).integers(0, 256, (side, side, 3), dtype=np.uint8)
    content = io.BytesIO()
    Image.fromarray(pixels).save(content, "PNG")
    return content.getvalue()


def test_contents_sections_and_papers(tmp_path: Path) -> None:
    sections = [
        Section("flow", "The <flow>", "", ("First.",), body=tag("svg")),
        Section(
            "maps", "Maps", "Zeiler & Fergus 2014", ("Found.", "More."), (Picture("maps-1", noise(4), "all maps"),)
        ),
    ]
    page = write_explanation(tmp_path / "explain.html", "lenet5", "runs/x", sections).read_text(encoding="utf-8")
    assert page.index('href="#flow"') < page.index('href="#maps"') < page.index('id="flow"') < page.index('id="maps"')
    assert "The &lt;flow&gt;" in page and "Zeiler &amp; Fergus 2014" in page and 'alt="all maps"' in page
    assert "width=device-width" in page and "<svg></svg>" in page


def test_a_page_of_large_pictures_stays_under_5_mb(tmp_path: Path) -> None:
    pictures = tuple(Picture(f"p{k}", noise(900, k), f"noise {k}") for k in range(6))
    assert sum(len(one.content) for one in pictures) > 2 * MOST_BYTES
    path = write_explanation(tmp_path / "explain.html", "t", "s", [Section("maps", "Maps", "", (), pictures)])
    page = path.read_text(encoding="utf-8")
    assert path.stat().st_size < 5_000_000
    assert (
        page.count("data:image/png") + page.count("too large for this page") == 6
        and page.count("it stands beside it in p") == 2
    )


def test_narrow_pictures_stand_beside_each_other(tmp_path: Path) -> None:
    def drawn(width: int, stem: str) -> Picture:
        content = io.BytesIO()
        Image.new("RGB", (width, 4)).save(content, "PNG")
        return Picture(stem, content.getvalue(), stem)

    pictures = (drawn(768, "a"), drawn(768, "b"), drawn(1500, "c"), drawn(700, "d"))
    page = write_explanation(tmp_path / "p.html", "t", "run", [Section("s", "S", "", ("one",), pictures)]).read_text(
        "utf-8"
    )
    (group,) = page.split('<div class="beside">')[1:]
    assert (
        group.partition("</div>")[0].count("<figure>") == 2
        and page.count("<figure") == 4
        and page.count('<figure class="lone">') == 1
    )
