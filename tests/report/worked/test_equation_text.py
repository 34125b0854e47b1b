"""A calculation on the terminal: matrices side by side, broken where there is no room."""

import io

import torch
from rich.console import Console

from lamina.report.worked.equation import Equation, Heading, Step, matrix
from lamina.report.worked.equation_text import beside, block, broken, steps_view


def drawn(step: Step, width: int = 80) -> str:
    console = Console(width=width, file=io.StringIO(), record=True)
    console.print(steps_view([step]))
    return console.export_text()


def test_middles_stand_on_one_line() -> None:
    column = matrix(torch.tensor([1.0, 2.0, 3.0]))
    step = Step("Title", ("Words.", Heading("Layer"), Equation(("z",), (("W a",), (column, "+", "0.5"), ("7",)))))
    lines = [line.rstrip() for line in drawn(step).splitlines()]
    assert lines[0] == "Title" and "Words." in lines and "  Layer" in lines
    assert [line for line in lines if "⎢" in line] == ["      = ⎢ 2 ⎥ + 0.5"]
    assert "    z = W a" in lines and "      = 7" in lines


def test_a_side_that_is_too_wide_is_broken_between_its_pieces() -> None:
    wide = matrix(torch.full((2, 6), 0.1234))
    rows = list(broken((wide, wide), 60))
    assert len(rows) == 2 and all(len(line) <= 60 for row in rows for line in row)
    assert len(list(broken((wide, wide), 200))) == 1


def test_marked_cells_and_grids_without_brackets() -> None:
    grid = matrix(torch.tensor([[1.0, 2.0], [3.0, 4.0]]), marked=[(0, 1)], bracketed=False)
    assert block(grid) == ["│ 1  [2] │", "│ 3   4  │"]
    assert beside([["a", "b", "c"], ["x"]]) == ["a  ", "b x", "c  "]
