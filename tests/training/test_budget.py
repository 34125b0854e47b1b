"""A budget of time on machines of any speed, in a time of the tests' own: nobody sleeps."""

import time
from typing import Any

import pytest
import torch
from torch import nn

from lamina.core.config import OptimConfig
from lamina.core.events import EpochDone, StepDone, TrainingDone, TrainingStarted
from lamina.training.budget import Budget

RATES = {"cosine": 0.0, "one-cycle": 0.1 / 250_000, "step": 0.001}  # at the end, of a peak of 0.1
BUDGET = 60.0
STEPS = 16  # of an epoch in parts()


class Clock:
    def __init__(self, monkeypatch):
        self.now = 0.0
        monkeypatch.setattr(time, "perf_counter", lambda: self.now)


class Machine(nn.Module):
    """A dense layer; a forward pass takes as long as `pace` says of the number of passes before it."""

    def __init__(self, clock, pace):
        super().__init__()
        self.layer, self.clock, self.pace, self.passes = nn.Linear(3, 1), clock, pace, 0

    def forward(self, x):
        self.clock.now += self.pace(self.passes) * (1.0 if self.training else 1 / 3)
        self.passes += 1
        return self.layer(x)


def parts(kit):
    return kit.Rows(*kit.line(32), 2), kit.Rows(*kit.line(8, seed=1), 2, shuffle=False)


def go(kit, folder, machine, schedule: Any = "cosine", epochs=10_000, **loop):
    train, validation = parts(kit)
    ear = kit.Ear()
    optim = OptimConfig(optimizer="sgd", learning_rate=0.1, weight_decay=0.0, schedule=schedule)
    listeners = [ear, *loop.pop("listeners", ())]
    trained = kit.run(
        machine, kit.regression(), train, validation, folder, optim=optim, listeners=listeners, epochs=epochs,
        **{"minutes": BUDGET / 60, **loop},
    )  # fmt: skip
    return trained, ear


PACES = {
    "fast": lambda n: 0.01,
    "slow": lambda n: 1.5,
    "cold": lambda n: 5.0 if n == 0 else 0.1,
    "ever busier": lambda n: 0.05 * 1.01**n,
    "stalled": lambda n: 20.0 if n == 100 else 0.1,
}


@pytest.mark.parametrize("schedule", RATES)
@pytest.mark.parametrize("pace", PACES)
def test_time_and_learning_rate_end_together_at_any_pace(kit, tmp_path, monkeypatch, pace, schedule):
    clock = Clock(monkeypatch)
    machine = Machine(clock, PACES[pace])
    trained, ear = go(kit, tmp_path, machine, schedule)
    assert trained.reason == "minutes"
    last_step = PACES[pace](machine.passes)
    assert BUDGET - 5 * 4 * last_step < clock.now <= BUDGET + 2 * last_step  # four batches of validation
    rates = [done.learning_rate for done in ear.of(StepDone)]
    falling = rates[rates.index(max(rates)) :]
    assert falling == sorted(falling, reverse=True)
    left = max(0.1, 7 * last_step / BUDGET)  # the last step begins before the end, and follows a validation
    assert RATES[schedule] <= rates[-1] <= RATES[schedule] + 0.1 * left


def test_an_epoch_that_the_budget_ends_is_told_as_a_part_and_validated(kit, tmp_path, monkeypatch):
    clock = Clock(monkeypatch)
    trained, ear = go(kit, tmp_path, Machine(clock, lambda n: 9.0))
    (done,) = ear.of(EpochDone)
    assert done.part == trained.epochs == len(ear.of(StepDone)) / STEPS < 1
    assert "validation_loss" in trained.history[0] and trained.history[0]["epoch"] == trained.epochs
    assert ear.of(TrainingDone)[0].epochs == trained.epochs
    trained, _ = go(kit, tmp_path / "more", Machine(clock, lambda n: 1.0))
    assert [row["epoch"] for row in trained.history] == [1, 2, 3, trained.epochs] and 3 < trained.epochs < 4


def test_epochs_that_end_first_are_as_without_a_budget(kit, tmp_path, monkeypatch):
    clock = Clock(monkeypatch)
    found = []
    for minutes in (None, 1000.0):
        torch.manual_seed(0)
        machine = Machine(clock, lambda n: 0.1)
        trained, _ = go(kit, tmp_path / str(minutes), machine, "one-cycle", epochs=3, minutes=minutes)
        assert (trained.reason, trained.epochs) == ("epochs", 3)
        found.append(machine.layer.weight.detach().clone())
    assert torch.equal(*found)


def test_patience_ends_a_budget_early(kit, tmp_path, monkeypatch):
    clock = Clock(monkeypatch)
    trained, _ = go(kit, tmp_path, Machine(clock, lambda n: 0.001), patience=2)
    assert trained.reason == "patience" and clock.now < BUDGET


def test_a_budget_of_nothing_takes_one_step(kit, tmp_path, monkeypatch):
    clock = Clock(monkeypatch)
    trained, ear = go(kit, tmp_path, Machine(clock, lambda n: 1.0), minutes=1e-9)
    assert trained.reason == "minutes" and len(ear.of(StepDone)) == 1 and trained.epochs == 1 / STEPS


def test_a_resumed_run_has_the_rest_of_the_budget_and_of_the_schedule(kit, tmp_path, monkeypatch):
    clock = Clock(monkeypatch)
    stop = kit.Ear(lambda event: isinstance(event, StepDone) and (event.epoch, event.step) == (8, 3), "interrupted")
    first, before = go(kit, tmp_path, Machine(clock, lambda n: 0.1), listeners=[stop])
    assert first.reason == "interrupted"
    used = clock.now
    clock.now += 1e6  # the machine was off
    again, after = go(kit, tmp_path, Machine(clock, lambda n: 0.1), resume=True)
    assert again.reason == "minutes" and clock.now - 1e6 == pytest.approx(BUDGET, abs=2.0)
    (started,) = after.of(TrainingStarted)
    assert started.seconds_left == pytest.approx(BUDGET - used)
    rates = [done.learning_rate for done in (*before.of(StepDone), *after.of(StepDone))]
    assert rates == sorted(rates, reverse=True) and rates[-1] < 0.001
    steps = len(after.of(StepDone))
    finished, heard = go(kit, tmp_path, Machine(clock, lambda n: 0.1), resume=True)
    assert steps and not heard.of(StepDone) and finished.history == again.history


def test_the_share_never_falls_though_the_last_validation_was_quick(kit, monkeypatch):
    clock = Clock(monkeypatch)
    state = kit.state(nn.Linear(1, 1))
    budget = Budget(state, 10.0, 4)
    clock.now, state.validation_seconds = 4.0, 2.0
    assert budget.share() == 0.5
    state.validation_seconds = 0.1
    assert budget.share() == 0.5
    clock.now = 9.9
    assert budget.share() == 1.0 and budget.left() == pytest.approx(0.1)


def test_a_slow_first_step_does_not_make_the_validation_look_endless(kit, monkeypatch):
    clock = Clock(monkeypatch)
    state = kit.state(nn.Linear(1, 1))
    state.step, state.sums.seconds = 1, 1.0
    budget = Budget(state, 10.0, 300)
    clock.now = 1.0
    assert budget.kept_back() == 5.0 and budget.hear(StepDone(1, 1, 1.0, 1.0, 0.1)) is None
    state.step, state.sums.seconds = 10, 6.0
    assert Budget(state, 10.0, 5).kept_back() == pytest.approx(5 * 0.6 / 3)


def test_only_steps_epochs_and_going_on_are_answered(kit, monkeypatch):
    clock = Clock(monkeypatch)
    budget = Budget(kit.state(nn.Linear(1, 1)), 10.0, 4)
    clock.now = 11.0
    assert budget.hear(TrainingStarted(3, 5, epoch=1)) == "minutes"
    assert budget.hear(TrainingStarted(3, 5)) is None
    assert budget.hear(TrainingDone("epochs", 1, 1, 1.0)) is None
