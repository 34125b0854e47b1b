"""Windows in batches: order and place are functions of (seed, epoch), and all of the text is met."""

import pytest
import torch

from lamina.core.errors import InputError
from lamina.data.corpus.window_batches import WindowBatches

STREAM = torch.arange(4, 104, dtype=torch.int32)


def epochs(number: int, **options):
    batches = WindowBatches(STREAM, **{"length": 8, "batch_size": 3, "seed": 0, **options})
    return batches, [list(batches.epoch(epoch)) for epoch in range(number)]


def test_each_window_is_followed_by_its_next_tokens():
    batches, (first,) = epochs(1)
    assert batches.num_rows == 13 and batches.num_batches == len(first) == 5
    for batch in first:
        assert batch.inputs["tokens"].shape == batch.target.shape and batch.inputs["lengths"].tolist() == [8] * len(
            batch.target
        )
        assert torch.equal(batch.target, batch.inputs["tokens"] + 1)
        assert torch.equal(batch.row_ids + 4, batch.inputs["tokens"][:, 0])


def test_an_epoch_is_a_function_of_seed_and_epoch_from_any_batch_on():
    batches, found = epochs(2)
    again = list(batches.epoch(1, start=2))
    assert all(torch.equal(a.target, b.target) for a, b in zip(found[1][2:], again, strict=True))
    assert not torch.equal(found[0][0].target, found[1][0].target)
    assert not torch.equal(found[0][0].target, epochs(1, seed=1)[1][0][0].target)


def test_every_token_is_met_and_after_other_pasts():
    _, found = epochs(12)
    met = torch.cat([batch.target.flatten() for epoch in found for batch in epoch])
    assert set(met.tolist()) == set(range(5, 104))
    firsts = {int(batch.row_ids[row]) for epoch in found for batch in epoch for row in range(len(batch.row_ids))}
    assert len(firsts) > 40


def test_a_text_of_one_window_and_one_that_is_shorter():
    batches = WindowBatches(STREAM[:9], length=8, batch_size=4, seed=0)
    (batch,) = batches.epoch(3)
    assert batch.inputs["tokens"].tolist() == [list(range(4, 12))]
    with pytest.raises(InputError):
        WindowBatches(STREAM[:8], length=8, batch_size=4, seed=0)
