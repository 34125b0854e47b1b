"""Pictures of columns."""

import numpy as np
from tests.report.pngs import WIDE, has, size

from lamina.core.looks import Importance
from lamina.report.views.column_pictures import MOST_BARS, Curve, draw_dependence, draw_importance, draw_row


def test_what_is_within_its_spread_is_pale() -> None:
    content = draw_importance("t", "u", [Importance("a", 0.5, 0.1), Importance("b", 0.05, 0.1)], percent=True)
    assert has(content, (0, 114, 178)) > 125 and has(content, (183, 195, 210)) > 6
    many = [Importance(f"<b>column {number}</b>" * 3, 1.0 / (number + 1), 0.0) for number in range(99)]
    assert size(draw_importance("t", "u", many, percent=False)) == size(
        draw_importance("t", "u", many[:MOST_BARS], percent=False)
    )


def test_lines_bars_and_dates() -> None:
    line = Curve(
        "age", (0.0, 1.0, 5.0), np.array([[0.1, 0.9], [0.2, 0.8], [0.3, 0.7]]), ("yes", "no"), known=(0.5, 99.0)
    )
    bars = Curve("sex", (0.0, 1.0), np.array([[0.1, 0.9], [0.2, 0.8]]), ("yes", "no"), ("female", "male"))
    dates = Curve("when", (0.0, 1e9, 1.7e9), np.array([[1.0], [2.0], [2.5]]), ("price",), dates=True)
    assert size(draw_dependence([line, bars, dates], "u"))[0] == WIDE
    assert size(draw_dependence([dates], "u"))[1] < size(draw_dependence([line, bars, dates], "u"))[1]


def test_the_bars_of_a_row() -> None:
    content = draw_row("row 3: yes", "under", [("sex = female", 1.0), ("age = 3", -0.5)])
    assert has(content, (0, 114, 178)) > 125 and has(content, (213, 94, 0)) > 62
