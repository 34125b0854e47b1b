"""The loop: known steps, windows equal to the large batch, order of events, one walk for both passes."""

import copy
from typing import NamedTuple

import pytest
import torch
from torch import Tensor, nn

from lamina.core.events import EpochDone, StepDone, TrainingStarted
from lamina.training.guard import NotFiniteError
from lamina.training.loop import TrainStep, in_windows


def one_weight(value: float) -> nn.Module:
    network = nn.Linear(1, 1, bias=False)
    nn.init.constant_(network.weight, value)
    return network


@pytest.mark.parametrize(
    ("loss", "expected"),
    [
        # x = 1, 2; y = 3, 5; w = 1: errors -2, -3; sum of error * x = -2 - 6 = -8
        ("squared-error-mean", 1 - 0.1 * (2 * -8) / 2),
        ("squared-error-half", 1 - 0.1 * (-8) / 2),
        ("squared-error-sum", 1 - 0.1 * 2 * -8),
        ("absolute", 1 - 0.1 * (-1 - 2) / 2),
    ],
)
def test_one_step_of_gradient_descent_by_hand(kit, loss, expected):
    network = one_weight(1.0)
    rows = kit.Rows(torch.tensor([[1.0], [2.0]]), torch.tensor([[3.0], [5.0]]), batch_size=2)
    kit.loop(kit.state(network), kit.regression(loss), rows).run(1)
    assert network.weight.item() == pytest.approx(expected, rel=1e-6)


class Two(NamedTuple):
    logits: Tensor
    aux: Tensor

    loss_weights = (1.0, 0.3)


class WithAuxiliary(nn.Module):
    """w x, and in training v x beside it."""

    def __init__(self) -> None:
        super().__init__()
        self.main, self.aux = one_weight(1.0), one_weight(1.0)

    def forward(self, x: Tensor) -> Tensor | tuple[Tensor, ...]:
        return Two(self.main(x), self.aux(x)) if self.training else self.main(x)


def test_auxiliary_outputs_are_learned_with_their_weight_and_curves_show_the_answers_loss(kit):
    network, ear = WithAuxiliary(), kit.Ear()
    rows = kit.Rows(torch.tensor([[1.0], [2.0]]), torch.tensor([[3.0], [5.0]]), batch_size=2)
    kit.loop(kit.state(network), kit.regression("squared-error-half"), rows, rows, announce=ear.hear).run(1)
    assert network.main.weight.item() == pytest.approx(1 + 0.1 * 8 / 2, rel=1e-6)
    assert network.aux.weight.item() == pytest.approx(1 + 0.3 * 0.1 * 8 / 2, rel=1e-6)
    (done,) = ear.of(EpochDone)
    assert done.train["loss"] == pytest.approx((4 + 9) / 2 / 2)
    assert done.validation["loss"] == pytest.approx(((3 - 1.4) ** 2 + (5 - 2.8) ** 2) / 2 / 2)


def test_sample_weights_weigh_the_gradient(kit):
    network = one_weight(1.0)
    x, y = torch.tensor([[1.0], [2.0]]), torch.tensor([[3.0], [5.0]])
    rows = kit.Rows(x, y, batch_size=2, weight=torch.tensor([3.0, 1.0]))
    kit.loop(kit.state(network), kit.regression("squared-error-half"), rows).run(1)
    assert network.weight.item() == pytest.approx(1 - 0.1 * (3 * -2 + 1 * -6) / 4, rel=1e-6)


def test_a_batch_without_weight_moves_nothing(kit):
    network = one_weight(1.0)
    rows = kit.Rows(torch.ones(2, 1), torch.ones(2, 1) * 9, batch_size=2, weight=torch.zeros(2))
    kit.loop(kit.state(network), kit.regression(), rows).run(1)
    assert network.weight.item() == 1.0


@pytest.mark.parametrize("loss", ["squared-error-mean", "squared-error-sum", "huber"])
@pytest.mark.parametrize("weighted", [False, True])
def test_accumulated_windows_equal_the_large_batch(kit, loss, weighted):
    """41 rows: windows of 3 batches of 4 against batches of 12; the last window is partial (12, 12, 12, 5)."""
    x, y = kit.line(41)
    weight = torch.rand(41) if weighted else None
    network = nn.Sequential(nn.Linear(3, 8), nn.Tanh(), nn.Linear(8, 1))
    other = copy.deepcopy(network)
    small, large = kit.Rows(x, y, 4, weight), kit.Rows(x, y, 12, weight)
    task = kit.regression(loss)
    kit.loop(kit.state(network), task, small, window_size=3, rate=0.01).run(3)
    kit.loop(kit.state(other), task, large, rate=0.01).run(3)
    for mine, theirs in zip(network.parameters(), other.parameters(), strict=True):
        torch.testing.assert_close(mine, theirs, rtol=1e-5, atol=1e-6)


def test_accumulated_windows_with_class_weights_equal_the_large_batch(kit):
    x, _ = kit.line(41)
    y = torch.randint(3, (41,), generator=torch.Generator().manual_seed(1))
    task = kit.classification(weights=torch.tensor([1.0, 5.0, 0.2]), label_smoothing=0.1)
    network = nn.Linear(3, 3)
    other = copy.deepcopy(network)
    kit.loop(kit.state(network), task, kit.Rows(x, y, 4), window_size=3).run(3)
    kit.loop(kit.state(other), task, kit.Rows(x, y, 12)).run(3)
    torch.testing.assert_close(network.weight, other.weight, rtol=1e-5, atol=1e-6)


def test_clipping_bounds_the_norm_of_the_update(kit):
    x, y = kit.line()
    network = nn.Linear(3, 1)
    before = [parameter.detach().clone() for parameter in network.parameters()]
    kit.loop(kit.state(network), kit.regression(), kit.Rows(x, 1000 * y, 40), clip_norm=0.5, rate=1.0).run(1)
    moved = torch.cat([(a - b).flatten() for a, b in zip(network.parameters(), before, strict=True)])
    assert moved.norm().item() == pytest.approx(0.5, rel=1e-4)


def test_events_count_epochs_and_steps_from_one(kit):
    x, y = kit.line(40)
    ear = kit.Ear()
    state = kit.state(nn.Linear(3, 1))
    reason = kit.loop(state, kit.regression(), kit.Rows(x, y, 16), kit.Rows(x[:10], y[:10], 4), announce=ear.hear).run(
        2
    )
    assert reason == "epochs"
    assert ear.of(TrainingStarted) == [TrainingStarted(num_epochs=2, steps_per_epoch=3)]
    assert [(done.epoch, done.step) for done in ear.of(StepDone)] == [(e, s) for e in (1, 2) for s in (1, 2, 3)]
    assert [done.weight for done in ear.of(StepDone)] == [16, 16, 8] * 2
    first, second = ear.of(EpochDone)
    assert (first.epoch, second.epoch, first.num_rows) == (1, 2, 40)
    assert set(first.train) == set(first.validation) == {"loss", "rmse", "mae"}
    mean = sum(float(done.loss_sum) for done in ear.of(StepDone)[:3]) / 40
    assert first.train["loss"] == pytest.approx(mean, rel=1e-6)
    assert (state.epoch, state.step) == (2, 0)


def test_validation_learns_nothing_and_runs_in_evaluation_mode(kit):
    """Rate 0: the running statistics of batch norm are those of the training rows only, dropout is off."""
    x, y = kit.line(32)
    network = nn.Sequential(nn.BatchNorm1d(3, momentum=1.0), nn.Dropout(0.5), nn.Linear(3, 1))
    ear = kit.Ear()
    validation = kit.Rows(x + 100, y, 32, shuffle=False)
    kit.loop(kit.state(network), kit.regression(), kit.Rows(x, y, 32), validation, announce=ear.hear, rate=0.0).run(1)
    torch.testing.assert_close(network[0].running_mean, x.mean(0))
    network.eval()
    expected = (network(x + 100) - y).square().mean().item()
    assert ear.of(EpochDone)[0].validation["loss"] == pytest.approx(expected, rel=1e-5)


def test_a_listener_stops_within_an_epoch_and_the_epoch_is_closed(kit):
    x, y = kit.line(40)
    ear = kit.Ear(lambda event: isinstance(event, StepDone) and event.step == 2)
    state = kit.state(nn.Linear(3, 1))
    reason = kit.loop(state, kit.regression(), kit.Rows(x, y, 10), kit.Rows(x, y, 10), announce=ear.hear).run(5)
    assert reason == "asked"
    assert len(ear.of(StepDone)) == 2
    assert [done.num_rows for done in ear.of(EpochDone)] == [20]


def test_interruption_leaves_the_cursor_within_the_epoch(kit):
    x, y = kit.line(40)
    ear = kit.Ear(lambda event: isinstance(event, StepDone) and event.step == 2, "interrupted")
    state = kit.state(nn.Linear(3, 1))
    assert kit.loop(state, kit.regression(), kit.Rows(x, y, 10), announce=ear.hear).run(5) == "interrupted"
    assert (state.epoch, state.step, ear.of(EpochDone)) == (0, 2, [])


def test_interruption_during_validation_closes_nothing(kit):
    x, y = kit.line(40)
    ear = kit.Ear()
    state = kit.state(nn.Linear(3, 1))
    loop = kit.loop(state, kit.regression(), kit.Rows(x, y, 10), kit.Rows(x, y, 10), ear.hear, interrupted=lambda: True)
    assert loop.run(5) == "interrupted"
    assert (state.epoch, state.step, ear.of(EpochDone)) == (0, 4, [])


def test_the_first_loss_that_is_not_finite_stops_before_the_update(kit):
    x, y = kit.line(40)
    y[25] = float("nan")
    network = nn.Linear(3, 1)
    rows = kit.Rows(x, y, 10, shuffle=False)
    with pytest.raises(NotFiniteError) as caught:
        kit.loop(kit.state(network), kit.regression(), rows).run(5)
    assert (caught.value.epoch, caught.value.step) == (0, 2)
    assert torch.isfinite(network.weight).all()


def test_a_gradient_that_is_not_finite_stops_when_it_is_clipped(kit):
    class Root(nn.Module):
        def __init__(self):
            super().__init__()
            self.weight = nn.Parameter(torch.zeros(1))

        def forward(self, x):
            return (self.weight * x).abs().sqrt().sum(1, keepdim=True)

    x, y = kit.line(10)
    network = Root()
    with pytest.raises(NotFiniteError):
        kit.loop(kit.state(network), kit.regression(), kit.Rows(x, y, 10), clip_norm=1.0).run(1)
    assert network.weight.item() == 0.0


def test_the_same_seed_gives_the_same_bits_and_another_does_not(kit):
    x, y = kit.line(64)
    weights = []
    for seed in (1, 1, 2):
        torch.manual_seed(7)
        network = nn.Sequential(nn.Linear(3, 16), nn.Dropout(0.5), nn.Linear(16, 1))
        torch.rand(seed * 100)  # what was drawn before does not matter
        state = kit.state(network)
        loop = kit.loop(state, kit.regression(), kit.Rows(x, y, 16))
        loop.learn = TrainStep(state, kit.regression(), rate=lambda *_: 0.1, seed=seed, autocast=loop.learn.autocast)
        loop.run(2)
        weights.append(network[0].weight.detach())
    assert torch.equal(weights[0], weights[1])
    assert not torch.equal(weights[0], weights[2])


def test_windows_group_batches():
    assert [len(window) for window in in_windows(iter(range(7)), 3)] == [3, 3, 1]  # type: ignore[arg-type]
