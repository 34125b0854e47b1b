import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from lamina.core import rows as module
from lamina.core.rows import Rows, chosen

BASE = torch.arange(60).view(20, 3)


@given(st.lists(st.integers(0, 19), min_size=1, max_size=30), st.data())
def test_rows_are_what_indexing_gives(positions: list[int], data: st.DataObject) -> None:
    index = torch.tensor(positions)
    rows, expected = Rows(BASE, index), BASE[index]
    assert len(rows) == len(expected) and rows.shape == expected.shape and rows.dtype == expected.dtype
    assert torch.equal(torch.stack(list(rows)), expected)
    assert torch.equal(torch.cat(list(rows.split(7))), expected)
    assert torch.equal(rows.every(3)[:], expected[::3])
    start = data.draw(st.integers(0, len(index) - 1))
    assert torch.equal(rows[start:], expected[start:])
    assert torch.equal(rows.narrow(0, start, len(index) - start), expected[start:])
    asked = torch.tensor(data.draw(st.lists(st.integers(0, len(index) - 1), max_size=9)), dtype=torch.int64)
    assert torch.equal(rows[asked], expected[asked]) and torch.equal(rows.index_select(0, asked), expected[asked])


def test_answers_are_copies() -> None:
    base = BASE.clone()
    rows = Rows(base, torch.tensor([4, 2]))
    rows[0].zero_()
    rows[:].zero_()
    assert torch.equal(base, BASE)


def test_neighbours_are_a_view_and_others_are_chosen() -> None:
    beside = chosen(BASE, torch.arange(3, 9))
    assert isinstance(beside, torch.Tensor) and beside.data_ptr() == BASE[3].data_ptr()
    for positions in ([3, 5, 4, 6], [1, 3], [2, 1]):
        assert isinstance(chosen(BASE, torch.tensor(positions)), Rows)
    assert isinstance(chosen(BASE, torch.tensor([1, 3, 2, 4])), Rows)  # as long as its span, but in another order


def test_an_accelerator_takes_few_rows_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = Rows(BASE, torch.tensor([4, 2]))
    assert rows.to("cpu") is rows
    taken = rows.to("meta")
    assert isinstance(taken, torch.Tensor) and taken.is_meta
    monkeypatch.setattr(module, "RESIDENT", 1)
    assert rows.to("meta") is rows
