"""Batches of similar length: each row once, the order a function of seed and epoch."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from lamina.core.batch import Part
from lamina.core.errors import InputError
from lamina.data.texts.length_batches import LengthBatches
from lamina.data.texts.preparation import TextPreparation


def part(lengths: list[int]) -> Part:
    rows = len(lengths)
    tokens = torch.zeros(rows, max(lengths), dtype=torch.int32)
    for row, length in enumerate(lengths):
        tokens[row, :length] = row + 2
    inputs = {"tokens": tokens, "lengths": torch.tensor(lengths)}
    return Part("train", inputs, torch.arange(rows), torch.arange(rows).float(), torch.arange(rows) + 100)


def batches(lengths: list[int], **options: object) -> LengthBatches:
    settings: dict[str, object] = {"batch_size": 4, "seed": 0, "shuffle": True, **options}
    return LengthBatches(part(lengths), TextPreparation(), **settings)  # type: ignore[arg-type]


@given(st.lists(st.integers(1, 9), min_size=1, max_size=50), st.integers(1, 7), st.booleans(), st.integers(0, 3))
def test_each_row_once_and_trimmed(lengths: list[int], size: int, shuffle: bool, epoch: int) -> None:
    source = batches(lengths, batch_size=size, shuffle=shuffle)
    found = list(source.epoch(epoch))
    assert sorted(torch.cat([batch.row_ids for batch in found]).tolist()) == list(range(100, 100 + len(lengths)))
    assert len(found) == source.num_batches and max(len(batch.row_ids) for batch in found) <= size
    for batch in found:
        assert batch.inputs["tokens"].shape[1] == int(batch.inputs["lengths"].max())
        assert batch.inputs["tokens"].dtype == torch.int64
        rows = batch.row_ids - 100
        assert torch.equal(batch.inputs["tokens"][:, 0], rows + 2) and torch.equal(batch.target, rows)
        assert batch.weight is not None and torch.equal(batch.weight, rows.float())


def test_order_is_a_function_of_seed_and_epoch_and_starts_anywhere() -> None:
    lengths = torch.randint(1, 40, (300,), generator=torch.Generator().manual_seed(1)).tolist()
    one, other = batches(lengths), batches(lengths)
    ids = [batch.row_ids.tolist() for batch in one.epoch(3)]
    assert ids == [batch.row_ids.tolist() for batch in other.epoch(3)]
    assert ids[5:] == [batch.row_ids.tolist() for batch in other.epoch(3, start=5)]
    assert ids != [batch.row_ids.tolist() for batch in other.epoch(4)]
    assert ids != [batch.row_ids.tolist() for batch in batches(lengths, seed=1).epoch(3)]


def test_little_is_padding() -> None:
    lengths = torch.randint(1, 200, (1000,), generator=torch.Generator().manual_seed(1)).tolist()
    cells = sum(batch.inputs["tokens"].numel() for batch in batches(lengths, batch_size=32).epoch(0))
    assert cells < 1.1 * sum(lengths)  # in shuffled order it is about twice as much


def test_drop_last_and_no_lone_row() -> None:
    assert batches([1] * 9, drop_last=True).num_batches == 2
    assert sorted(len(batch.row_ids) for batch in batches([1] * 9, smallest=2).epoch(0)) == [2, 3, 4]
    with pytest.raises(InputError):
        batches([1], smallest=2)
