"""A calculation in steps on the terminal: matrices in brackets of several lines, broken where the terminal is narrow."""

from collections.abc import Iterator, Sequence

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.constrain import Constrain
from rich.text import Text

from lamina.report.worked.equation import Equation, Grid, Heading, Piece, Side, Step

PROSE_WIDTH = 100
_INDENT = 4
_ONE, _FIRST, _MIDDLE, _LAST = ("[", "]"), ("⎡", "⎤"), ("⎢", "⎥"), ("⎣", "⎦")
Block = list[str]  # lines of one width


def steps_view(steps: Sequence[Step]) -> RenderableType:
    """The steps one below the other."""
    parts: list[RenderableType] = []
    for step in steps:
        parts += [Text(step.title, "bold cyan"), Text()]
        for part in step.parts:
            if isinstance(part, str):
                parts += [Constrain(Text(part), PROSE_WIDTH), Text()]
            elif isinstance(part, Heading):
                parts.append(Text(f"  {part.text}", "bold"))
            else:
                parts += [_Drawn(part), Text()]
    return Group(*parts)


class _Drawn:
    """An equation, as wide as the terminal lets it be."""

    def __init__(self, equation: Equation) -> None:
        self.equation = equation

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        left = beside([block(piece) for piece in self.equation.left])
        room = options.max_width - _INDENT - len(left[0]) - 3
        for place, side in enumerate(self.equation.sides):
            for number, line in enumerate(broken(side, room)):
                sign = [" = "] if number == 0 else ["   "]
                start = left if place == 0 and number == 0 else [" " * cell_len(left[0])]
                for row in beside([start, sign, line], gap=0):
                    yield Text(" " * _INDENT + row.rstrip(), no_wrap=True, overflow="ignore")


def broken(side: Side, room: int) -> Iterator[Block]:
    """The pieces of a side beside each other, in further rows where they are wider than `room` characters."""
    row: list[Block] = []
    for piece in side:
        one = block(piece)
        if row and sum(cell_len(each[0]) + 1 for each in row) + cell_len(one[0]) > room:
            yield beside(row)
            row = []
        row.append(one)
    yield beside(row)


def block(piece: Piece) -> Block:
    """A piece as lines of one width; matrices with their columns set right."""
    if isinstance(piece, str):
        return [piece]
    cells = [[_marked(piece, i, j) for j in range(len(row))] for i, row in enumerate(piece.cells)]
    widths = [max(map(cell_len, column)) for column in zip(*cells, strict=True)]
    rows = [
        ("  " if not piece.marked else " ").join(
            " " * (width - cell_len(cell)) + cell for cell, width in zip(row, widths, strict=True)
        )
        for row in cells
    ]  # fmt: skip
    lines = _bracketed(rows) if piece.bracketed else [f"│ {row} │" for row in rows]
    if piece.size:
        lines = [*lines, f"({piece.size})"]
        width = max(map(cell_len, lines))
        lines = [line + " " * (width - cell_len(line)) for line in lines]
    return beside([[piece.factor], lines]) if piece.factor else lines


def _marked(grid: Grid, row: int, column: int) -> str:
    """A cell; where cells are marked these stand in square brackets."""
    cell = grid.cells[row][column]
    if not grid.marked:
        return cell
    return f"[{cell}]" if (row, column) in grid.marked else f"{cell} "


def _bracketed(rows: list[str]) -> Block:
    if len(rows) == 1:
        return [f"{_ONE[0]} {rows[0]} {_ONE[1]}"]
    marks = [_FIRST, *[_MIDDLE] * (len(rows) - 2), _LAST]
    return [f"{begin} {row} {end}" for row, (begin, end) in zip(rows, marks, strict=True)]


def beside(blocks: Sequence[Block], gap: int = 1) -> Block:
    """Blocks side by side, their middles on one line."""
    high = max(map(len, blocks))
    whole = []
    for each in blocks:
        above = (high - len(each)) // 2
        blank = " " * cell_len(each[0])
        whole.append([blank] * above + list(each) + [blank] * (high - len(each) - above))
    return [(" " * gap).join(line) for line in zip(*whole, strict=True)]
