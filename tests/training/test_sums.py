"""Sums over a pass: exact, and independent of when a checkpoint looks at them."""

import pytest
import torch

from lamina.core.batch import Batch
from lamina.training.sums import WAIT_BATCHES, Sums


def batches(number: int, rows: int = 4, weighted: bool = False):
    source = torch.Generator().manual_seed(0)
    for _ in range(number):
        target = torch.randn(rows, 1, generator=source)
        weight = torch.rand(rows, generator=source) if weighted else None
        yield torch.randn(rows, 1, generator=source), Batch({}, target, weight, torch.arange(rows))


def add_all(sums: Sums, task, pairs) -> Sums:
    for output, batch in pairs:
        loss, count = task.loss(output, batch)
        sums.add(task, loss.item(), count, output, batch)
    return sums


@pytest.mark.parametrize("number", [1, WAIT_BATCHES, WAIT_BATCHES + 1, 3 * WAIT_BATCHES + 2])
def test_results_are_the_means_over_all_rows(kit, number):
    task = kit.regression()
    found = add_all(Sums(), task, batches(number)).results(task)
    errors = torch.cat([output - batch.target for output, batch in batches(number)])
    assert found["loss"] == pytest.approx(errors.square().mean().item(), rel=1e-5)
    assert found["rmse"] == pytest.approx(errors.square().mean().sqrt().item(), rel=1e-5)
    assert found["mae"] == pytest.approx(errors.abs().mean().item(), rel=1e-5)


def test_weights_enter_the_loss(kit):
    task = kit.regression()
    found = add_all(Sums(), task, batches(5, weighted=True)).results(task)
    pairs = list(batches(5, weighted=True))
    errors = torch.cat([(output - batch.target).square() for output, batch in pairs]).flatten()
    weights = torch.cat([batch.weight for _, batch in pairs])
    assert found["loss"] == pytest.approx(((errors * weights).sum() / weights.sum()).item(), rel=1e-5)


def test_a_pass_without_rows_has_no_results(kit):
    assert Sums().results(kit.regression()) == {}


def test_outputs_do_not_pile_up(kit):
    sums = add_all(Sums(), kit.regression(), batches(3, rows=200_000))
    assert sums.size_waiting < 2 * 200_000


def test_losses_of_an_accelerator_are_fetched_in_order_and_the_bad_one_is_named(kit):
    """Tensors wait as they do on a GPU."""
    task, sums = kit.regression(), Sums()
    for number, (output, batch) in enumerate(batches(6)):
        loss, count = task.loss(output, batch)
        sums.add(task, loss * float("nan") if number == 4 else loss, count, output, batch)
    assert sums.loss == 0.0 and len(sums.losses) == 6
    sums.settle()
    assert sums.bad_batch == 4 and sums.losses == [] and sums.count == 24
