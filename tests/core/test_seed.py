"""Draws are a function of the seed and the place, not of what was drawn before."""

import torch
from hypothesis import given
from hypothesis import strategies as st

from lamina.core.seed import derive, generator, permutation


@given(st.integers(0, 2**32 - 1), st.integers(0, 10**6), st.integers(0, 500))
def test_an_order_is_a_permutation_and_a_function_of_seed_and_epoch(seed: int, epoch: int, rows: int) -> None:
    order = permutation(rows, seed, epoch)
    assert torch.equal(order.sort().values, torch.arange(rows))
    torch.rand(3)  # other draws change nothing
    assert torch.equal(order, permutation(rows, seed, epoch))


def test_places_are_told_apart() -> None:
    places = [(0, "order", 1), (0, "order", 2), (1, "order", 1), (0, "dropout", 1), (0, "order", 1, 0)]
    assert len({derive(*place) for place in places}) == len(places)
    assert all(0 <= derive(*place) < 2**63 for place in places)


def test_derive_is_the_same_in_every_version() -> None:
    assert derive(0, "order", 0) == 7134422430951335918
    assert torch.equal(torch.rand(2, generator=generator(3, "a")), torch.rand(2, generator=generator(3, "a")))
