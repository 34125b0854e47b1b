"""Boxes of a layered drawing do not touch, arrows go down, and a chain is straight."""

from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from lamina.report.views.layered import Layout, Pair, Point, lay_out


def apart(sizes: dict[int, Point], layout: Layout) -> bool:
    """No two boxes lie on each other."""
    for a, b in combinations(sizes, 2):
        (ax, ay), (bx, by) = layout.centres[a], layout.centres[b]
        if (
            abs(ax - bx) < (sizes[a][0] + sizes[b][0]) / 2 - 1e-6
            and abs(ay - by) < (sizes[a][1] + sizes[b][1]) / 2 - 1e-6
        ):
            return False
    return True


def test_a_chain_is_straight() -> None:
    layout = lay_out({1: (80, 30), 2: (120, 30), 3: (60, 50)}, [(1, 2), (2, 3)])
    assert len({round(x, 6) for x, _ in layout.centres.values()}) == 1 and layout.size[0] == 120


def test_a_skip_passes_beside() -> None:
    sizes = {1: (80.0, 30.0), 2: (120.0, 30.0), 3: (26.0, 26.0)}
    layout = lay_out(sizes, [(1, 2), (2, 3), (1, 3)])
    lane = layout.ways[1, 3][1:-1]
    assert len(lane) == 2 and all(abs(x - layout.centres[2][0]) > 60 for x, _ in lane)


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_any_graph(data: st.DataObject) -> None:
    count = data.draw(st.integers(1, 9))
    sizes = {
        key: (float(data.draw(st.integers(20, 200))), float(data.draw(st.integers(20, 80)))) for key in range(count)
    }
    pairs: list[Pair] = [(a, b) for a, b in combinations(range(count), 2) if data.draw(st.booleans())]
    layout = lay_out(sizes, pairs)
    assert apart(sizes, layout)
    for (a, b), way in layout.ways.items():
        heights = [y for _, y in way]
        assert heights == sorted(heights) and layout.centres[a][1] < layout.centres[b][1]
        assert all(-1e-6 <= x <= layout.size[0] + 1e-6 for x, _ in way)


def test_nothing() -> None:
    assert lay_out({}, []).size == (0.0, 0.0)
