"""A line of numbers."""

import math
import re

from lamina.report.views.sparkline import HEIGHT, MOST_POINTS, WIDTH, sparkline


def places(drawn: str) -> list[tuple[float, float]]:
    found = re.search(r'points="([^"]*)"', drawn)
    return [tuple(map(float, point.split(","))) for point in found[1].split()] if found else []  # pyright: ignore


def test_the_largest_stands_highest_and_all_inside() -> None:
    drawn = places(sparkline([1.0, 5.0, 3.0]))
    assert drawn[1][1] < drawn[2][1] < drawn[0][1] and drawn[0][0] < drawn[1][0] < drawn[2][0]
    assert all(0 <= x <= WIDTH and 0 <= y <= HEIGHT for x, y in drawn)


def test_odd_lines() -> None:
    assert places(sparkline([])) == [] and places(sparkline([math.nan])) == []
    assert len(places(sparkline([2.0, math.inf, 2.0]))) == 2 and len(places(sparkline([1.0] * 5000))) <= MOST_POINTS
