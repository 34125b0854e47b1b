"""Batches: every row once an epoch, order a function of seed and epoch, any start, never a lone row for batch norm."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

from lamina.core.batch import Part
from lamina.core.errors import InputError
from lamina.core.seed import permutation
from lamina.data import batches as module
from lamina.data.batches import MemoryBatches, batch_sizes, prepare_once
from lamina.data.prepare import TablePreparation


def make(n: int, batch_size: int = 4, **options) -> MemoryBatches:
    rows = torch.arange(n)
    settings = {"seed": 7, "shuffle": True, **options}
    part = Part("train", {"x": rows[:, None].double()}, rows * 10, rows / 2, rows + 100)
    return MemoryBatches(part, batch_size=batch_size, **settings)


@given(st.integers(1, 70), st.integers(1, 20), st.booleans(), st.integers(0, 3))
def test_each_row_once_an_epoch_with_what_belongs_to_it(n: int, size: int, shuffle: bool, epoch: int) -> None:
    source = make(n, size, shuffle=shuffle)
    found = list(source.epoch(epoch))
    assert len(found) == source.num_batches == -(-n // size)
    ids = torch.cat([batch.row_ids for batch in found]) - 100
    assert sorted(ids.tolist()) == list(range(n))
    assert torch.equal(torch.cat([batch.inputs["x"] for batch in found])[:, 0], ids.double())
    assert torch.equal(torch.cat([batch.target for batch in found]), ids * 10)
    assert torch.equal(torch.cat([batch.weight for batch in found if batch.weight is not None]), ids / 2)


@given(st.integers(2, 60), st.integers(2, 12), st.integers(0, 5))
def test_epoch_from_any_batch_is_the_tail_of_the_whole(n: int, size: int, start: int) -> None:
    source = make(n, size, smallest=2)
    tail = [batch.row_ids.tolist() for batch in source.epoch(3, start)]
    assert tail == [batch.row_ids.tolist() for batch in source.epoch(3)][start:]


def test_order_is_that_of_seed_and_epoch() -> None:
    source = make(50)
    order = torch.cat([batch.row_ids for batch in source.epoch(2)]) - 100
    assert torch.equal(order, permutation(50, 7, 2))
    assert order.tolist() != (torch.cat([batch.row_ids for batch in source.epoch(3)]) - 100).tolist()


def test_pieces_smaller_than_an_epoch_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = [batch.row_ids.tolist() for batch in make(103, 8).epoch(1)]
    monkeypatch.setattr(module, "PIECE_BYTES", 700)
    pieced = make(103, 8)
    assert pieced._batches_per_piece < pieced.num_batches
    assert [batch.row_ids.tolist() for batch in pieced.epoch(1)] == whole
    assert [batch.row_ids.tolist() for batch in pieced.epoch(1, 5)] == whole[5:]


def test_without_shuffling_batches_are_views_of_the_data() -> None:
    x = torch.arange(10.0)[:, None]
    part = Part("train", {"x": x}, x, None, torch.arange(10))
    source = MemoryBatches(part, batch_size=4, seed=0, shuffle=False)
    first = next(source.epoch(0))
    assert first.inputs["x"].data_ptr() == x.data_ptr() and first.weight is None


@given(st.integers(2, 200), st.integers(2, 30))
def test_no_lone_row_under_batch_norm(n: int, size: int) -> None:
    sizes = batch_sizes(n, size, smallest=2)
    assert sum(sizes) == n and min(sizes) >= 2
    if size > 2:
        assert len(sizes) == -(-n // size) and max(sizes) <= max(size, 2)
    assert len(sizes) < 3 or abs(sizes[-1] - sizes[-2]) <= 1 or n % size != 1


@pytest.mark.parametrize(("n", "size", "drop", "smallest", "sizes"), [
    (10, 4, False, 1, [4, 4, 2]), (10, 4, True, 1, [4, 4]), (9, 4, False, 1, [4, 4, 1]), (9, 4, False, 2, [4, 3, 2]),
    (5, 2, False, 2, [2, 3]), (3, 8, False, 1, [3]), (8, 4, False, 2, [4, 4]),
])  # fmt: skip
def test_sizes(n: int, size: int, drop: bool, smallest: int, sizes: list[int]) -> None:
    assert batch_sizes(n, size, drop, smallest) == sizes


@pytest.mark.parametrize(("n", "size", "drop", "smallest", "code"), [
    (3, 4, True, 1, "data.no_batches"), (0, 4, False, 1, "data.no_batches"),
    (1, 4, False, 2, "data.batch_too_small"), (10, 1, False, 2, "data.batch_too_small"),
])  # fmt: skip
def test_impossible_sizes_are_refused(n: int, size: int, drop: bool, smallest: int, code: str) -> None:
    with pytest.raises(InputError) as caught:
        batch_sizes(n, size, drop, smallest)
    assert caught.value.code == code


class Double(nn.Module):
    output_names = ("images",)

    def forward(self, x: torch.Tensor) -> tuple[torch.Tensor]:
        return (x * 2,)


def test_transform_runs_on_each_batch_and_names_its_outputs() -> None:
    batch = next(make(5, transform=Double()).epoch(0))
    assert list(batch.inputs) == ["images"]
    assert torch.equal(batch.inputs["images"][:, 0], (batch.row_ids - 100).double() * 2)


def test_prepare_once_in_chunks_equals_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    numbers = torch.randn(11, 2, dtype=torch.float64)
    inputs = {"numbers": numbers, "codes": torch.zeros(11, 0, dtype=torch.int64)}
    part = Part("train", inputs, torch.zeros(11), None, torch.arange(11))
    monkeypatch.setattr(module, "CHUNK_ROWS", 4)
    prepared = prepare_once(part, TablePreparation(2, 0))
    assert torch.equal(prepared["features"], numbers.float()) and not prepared["features"].requires_grad
