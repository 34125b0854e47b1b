"""Settings of matplotlib are put back, and pictures are whole files."""

import io
from pathlib import Path

import matplotlib
import numpy as np
from PIL import Image

from lamina.report.style import headline, new_figure, pixels, png, save, styled


def test_settings_are_put_back_and_the_same_figure_has_the_same_bytes(tmp_path: Path) -> None:
    names = ("font.family", "font.size", "text.parse_math", "axes.grid", "figure.facecolor")
    before = [matplotlib.rcParams[name] for name in names]
    for name in ("a.png", "b.png"):
        with styled():
            figure = new_figure(3, 2)
            headline(figure.add_subplot(), "$not maths$ 标题", "under")
            assert save(figure, tmp_path / name).read_bytes().startswith(b"\x89PNG")
    assert [matplotlib.rcParams[name] for name in names] == before
    assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()


def test_pixels_are_those_of_the_png() -> None:
    with styled():
        figure = new_figure(3, 2)
        figure.add_subplot().plot([1, 3, 2])
        drawn = pixels(figure)
        content = png(figure)
    with Image.open(io.BytesIO(content)) as opened:
        assert np.array_equal(np.asarray(opened.convert("RGBA")), drawn)
