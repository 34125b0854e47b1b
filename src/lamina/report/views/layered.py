"""Where the boxes of a graph stand: rows from top to bottom by the longest way to each, branches beside each other.

Sugiyama, Tagawa & Toda 1981, in small: an arrow over several rows gets a lane of its own in each, the order of a row
follows the mean place of its neighbours, and boxes move towards them as far as the row has room.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

Point = tuple[float, float]
Pair = tuple[int, int]
GAP, ROW_GAP, LANE = 26.0, 34.0, 16.0
SWEEPS = 12


@dataclass(frozen=True)
class Layout:
    """centres: of each box; ways: of each arrow the points from the box above to the box below; size: of the whole."""

    centres: dict[int, Point]
    ways: dict[Pair, tuple[Point, ...]]
    size: Point


@dataclass
class _Cell:
    """A box, or the lane of an arrow, in its row."""

    width: float
    above: list["_Cell"]
    below: list["_Cell"]
    x: float = 0.0


def lay_out(sizes: Mapping[int, Point], edges: Sequence[Pair]) -> Layout:
    """sizes: width and height of each box, in an order in which arrows only go forward; edges: (from, to)."""
    rank = _ranks(list(sizes), edges)
    rows: list[list[_Cell]] = [[] for _ in range(max(rank.values(), default=-1) + 1)]
    cells = {key: _Cell(sizes[key][0], [], []) for key in sizes}
    for key, cell in cells.items():
        rows[rank[key]].append(cell)
    lanes = {pair: _lanes(pair, rank, cells, rows) for pair in edges}
    for sweep in range(SWEEPS):
        for row in rows if sweep % 2 == 0 else reversed(rows):
            _settle(row, sweep)
    tops, heights = _tops(sizes, rank, len(rows))
    left = min((cell.x - cell.width / 2 for row in rows for cell in row), default=0.0)
    right = max((cell.x + cell.width / 2 for row in rows for cell in row), default=0.0)
    centres = {key: (cells[key].x - left, tops[rank[key]] + heights[rank[key]] / 2) for key in sizes}
    ways = {pair: _way(pair, lanes[pair], centres, sizes, (tops, heights, left), rank) for pair in edges}
    return Layout(centres, ways, (right - left, tops[-1] + heights[-1] if rows else 0.0))


def _ranks(keys: Sequence[int], edges: Sequence[Pair]) -> dict[int, int]:
    """The longest way to each box; what nothing leads to stands just above the first box that it gives to."""
    rank = dict.fromkeys(keys, 0)
    for key in keys:
        rank[key] = max((rank[a] + 1 for a, b in edges if b == key), default=0)
    led = {b for _, b in edges}
    for key in keys:
        if key not in led and (given := [rank[b] for a, b in edges if a == key]):
            rank[key] = min(given) - 1
    return rank


def _lanes(pair: Pair, rank: Mapping[int, int], cells: Mapping[int, _Cell], rows: list[list[_Cell]]) -> list[_Cell]:
    """A cell in each row that the arrow passes, tied to those above and below it."""
    source, target = pair
    chain = [cells[source]]
    for row in range(rank[source] + 1, rank[target]):
        lane = _Cell(LANE, [], [])
        rows[row].append(lane)
        chain.append(lane)
    chain.append(cells[target])
    for upper, lower in pairwise(chain):
        upper.below.append(lower)
        lower.above.append(upper)
    return chain[1:-1]


def _settle(row: list[_Cell], sweep: int) -> None:
    """Order a row by where its neighbours stand, and move each cell towards them without touching the next."""
    wanted = {}
    for place, cell in enumerate(row):
        near = cell.above if sweep % 2 == 0 else cell.below
        near = near or cell.above or cell.below
        wanted[id(cell)] = sum(one.x for one in near) / len(near) if near and sweep else place * 1.0
    if sweep < SWEEPS - 4:  # the order stands for the last sweeps
        row.sort(key=lambda cell: wanted[id(cell)])
    total = 0.0
    offsets = []
    for cell in row:
        offsets.append(total + cell.width / 2)
        total += cell.width + GAP
    groups: list[tuple[float, int]] = []  # (mean of wanted - offset, cells): neighbours that touch move as one
    for cell, offset in zip(row, offsets, strict=True):
        groups.append((wanted[id(cell)] - offset, 1))
        while len(groups) > 1 and groups[-2][0] > groups[-1][0]:
            (a, m), (b, n) = groups[-2:]
            groups[-2:] = [((a * m + b * n) / (m + n), m + n)]
    shifts = [shift for shift, count in groups for _ in range(count)]
    for cell, offset, shift in zip(row, offsets, shifts, strict=True):
        cell.x = offset + shift


def _tops(sizes: Mapping[int, Point], rank: Mapping[int, int], count: int) -> tuple[list[float], list[float]]:
    """Where each row begins, and how high it is."""
    heights = [max((sizes[key][1] for key in sizes if rank[key] == row), default=0.0) for row in range(count)]
    tops, y = [], 0.0
    for height in heights:
        tops.append(y)
        y += height + ROW_GAP
    return tops, heights


def _way(
    pair: Pair, lanes: list[_Cell], centres: Mapping[int, Point], sizes: Mapping[int, Point],
    rows: tuple[list[float], list[float], float], rank: Mapping[int, int],
) -> tuple[Point, ...]:  # fmt: skip
    source, target = pair
    tops, heights, left = rows
    points = [(centres[source][0], centres[source][1] + sizes[source][1] / 2)]
    for place, lane in enumerate(lanes):
        row = rank[source] + 1 + place
        points += [(lane.x - left, tops[row]), (lane.x - left, tops[row] + heights[row])]
    return (*points, (centres[target][0], centres[target][1] - sizes[target][1] / 2))
