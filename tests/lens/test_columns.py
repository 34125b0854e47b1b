"""Columns that made answers."""

import pytest
import torch
from torch import Tensor

from lamina.lens.columns import partial_dependence, permutation_importance


def rows() -> dict[str, Tensor]:
    torch.manual_seed(0)
    return {
        "strong": torch.randn(400, dtype=torch.float64),
        "weak": torch.randn(400, dtype=torch.float64),
        "unused": torch.randn(400, dtype=torch.float64),
        "kind": torch.randint(0, 3, (400,)),
    }


def answer(columns: dict[str, Tensor]) -> Tensor:
    return (3 * columns["strong"] + columns["weak"] + (columns["kind"] == 2))[:, None]


def test_shuffling_costs_twice_the_variance() -> None:
    columns = rows()
    truth = answer(columns)
    found = permutation_importance(lambda some: -float((answer(some) - truth).square().mean()), columns)
    assert [one.column for one in found] == ["strong", "weak", "kind", "unused"]
    falls = {one.column: one.fall for one in found}
    assert falls["strong"] == pytest.approx(2 * 9 * float(columns["strong"].var()), rel=0.15)
    assert falls["unused"] == 0
    again = permutation_importance(lambda some: -float((answer(some) - truth).square().mean()), columns)
    assert again == found


def test_of_a_linear_answer_the_dependence_is_its_line() -> None:
    columns = rows()
    found = partial_dependence(answer, columns, "strong", steps=5)
    slope = (found.answers[-1, 0] - found.answers[0, 0]) / (found.grid[-1] - found.grid[0])
    assert float(slope) == pytest.approx(3.0)
    kinds = partial_dependence(answer, columns, "kind")
    assert kinds.grid == (0.0, 1.0, 2.0)
    assert float(kinds.answers[2, 0] - kinds.answers[0, 0]) == pytest.approx(1.0)


def test_missing_values_are_no_grid() -> None:
    columns = rows()
    columns["weak"][:50] = torch.nan
    found = partial_dependence(answer, columns, "weak", steps=4)
    assert len(found.grid) == 4 and bool(torch.isfinite(found.answers).all())
