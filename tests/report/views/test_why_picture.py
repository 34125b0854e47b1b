"""Reasons side by side."""

import io

import numpy as np
from PIL import Image

from lamina.report.fonts import width
from lamina.report.views.mosaic import WIDTH
from lamina.report.views.why_picture import Reason, draw_why, title_lines


def test_reasons_over_photos_and_digits() -> None:
    random = np.random.default_rng(0)
    for shape in ((28, 28, 1), (60, 90, 3)):
        image = random.integers(0, 255, shape, dtype=np.uint8)
        reasons = [
            Reason("gradient", random.random(shape[:2]), ("check: 0.91",)),
            Reason("Grad-CAM", random.random((7, 7)), ("check: 1.02", "at a.layer.with.a.very.long.name")),
            Reason("nothing", np.zeros((4, 4)), ()),
        ]
        content = draw_why(image, ["row 3", "answered: 7", "truly 1"], reasons)
        picture = Image.open(io.BytesIO(content))
        assert picture.width == WIDTH and len(content) < 300_000


def test_a_long_caption_has_two_lines_and_is_never_cut() -> None:
    name = "train/sunflowers…b_n.jpg"
    assert title_lines(["row 3", "answered: 7"]) == ["row 3 · answered: 7"]
    lines = title_lines([name, "answered: roses", "truly sunflowers"])
    assert lines == [name, "answered: roses · truly sunflowers"]
    assert all(width(text) <= 48 for text in title_lines(["向" * 40, "答" * 40]))
    assert title_lines(["x" * 60]) == ["x" * 24 + "…" + "x" * 23]


def test_what_speaks_against_is_orange() -> None:
    values = np.zeros((10, 10))
    values[:5] = -1.0
    content = draw_why(np.zeros((10, 10, 1), dtype=np.uint8), ["row"], [Reason("occlusion", values, ())])
    picture = np.asarray(Image.open(io.BytesIO(content)).convert("RGB")).astype(int)
    upper, lower = picture[120, 350], picture[250, 350]  # in the second tile
    assert upper[0] > upper[2] + 60 and abs(lower[0] - lower[2]) < 12
