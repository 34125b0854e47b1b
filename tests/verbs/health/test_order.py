"""Shuffled rows and sorted ones are told apart."""

import pytest
import torch
from torch import Tensor

from lamina.core.batch import Batch
from lamina.verbs.health.order import Sequence


def sequence(orders: list[Tensor], target: Tensor, size: int = 32) -> Sequence:
    found = Sequence()
    for epoch, order in enumerate(orders):
        for number, rows in enumerate(order.split(size)):
            found.add(epoch, number, Batch({}, target[rows], None, rows))
    return found


def shuffled(rows: int, seed: int) -> Tensor:
    return torch.randperm(rows, generator=torch.Generator().manual_seed(seed))


def test_shuffled_rows_look_as_expected() -> None:
    order = sequence([shuffled(960, 0), shuffled(960, 1)], torch.arange(960) % 4).order()
    assert order is not None and (order.rows, order.batch_size) == (960, 32)
    assert order.repeats == pytest.approx(0.25, abs=0.06) and order.expected_repeats == pytest.approx(0.25)
    assert order.purity == pytest.approx(order.expected_purity, rel=0.1)
    assert abs(order.climb or 0.0) < 0.1 and (order.same_each_epoch or 0.0) < 0.02


def test_rows_in_order_of_their_class_are_seen() -> None:
    rows = torch.arange(960)
    order = sequence([rows, rows], rows // 240).order()
    assert order is not None and order.climb == pytest.approx(1.0) and order.same_each_epoch == 1.0
    assert (order.repeats or 0.0) > 0.99 and (order.purity or 0.0) > 0.9
    numbers = sequence([rows], rows.float()[:, None]).order()
    assert numbers is not None and numbers.correlation == pytest.approx(1.0) and numbers.same_each_epoch is None


def test_of_a_resumed_run_only_what_follows_on_is_kept() -> None:
    found = Sequence()
    found.add(0, 3, Batch({}, torch.zeros(4), None, torch.arange(4)))
    assert found.order() is None
