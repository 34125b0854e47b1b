"""Losses, weights and metrics of the tasks, against numbers by hand and torch's own functions."""

import math

import pytest
import torch
from torch.nn import functional as F

from lamina.blocks.losses import find_loss
from lamina.core.batch import Batch
from lamina.core.config import TaskConfig
from lamina.core.errors import InputError, LaminaWarning
from lamina.core.spec import DataSpec, TargetSpec
from lamina.training.task import REGRESS_LOSSES, make_task


def batch(target, weight=None) -> Batch:
    return Batch({}, target, weight, torch.arange(len(target)))


def labels(**options):
    targets = tuple(TargetSpec(name=name, classes=("no", "yes")) for name in "abc")
    return make_task(DataSpec(kind="table", task="classify", targets=targets), TaskConfig(**options))


@pytest.mark.parametrize("smoothing", [0.0, 0.2])
def test_cross_entropy_is_torchs(kit, smoothing):
    logits, target = torch.randn(9, 3, dtype=torch.float64), torch.randint(3, (9,))
    loss, count = kit.classification(label_smoothing=smoothing).loss(logits, batch(target))
    assert count == 9
    torch.testing.assert_close(loss / count, F.cross_entropy(logits, target, label_smoothing=smoothing))


def test_class_weights_are_torchs_weighted_mean(kit):
    logits, target = torch.randn(9, 3), torch.randint(3, (9,))
    weights = torch.tensor([1.0, 2.0, 4.0])
    loss, count = kit.classification(weights=weights).loss(logits, batch(target))
    torch.testing.assert_close(loss / count, F.cross_entropy(logits, target, weight=weights))


def test_a_sample_weight_of_two_is_the_row_twice(kit):
    logits, target = torch.randn(4, 3), torch.randint(3, (4,))
    task = kit.classification(weights=torch.tensor([1.0, 2.0, 4.0]))
    loss, count = task.loss(logits, batch(target, torch.tensor([2.0, 1.0, 0.0, 1.0])))
    rows = torch.tensor([0, 0, 1, 3])
    twice, many = task.loss(logits[rows], batch(target[rows]))
    torch.testing.assert_close(loss, twice)
    assert count == pytest.approx(float(many), rel=1e-6)


def test_binary_cross_entropy_of_two_classes_equals_their_cross_entropy(kit):
    logits, target = torch.randn(9, 2, dtype=torch.float64), torch.randint(2, (9,))
    binary, _ = kit.classification(2, loss="binary-cross-entropy").loss(logits, batch(target))
    plain, _ = kit.classification(2).loss(logits, batch(target))
    torch.testing.assert_close(binary, plain)


def test_accuracy_counts_rows(kit):
    task = kit.classification()
    logits = torch.tensor([[9.0, 0, 0], [0, 9, 0], [0, 0, 9], [9, 0, 0]])
    first = task.tally(logits[:3], batch(torch.tensor([0, 1, 0])))
    second = task.tally(logits[3:], batch(torch.tensor([0])))
    assert task.metrics((first + second).double()) == {"accuracy": 0.75}


def test_labels_by_hand():
    task = labels()
    logits = torch.zeros(2, 3)
    loss, count = task.loss(logits, batch(torch.ones(2, 3)))
    assert loss.item() / count == pytest.approx(math.log(2))
    tally = task.tally(torch.tensor([[1.0, -1, -1]]), batch(torch.tensor([[1.0, 0.0, 1.0]])))
    assert task.metrics(tally)["accuracy"] == pytest.approx(2 / 3)


@pytest.mark.parametrize("loss", REGRESS_LOSSES)
@pytest.mark.parametrize("num_targets", [1, 3])
def test_the_quick_sum_is_the_sum_of_the_rows(kit, loss, num_targets):
    output, target = torch.randn(11, num_targets).double() * 2, torch.randn(11, num_targets).double()
    task = kit.regression(loss, num_targets=num_targets)
    quick, count = task.loss(output, batch(target))
    weighted, _ = task.loss(output, batch(target, torch.ones(11, dtype=torch.float64)))
    assert count == 11
    torch.testing.assert_close(quick, find_loss(loss).rows(output, target).sum())
    torch.testing.assert_close(weighted, quick)
    assert task.divides == (loss != "squared-error-sum")


def test_regression_metrics_are_in_raw_units(kit):
    task = kit.regression(scale=torch.tensor([10.0]))
    output, target = torch.tensor([[1.0], [2.0]]), torch.tensor([[0.0], [4.0]])
    found = task.metrics(task.tally(output, batch(target)))
    assert found == pytest.approx({"rmse": math.sqrt((100 + 400) / 2), "mae": 15.0})


def test_regression_metrics_of_two_targets(kit):
    task = kit.regression(scale=torch.tensor([10.0, 1.0]), num_targets=2)
    found = task.metrics(task.tally(torch.tensor([[1.0, 2.0]]), batch(torch.tensor([[0.0, 0.0]]))))
    assert found == pytest.approx({"rmse": math.sqrt((100 + 4) / 2), "mae": 6.0})


def test_shapes_that_would_broadcast_are_refused(kit):
    with pytest.raises(InputError):
        kit.regression().loss(torch.zeros(4, 1), batch(torch.zeros(4)))
    with pytest.raises(InputError):
        kit.regression().loss(torch.zeros(4, 2), batch(torch.zeros(4, 1)))


def test_half_precision_outputs_are_summed_in_float32(kit):
    loss, _ = kit.regression().loss(torch.ones(4000, 1, dtype=torch.bfloat16), batch(torch.zeros(4000, 1)))
    assert loss.item() == 4000.0


def test_a_loss_that_does_not_fit_is_refused_with_those_that_do(kit):
    with pytest.raises(InputError, match="squared-error-mean, squared-error-sum"):
        kit.regression("cross-entropy")
    with pytest.raises(InputError, match="cross-entropy, binary-cross-entropy"):
        kit.classification(loss="huber")
    with pytest.raises(InputError, match="binary-cross-entropy"):
        labels(loss="cross-entropy")
    with pytest.raises(InputError, match="3"):
        kit.classification(3, loss="binary-cross-entropy")


def test_settings_without_effect_warn():
    spec = DataSpec(kind="table", task="regress", targets=(TargetSpec(name="y"),))
    with pytest.warns(LaminaWarning, match="label-smoothing"):
        make_task(spec, TaskConfig(label_smoothing=0.1))
    with pytest.warns(LaminaWarning, match="class-weights"):
        make_task(spec, TaskConfig(class_weights="balanced"))
    with pytest.warns(LaminaWarning, match="class-weights"):
        labels(class_weights="balanced")


def mixture(share: list[float], first: list[int], second: list[int], classes: int = 3):
    part = torch.tensor(share, dtype=torch.float64)[:, None]
    one, other = (F.one_hot(torch.tensor(y), classes).double() for y in (first, second))
    return part * one + (1 - part) * other


@pytest.mark.parametrize("smoothing", [0.0, 0.2])
@pytest.mark.parametrize("weights", [None, torch.tensor([1.0, 2.0, 4.0])])
def test_mixed_classes_cost_the_mixture_of_what_each_costs(kit, smoothing, weights):
    task = kit.classification(label_smoothing=smoothing, weights=weights)
    share, first, second = [0.75, 0.5, 1.0, 0.2], [0, 1, 2, 2], [1, 2, 0, 2]
    logits = torch.randn(4, 3, dtype=torch.float64)
    found, count = task.loss(logits, batch(mixture(share, first, second)))
    expected = weighed = 0.0
    for row, part in enumerate(share):
        for kept, target in ((part, first[row]), (1 - part, second[row])):
            loss, weight = task.loss(logits[row : row + 1], batch(torch.tensor([target])))
            expected, weighed = expected + kept * loss, weighed + kept * float(weight)
    torch.testing.assert_close(found, expected)
    assert float(count) == pytest.approx(weighed)


def test_mixed_classes_that_are_whole_are_the_classes_themselves(kit):
    logits, target = torch.randn(9, 3), torch.randint(3, (9,))
    task = kit.classification(weights=torch.tensor([1.0, 2.0, 4.0]), label_smoothing=0.1)
    for whole, mixed in zip(
        task.loss(logits, batch(target)), task.loss(logits, batch(F.one_hot(target, 3).float())), strict=True
    ):
        torch.testing.assert_close(torch.as_tensor(mixed), torch.as_tensor(whole))


def test_mixed_classes_under_binary_cross_entropy(kit):
    logits, target = torch.randn(3, 2, dtype=torch.float64), mixture([0.3, 1.0, 0.6], [0, 1, 1], [1, 0, 0], 2)
    binary, _ = kit.classification(2, loss="binary-cross-entropy").loss(logits, batch(target))
    torch.testing.assert_close(binary, kit.classification(2).loss(logits, batch(target))[0])


def test_accuracy_of_mixed_classes_counts_the_larger_share(kit):
    task = kit.classification()
    logits = torch.tensor([[9.0, 0, 0], [0, 9, 0], [0, 0, 9]])
    tally = task.tally(logits, batch(mixture([0.75, 0.25, 0.4], [0, 1, 2], [1, 2, 0])))
    assert task.metrics(tally.double()) == {"accuracy": pytest.approx(1 / 3)}


def test_probabilities_of_other_classes_than_the_output_has_are_refused(kit):
    with pytest.raises(InputError):
        kit.classification().loss(torch.zeros(4, 3), batch(torch.zeros(4, 2)))
