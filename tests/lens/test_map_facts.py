"""Zeros, dark maps and repeated maps, counted on maps that are known."""

import pytest
import torch

from lamina.lens.map_facts import map_facts, strongest_channels


def test_facts_over_two_rows() -> None:
    torch.manual_seed(0)
    one = torch.rand(2, 5, 5) + 0.1
    other = torch.rand(2, 5, 5) + 0.1
    rows = [torch.stack([x[0], 2 * x[0] + 1, torch.zeros(5, 5), x[1], -x[1]]) for x in (one, other)]
    facts = map_facts("c1", rows)
    assert facts.shape == (5, 5, 5) and facts.zeros == 0.2
    assert facts.dark == 1 and facts.repeats == 2  # the second repeats the first, the last mirrors the fourth


def test_a_map_that_is_lit_in_one_row_is_not_dark() -> None:
    rows = [torch.zeros(1, 2, 2), torch.ones(1, 2, 2)]
    assert map_facts("x", rows).dark == 0 and map_facts("x", rows[:1]).dark == 1


def test_the_strongest_in_the_order_of_their_numbers() -> None:
    maps = torch.tensor([1.0, -5, 0, 3])[:, None, None].expand(4, 2, 2)
    assert strongest_channels(maps, 2) == [1, 3] and strongest_channels(maps, 9) == [0, 1, 2, 3]


def test_what_is_not_finite_is_counted_apart() -> None:
    maps = torch.zeros(3, 2, 2)
    maps[0, 0, 0], maps[1] = float("nan"), float("inf")
    maps[0, 1] = 1.0
    facts = map_facts("conv", [maps])
    assert facts.broken == pytest.approx(5 / 12) and facts.dark == 1 and facts.zeros == pytest.approx(5 / 12)
