"""The cache of keys and values: written in place, grown when full, rows selected."""

import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from lamina.blocks.cache import KeyValues


def test_it_is_written_in_place_until_full_and_then_doubled() -> None:
    cache = KeyValues(torch.zeros(1, 1, 2, 1), torch.zeros(1, 1, 2, 1), 0)
    new = torch.ones(1, 1, 1, 1)
    first = cache.added(new, 2 * new)
    assert first.keys.data_ptr() == cache.keys.data_ptr() and first.length == 1
    full = first.added(3 * new, 4 * new)
    grown = full.added(5 * new, 6 * new)
    assert grown.keys.shape[2] == 4 and grown.length == 3
    assert [part.flatten().tolist() for part in grown.filled()] == [[1, 3, 5], [2, 4, 6]]
    many = grown.added(torch.ones(1, 1, 9, 1), torch.ones(1, 1, 9, 1))
    assert many.length == 12 == many.keys.shape[2]


def test_rows_are_copied_in_the_order_asked_for() -> None:
    values = torch.arange(3.0).view(3, 1, 1, 1)
    cache = KeyValues(values, values + 10, 1)
    picked = cache.select(torch.tensor([2, 0, 2, 1]))
    assert picked.filled()[1].flatten().tolist() == [12, 10, 12, 11]
    picked.keys.zero_()
    assert cache.keys.any()


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 9), st.lists(st.integers(1, 5), max_size=6), st.lists(st.integers(0, 2), min_size=1, max_size=4))
def test_it_holds_what_was_added_whatever_its_room(capacity: int, parts: list[int], rows: list[int]) -> None:
    cache = KeyValues(torch.zeros(3, 2, capacity, 4), torch.zeros(3, 2, capacity, 4), 0)
    keys, values = torch.randn(2, 3, 2, sum(parts), 4)
    for key, value in zip(keys.split(parts, dim=2), values.split(parts, dim=2), strict=True) if parts else ():
        cache = cache.added(key, value)
    assert cache.length == sum(parts)
    for filled, added in zip(cache.filled(), (keys, values), strict=True):
        assert torch.equal(filled, added)
    picked = cache.select(torch.tensor(rows)).filled()
    assert torch.equal(picked[0], keys[rows]) and torch.equal(picked[1], values[rows])
