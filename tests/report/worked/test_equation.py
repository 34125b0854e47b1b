"""Numbers and matrices as they are written on paper."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from lamina.report.worked.equation import (
    PART,
    WHOLE,
    Grid,
    added,
    alike,
    digits,
    lowered,
    matrix,
    product,
    raised,
    taken,
)
from lamina.report.worked.equation_html import grid_html
from lamina.report.worked.equation_text import block


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.0, "0"), (0.64567, "0.6457"), (1.5, "1.5"), (-0.2, "-0.2"), (0.0298812, "0.02988"), (2e-7, "2.000e-07"),
     (12345678.0, "1.235e+07"), (float("nan"), "nan"), (float("inf"), "inf"), (1250.0, "1250")],
)  # fmt: skip
def test_numbers(value: float, text: str) -> None:
    assert digits(value) == text


def test_numbers_of_a_matrix_have_as_many_decimals_and_nothing_is_shown_as_zero() -> None:
    assert alike([0.6, 1.3, -0.25]) == ["0.60", "1.30", "-0.25"]
    assert alike([1.0, 1e-9, 0.0]) == ["1", "1e-09", "0"]


@given(st.lists(st.floats(-1e4, 1e4), min_size=1, max_size=5))
def test_what_is_shown_is_near(values: list[float]) -> None:
    largest = max(map(abs, values))
    for value, text in zip(values, alike(values), strict=True):
        assert abs(float(text) - value) <= max(1e-3 * largest, 5e-324)


def test_a_matrix_is_cut_and_says_its_size() -> None:
    cut = matrix(torch.zeros(WHOLE + 1, WHOLE + 2))
    assert isinstance(cut, Grid) and cut.size == "12 × 13"
    assert len(cut.cells) == PART + 1 and len(cut.cells[0]) == PART + 1 and cut.cells[-1][-1] == "⋱"
    whole = matrix(torch.arange(float(WHOLE)))
    assert isinstance(whole, Grid) and not whole.size and len(whole.cells) == WHOLE
    assert matrix(torch.tensor([[2.5]])) == "2.5" and isinstance(matrix(torch.tensor([[2.5]]), bracketed=False), Grid)


def test_small_numbers_of_a_matrix_have_a_power_of_ten_in_front() -> None:
    small = matrix(torch.tensor([[2e-5, -1.234e-4], [0.0, 5e-6]]))
    assert isinstance(small, Grid) and small.factor == "10⁻⁴ ·" and small.cells == (("0.200", "-1.234"), ("0", "0.050"))
    assert "<sup>−4</sup>" in grid_html(small) and block(small)[0].startswith("10⁻⁴ ·")
    plain = matrix(torch.tensor([[0.002, 1e-6]]))
    assert isinstance(plain, Grid) and not plain.factor and "·" not in grid_html(plain)
    assert matrix(torch.tensor([[2e-5]])) == "0.00002" and not matrix(torch.zeros(2, 2)).factor  # type: ignore[union-attr]


def test_signs_and_numbers_above_and_below() -> None:
    assert product("2", "-3") == ("2", "·", "(-3)") and added(("1",), "-2") == ("1", "+", "(-2)")
    assert taken(("1",), "2") == ("1", "−", "2") and raised(12) == "¹²" and lowered(30) == "₃₀"
    grid = matrix(torch.eye(2))
    assert product(grid, grid) == (grid, grid) and product(grid, grid, "⊙") == (grid, "⊙", grid)
