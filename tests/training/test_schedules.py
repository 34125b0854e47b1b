"""Schedules at known points, and against torch's own."""

import math

import pytest
import torch

from lamina.core.config import OptimConfig
from lamina.core.errors import InputError, LaminaWarning
from lamina.training.schedules import schedule


def rates(name: str, total: int = 100, per_epoch: int = 10, **options) -> list[float]:
    config = OptimConfig(optimizer="sgd", learning_rate=0.5, weight_decay=0.0, schedule=name, **options)
    rate = schedule(config, total, per_epoch)
    return [rate(step / total, step) for step in range(total)]


def test_constant():
    assert rates("constant") == [0.5] * 100


def test_step_falls_to_a_tenth_at_half_and_three_quarters():
    found = rates("step")
    assert found[:50] == [0.5] * 50
    assert found[50:75] == pytest.approx([0.05] * 25)
    assert found[75:] == pytest.approx([0.005] * 25)


def test_linear_falls_evenly_and_stays_above_zero():
    found = rates("linear")
    assert found[0] == 0.5 and found[50] == pytest.approx(0.25) and found[99] == pytest.approx(0.005)


def test_cosine_at_known_points():
    found = rates("cosine")
    assert found[0] == 0.5
    assert found[50] == pytest.approx(0.25)
    assert found[99] == pytest.approx(0.25 * (1 + math.cos(math.pi * 0.99)))


@pytest.mark.parametrize("total", [5, 37, 100, 1000])
def test_one_cycle_is_torchs(total):
    parameter = torch.nn.Parameter(torch.zeros(1))
    optimizer = torch.optim.SGD([parameter], lr=0.1)
    theirs = torch.optim.lr_scheduler.OneCycleLR(optimizer, 0.5, total_steps=total, cycle_momentum=False)
    found = rates("one-cycle", total)
    for mine in found[:-1]:
        assert mine == pytest.approx(optimizer.param_groups[0]["lr"], rel=1e-9)
        optimizer.step()
        theirs.step()
    assert found[-1] == pytest.approx(optimizer.param_groups[0]["lr"], rel=1e-9)


@pytest.mark.parametrize("total", [1, 2, 3])
@pytest.mark.parametrize("name", ["constant", "step", "cosine", "linear", "one-cycle"])
def test_the_shortest_trainings_have_positive_rates(name, total):
    assert all(0 < rate <= 0.5 for rate in rates(name, total, 1))


def test_warmup_rises_linearly_until_it_meets_the_schedule():
    found, plain = rates("cosine", warmup_epochs=2), rates("cosine")
    assert found[:19] == pytest.approx([0.5 * (step + 1) / 21 for step in range(19)])
    assert found[19:] == plain[19:]
    assert rates("constant", warmup_epochs=0.5)[4:6] == pytest.approx([0.5 * 5 / 6, 0.5])


def test_warmup_longer_than_the_training_only_rises():
    found = rates("constant", total=10, warmup_epochs=5)
    assert found == sorted(found) and found[-1] < 0.5


def test_warmup_with_one_cycle_warns():
    with pytest.warns(LaminaWarning, match="warmup_epochs|warmup-epochs"):
        rates("one-cycle", warmup_epochs=1)


def test_unresolved_settings_are_refused():
    with pytest.raises(InputError):
        schedule(OptimConfig(), 10, 1)


@pytest.mark.parametrize("name", ["constant", "step", "cosine", "linear", "one-cycle"])
def test_a_schedule_follows_any_share_and_holds_at_its_end(name):
    """Under a time budget the share is of the time: it skips, and may pass the last step's."""
    config = OptimConfig(optimizer="sgd", learning_rate=0.5, weight_decay=0.0, schedule=name)
    rate = schedule(config, 1000, 10)
    shares = [0.3 + 0.7 * k / 500 for k in range(501)]
    found = [rate(share, step) for step, share in enumerate(shares)]
    assert found == sorted(found, reverse=True)
    assert found[-1] == pytest.approx(
        {"constant": 0.5, "step": 0.005, "cosine": 0.0, "linear": 5e-5, "one-cycle": 2e-6}[name]
    )


def test_inverse_sqrt_is_the_papers_equation_3() -> None:
    warm, dim = 40, 256
    config = OptimConfig(learning_rate=(dim * warm) ** -0.5, schedule="inverse-sqrt", warmup_epochs=4.0)
    rate = schedule(config, 1000, 10)
    for step in (0, 1, 20, 38, 39, 40, 500, 999):
        s = step + 1
        assert rate(0.0, step) == pytest.approx(dim**-0.5 * min(s**-0.5, s * warm**-1.5))
