"""Batches of pairs: every row once, equal shares of tokens, hardly any padding, order a function of (seed, epoch)."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from lamina.core.batch import Part
from lamina.data.pairs.batches import PairBatches, equal_shares
from lamina.data.pairs.preparation import PairPreparation


def part_of(rows: int, seed: int = 0) -> Part:
    generator = torch.Generator().manual_seed(seed)
    read = torch.randint(1, 12, (rows,), generator=generator)
    out = torch.randint(1, 9, (rows,), generator=generator)
    tokens = torch.where(torch.arange(11) < read[:, None], 5, 0)
    written = torch.where(torch.arange(9) < out[:, None], 6, 0)
    target = torch.where(torch.arange(9) < out[:, None], 7, -1)
    return Part("train", {"tokens": tokens, "lengths": read, "written": written}, target, None, torch.arange(rows))


def batches(rows: int = 101, shuffle: bool = True, seed: int = 0) -> PairBatches:
    return PairBatches(part_of(rows), PairPreparation(), batch_size=8, seed=seed, shuffle=shuffle)


def test_every_row_once_in_as_many_batches_as_said() -> None:
    source = batches()
    found = list(source.epoch(0))
    assert len(found) == source.num_batches == 13 and source.num_rows == 101
    assert torch.cat([batch.row_ids for batch in found]).sort().values.tolist() == list(range(101))


def test_rows_stay_with_their_tokens_and_targets_are_trimmed() -> None:
    whole = part_of(101)
    for batch in batches().epoch(3):
        assert torch.equal(batch.inputs["source_lengths"], whole.inputs["lengths"][batch.row_ids])
        length = int((whole.target[batch.row_ids] >= 0).sum(dim=1).max())
        assert batch.target.shape[1] == batch.inputs["target_in"].shape[1] == length
        assert torch.equal(batch.target, whole.target[batch.row_ids, :length])


def test_little_of_a_batch_is_padding() -> None:
    padded = real = 0
    for batch in PairBatches(part_of(2000), PairPreparation(), batch_size=50, seed=0, shuffle=True).epoch(0):
        padded += batch.target.numel() + batch.inputs["source"].numel()
        real += int((batch.target >= 0).sum() + batch.inputs["source_lengths"].sum())
    assert padded < 1.15 * real


def test_order_is_a_function_of_seed_and_epoch() -> None:
    order = [rows.tolist() for rows in batches().order(2)]
    assert order == [rows.tolist() for rows in batches().order(2)]
    assert order != [rows.tolist() for rows in batches().order(1)]
    assert order != [rows.tolist() for rows in batches(seed=1).order(2)]
    assert [b.row_ids.tolist() for b in batches().epoch(2, start=5)] == order[5:]


def test_unshuffled_rows_come_by_length_in_every_epoch() -> None:
    source = batches(shuffle=False)
    assert [rows.tolist() for rows in source.order(0)] == [rows.tolist() for rows in source.order(7)]


@given(st.lists(st.integers(1, 50), min_size=1, max_size=60), st.data())
def test_shares_are_whole_and_never_empty(costs: list[int], data: st.DataObject) -> None:
    count = data.draw(st.integers(1, len(costs)))
    sizes = equal_shares(torch.tensor(costs), count)
    assert len(sizes) == count and sum(sizes) == len(costs) and min(sizes) >= 1


def test_shares_are_equal_in_tokens() -> None:
    assert equal_shares(torch.tensor([1] * 12 + [4] * 6), 3) == [12, 3, 3]


@pytest.mark.parametrize("rows", [1, 2, 9])
def test_few_rows(rows: int) -> None:
    assert sum(len(batch.row_ids) for batch in batches(rows).epoch(0)) == rows
