"""A picture is cut where its panels are."""

import io
from pathlib import Path

import pytest
from PIL import Image

from lamina.report import style
from lamina.report.panels import add_panels, cut
from lamina.report.style import new_figure, save, styled


def size(content: bytes) -> tuple[int, int]:
    with Image.open(io.BytesIO(content)) as picture:
        return picture.size


@pytest.mark.parametrize(("number", "columns", "ratios"), [(3, 2, None), (2, 2, (3, 1)), (4, 2, None)])
def test_panels_are_cut_apart_whole(tmp_path: Path, number: int, columns: int, ratios: tuple[int, int] | None) -> None:
    rows = -(-number // columns)
    with styled():
        figure = new_figure(4, rows * 1.5)
        colours = ("#ff0000", "#00ff00", "#0000ff", "#ffff00")
        for panel, colour in zip(add_panels(figure, number, columns, ratios), colours, strict=False):
            panel.set_facecolor(colour)
        path = save(figure, tmp_path / "a.png")
    pieces = cut(path)
    assert len(pieces) == number and sum(width for width, _ in pieces[:columns]) == 4 * style.DPI
    assert [width / pieces[0][0] for width, _ in pieces[:2]] == (
        [1, 1] if ratios is None else [1, pytest.approx(1 / 3)]
    )
    for (width, content), colour in zip(pieces, colours, strict=False):
        assert size(content) == (width, round(1.5 * style.DPI))
        with Image.open(io.BytesIO(content)) as picture:
            seen = picture.convert("RGB").getcolors()
        assert seen == [(width * round(1.5 * style.DPI), tuple(bytes.fromhex(colour[1:])))]  # nothing of a neighbour


def test_a_picture_without_panels_stays_whole(tmp_path: Path) -> None:
    with styled():
        path = save(new_figure(2, 1), tmp_path / "a.png")
    assert cut(path) == [(2 * style.DPI, path.read_bytes())]
