"""What decides about best weights, stopping and saving."""

import pytest
import torch
from torch import nn

from lamina.core.events import EpochDone, StepDone, TrainingDone, TrainingStarted
from lamina.training import listeners
from lamina.training.listeners import BestWeights, Checkpoints, EarlyStopping

STEP = StepDone(1, 1, torch.tensor(1.0), 1.0, 0.1)


def epoch(number: int, validation: float | None = None) -> EpochDone:
    return EpochDone(number, {"loss": 1.0}, {} if validation is None else {"loss": validation}, 0.1, 1.0, 10)


class Clock:
    def __init__(self, monkeypatch):
        self.now = 1000.0
        monkeypatch.setattr(listeners.time, "perf_counter", lambda: self.now)


class Writer:
    def __init__(self, clock, cost):
        self.clock, self.cost, self.saved = clock, cost, []

    def save(self):
        self.saved.append(self.clock.now)
        self.clock.now += self.cost


def test_best_weights_are_those_of_the_smallest_validation_loss(kit):
    network = nn.Sequential(nn.BatchNorm1d(1), nn.Linear(1, 1))
    state = kit.state(network)
    best = BestWeights(state)
    for number, loss in enumerate([3.0, 1.0, 1.0, 2.0], start=1):
        nn.init.constant_(network[1].weight, float(number))
        network[0].running_mean.fill_(number)
        best.hear(epoch(number, loss))
    assert (state.best_epoch, state.best_loss) == (2, 1.0)
    state.restore_best()
    assert network[1].weight.item() == 2.0 and network[0].running_mean.item() == 2.0


def test_without_validation_the_last_weights_count(kit):
    network = nn.Linear(1, 1)
    state = kit.state(network)
    for number in (1, 2):
        nn.init.constant_(network.weight, float(number))
        BestWeights(state).hear(epoch(number))
    state.restore_best()
    assert state.best_epoch == 2 and network.weight.item() == 2.0


def test_early_stopping_counts_epochs_without_improvement(kit):
    state = kit.state(nn.Linear(1, 1))
    best, stopping = BestWeights(state), EarlyStopping(state, 2)
    answers = []
    for number, loss in enumerate([3.0, 2.0, 2.5, 2.0, 9.0], start=1):
        state.epoch = number
        best.hear(epoch(number, loss))
        answers.append(stopping.hear(epoch(number, loss)))
    assert answers == [None, None, None, "patience", "patience"]
    assert stopping.hear(STEP) is None
    assert stopping.hear(TrainingStarted(10, 5, epoch=5)) == "patience"
    assert stopping.hear(TrainingStarted(5, 5, epoch=5)) is None


def test_checkpoints_within_an_epoch_are_seconds_apart(monkeypatch):
    clock = Clock(monkeypatch)
    writer = Writer(clock, cost=0.01)
    checkpoints = Checkpoints(writer, 30.0)  # type: ignore[arg-type]
    for _ in range(100):
        clock.now += 1.0
        checkpoints.hear(STEP)
    assert len(writer.saved) == 3


@pytest.mark.parametrize("cost", [0.01, 0.2, 5.0])
def test_saving_costs_a_few_percent_at_most_however_short_the_epochs(monkeypatch, cost):
    clock = Clock(monkeypatch)
    begin = clock.now
    writer = Writer(clock, cost)
    checkpoints = Checkpoints(writer, 30.0)  # type: ignore[arg-type]
    for number in range(20_000):
        clock.now += 0.02
        checkpoints.hear(epoch(number))
    spent = cost * len(writer.saved)
    assert len(writer.saved) > 1
    assert spent / (clock.now - begin) < 0.03


def test_long_epochs_are_saved_each_and_the_end_always(monkeypatch):
    clock = Clock(monkeypatch)
    writer = Writer(clock, cost=0.01)
    checkpoints = Checkpoints(writer, 30.0)  # type: ignore[arg-type]
    for number in range(5):
        clock.now += 5.0
        checkpoints.hear(epoch(number))
    checkpoints.hear(TrainingDone("interrupted", 1, 1, 1.0))
    assert len(writer.saved) == 6


def test_the_beginning_is_saved_and_a_resumed_one_is_not_again(monkeypatch):
    writer = Writer(Clock(monkeypatch), cost=0.01)
    checkpoints = Checkpoints(writer, 30.0)  # type: ignore[arg-type]
    checkpoints.hear(TrainingStarted(3, 5, epoch=1, step=2))
    assert writer.saved == []
    checkpoints.hear(TrainingStarted(3, 5))
    assert len(writer.saved) == 1


def test_zero_seconds_save_after_every_step(monkeypatch):
    clock = Clock(monkeypatch)
    writer = Writer(clock, cost=0.01)
    checkpoints = Checkpoints(writer, 0.0)  # type: ignore[arg-type]
    for _ in range(7):
        checkpoints.hear(STEP)
    assert len(writer.saved) == 7
