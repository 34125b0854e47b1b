"""Looks at a training keep to a small share of its time, and lie where they tell most."""

import itertools

import pytest

from lamina.core.events import TrainingStarted
from lamina.verbs.health.budget import SHARE, LookBudget, next_step


class Clock:
    """Seconds that a test sets."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def looked_at(steps: int, step_seconds: float, look_seconds: float) -> tuple[list[int], float, float]:
    """(steps looked at, seconds spent on all looks, seconds of the training without them), the end's look included."""
    clock = Clock()
    budget = LookBudget(clock)
    budget.starts(TrainingStarted(10, steps // 10))
    due, found = 0, []
    for step in range(steps):
        if step >= due and budget.affords(step):
            with budget.paying(looks=1):
                clock.now += look_seconds
            found.append(step)
            due = budget.next_look(step)
        clock.now += step_seconds
    return found, budget.spent + look_seconds, steps * step_seconds


def test_looks_are_far_apart_and_at_the_same_steps() -> None:
    steps = list(itertools.accumulate(range(12), lambda step, _: next_step(step)))
    assert steps == [0, 1, 2, 4, 8, 16, 20, 24, 29, 35, 42, 51]
    assert next_step(17) == 20 and next_step(3) == 4
    assert looked_at(60, 1.0, 0.0)[0] == [0, 1, 2, 4, 8, 16, 20, 24, 29, 35, 42, 51]


@pytest.mark.parametrize("look", [0.001, 0.01, 0.1, 0.6])
@pytest.mark.parametrize(("steps", "step"), [(40, 0.4), (2000, 0.01), (20_000, 0.1), (100, 0.001)])
def test_all_looks_cost_a_small_share_or_half_a_second(steps: int, step: float, look: float) -> None:
    found, spent, training = looked_at(steps, step, look)
    least = 3 * look  # the first, an early one, the last
    assert spent <= max(0.5, SHARE * (training + spent), least) + 1e-9
    assert found[0] == 0 and 1 <= found[1] <= max(2, steps**0.5 + 1)


def test_few_looks_are_spread_over_the_training() -> None:
    found, _, _ = looked_at(40, 0.4, 0.12)
    assert found[0] == 0 and 2 <= found[1] <= 7 and len(found) >= 3 and found[2] > 2 * found[1]


def test_looks_wait_while_they_cost_too_much() -> None:
    found, _, _ = looked_at(10_000, 0.001, 10.0)
    assert len(found) == 2


def test_a_budget_of_time_is_what_is_expected() -> None:
    clock = Clock()
    budget = LookBudget(clock)
    assert budget.expected(5) == 0.0
    budget.starts(TrainingStarted(1000, 100, epoch=2, step=50, seconds_left=60.0))
    assert budget.expected(250) == 60.0
    clock.now = 10.0
    assert budget.expected(251) == 60.0  # at this rate it would take much longer
    row = 1e-3  # seconds: an update of 32 rows takes about 0.1, so that all would take far more than a minute
    assert budget.allowance(32)(row) == pytest.approx(SHARE * 60.0 / 5)
    budget.starts(TrainingStarted(1, 10))
    assert budget.allowance(32)(row) == pytest.approx(0.1) and budget.allowance(32)(1.0) == pytest.approx(
        SHARE * 960 / 5
    )
