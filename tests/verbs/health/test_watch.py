"""The watch gives the batches that it was given, and looks when it may."""

import itertools
from contextlib import nullcontext
from pathlib import Path

import pytest
import torch
from torch import nn

from lamina.core.batch import Batch, Part
from lamina.core.config import TaskConfig
from lamina.core.errors import LaminaWarning
from lamina.core.events import StepDone, TrainingDone
from lamina.core.health import Chance
from lamina.core.spec import DataSpec, TargetSpec
from lamina.data.batches import MemoryBatches
from lamina.training.loop import LookStep, Loop, TrainStep
from lamina.training.session import announcer
from lamina.training.state import TrainingState
from lamina.training.task import make_task
from lamina.verbs.health.file import read_health
from lamina.verbs.health.watch import HealthWatch

TASK = make_task(
    DataSpec(kind="table", task="classify", targets=(TargetSpec(name="y", classes=("a", "b")),)), TaskConfig()
)


def source(rows: int = 40, batch_size: int = 4) -> MemoryBatches:
    generator = torch.Generator().manual_seed(0)
    inputs = {"x": torch.randn(rows, 3, generator=generator)}
    part = Part("train", inputs, torch.arange(rows) % 2, None, torch.arange(rows))
    return MemoryBatches(part, batch_size=batch_size, seed=0, shuffle=True)


def watch(tmp_path: Path, **options: object) -> HealthWatch:
    torch.manual_seed(0)
    return HealthWatch(nn.Linear(3, 2), TASK, source(), tmp_path / "health.jsonl", **options)  # type: ignore[arg-type]


def test_the_batches_are_those_of_the_source(tmp_path: Path) -> None:
    watched = watch(tmp_path)
    assert (watched.num_rows, watched.num_batches) == (40, 10)
    for one, other in zip(watched.epoch(1, 3), source().epoch(1, 3), strict=True):
        assert torch.equal(one.inputs["x"], other.inputs["x"]) and torch.equal(one.row_ids, other.row_ids)


def test_readings_with_their_updates_and_a_last_one(tmp_path: Path) -> None:
    watched = watch(tmp_path, clock=lambda: 0.0)
    watched.chance = lambda: Chance(loss=0.69, how="class-shares", rows=40)
    for epoch in (0, 1):
        for step, _ in enumerate(watched.epoch(epoch), 1):
            with torch.no_grad():
                watched.network.weight *= 1.1  # type: ignore[operator]
            watched.hear(StepDone(epoch + 1, step, 0.0, 1.0, 0.5))
    watched.network.eval()
    watched.hear(TrainingDone("epochs", 2, 2, 1.0))
    kept = read_health(tmp_path / "health.jsonl")
    assert [one.step for one in kept.readings] == [0, 1, 2, 4, 8, 16, 20]
    assert [one.epoch for one in kept.readings] == [0, 0, 0, 0, 0, 1, 1]
    assert [one.learning_rate for one in kept.readings] == [0.5] * 6 + [None]
    ratios = [one.layers[0].update_ratio for one in kept.readings]
    assert ratios[:6] == pytest.approx([0.1] * 6, rel=1e-4) and ratios[6] is None
    assert not watched.network.training
    assert kept.order is not None and kept.order.rows == 40 and kept.chance is not None


def test_looks_wait_while_they_cost_too_much(tmp_path: Path) -> None:
    now = itertools.count(0.0, 10.0)  # a look takes as long as anything else
    watched = watch(tmp_path, clock=lambda: next(now))
    for epoch in range(5):
        for step, _ in enumerate(watched.epoch(epoch), 1):
            watched.hear(StepDone(epoch + 1, step, 0.0, 1.0, 0.5))
    assert [one.step for one in read_health(tmp_path / "health.jsonl").readings] == [0, 1]


def test_accumulated_batches_are_one_step(tmp_path: Path) -> None:
    watched = watch(tmp_path, window_size=4, clock=lambda: 0.0)
    assert watched.steps_per_epoch == 3
    for number, _ in enumerate(watched.epoch(0)):
        if number % 4 == 3 or number == 9:
            watched.hear(StepDone(1, number // 4 + 1, 0.0, 1.0, 0.5))
    assert [one.step for one in read_health(tmp_path / "health.jsonl").readings] == [0, 1, 2]


def test_what_broke_is_kept_with_the_reading_before(tmp_path: Path) -> None:
    watched = watch(tmp_path)
    next(iter(watched.epoch(0)))
    told = {"epoch": 1, "step": 1, "part": "train", "what": "loss", "layer": "", "learning_rate": 9.0, "clipped": False}
    watched.broke(told)
    kept = read_health(tmp_path / "health.jsonl")
    assert [one.step for one in kept.readings] == [0] and kept.breakdown is not None
    assert (kept.breakdown.what, kept.breakdown.learning_rate) == ("loss", 9.0)


def test_an_interrupted_run_takes_no_last_look(tmp_path: Path) -> None:
    watched = watch(tmp_path)
    assert isinstance(next(iter(watched.epoch(0))), Batch)
    watched.hear(StepDone(1, 1, 0.0, 1.0, 0.5))
    watched.hear(TrainingDone("interrupted", 0, 0, 1.0))
    assert [one.step for one in read_health(tmp_path / "health.jsonl").readings] == [0]


def test_the_loss_scale_is_that_of_the_training_s_own_scaler(tmp_path: Path) -> None:
    """A GradScaler that really scales, by the loop: an infinite gradient halves it; the training goes on."""
    torch.manual_seed(0)
    network = nn.Linear(3, 2)
    watched = HealthWatch(network, TASK, source(), tmp_path / "health.jsonl", clock=lambda: 0.0)
    scaler = torch.amp.GradScaler("cpu", init_scale=64.0, enabled=True)
    state = TrainingState(network, torch.optim.SGD(network.parameters(), lr=0.1), scaler)
    network.weight.register_hook(lambda gradient: gradient * torch.inf if state.step == 3 else gradient)
    plain = nullcontext()
    learn = TrainStep(state, TASK, rate=lambda *_: 0.1, seed=0, autocast=plain)
    look = LookStep(state, TASK, plain)
    Loop(state, TASK, watched, None, learn, look, announcer([watched])).run(1)
    watched.hear(TrainingDone("epochs", 1, 1, 1.0))
    readings = read_health(tmp_path / "health.jsonl").readings
    assert [(one.step, one.loss_scale) for one in readings] == [
        (0, 64.0), (1, 64.0), (2, 64.0), (4, 32.0), (8, 32.0), (10, 32.0),
    ]  # fmt: skip


class Once(torch.autograd.Function):
    """Goes back once only."""

    @staticmethod
    def forward(ctx, x: torch.Tensor) -> torch.Tensor:
        ctx.left = [1]
        return x.clone()

    @staticmethod
    def backward(ctx, *gradients: torch.Tensor) -> torch.Tensor:
        ctx.left.pop()
        return gradients[0]


class OnceOnly(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.linear = nn.Linear(3, 2)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return Once.apply(self.linear(x))  # type: ignore[return-value]


def test_a_module_that_bears_no_look_is_told_once_and_the_training_goes_on(tmp_path: Path) -> None:
    watched = HealthWatch(OnceOnly(), TASK, source(320, 32), tmp_path / "health.jsonl", clock=lambda: 0.0)
    with pytest.warns(LaminaWarning, match="OnceOnly"):
        batches = list(watched.epoch(0))
    assert len(batches) == 10
    watched.hear(TrainingDone("epochs", 1, 1, 1.0))
    assert read_health(tmp_path / "health.jsonl").readings == ()


def test_a_batch_that_is_cut_short_is_not_looked_at(tmp_path: Path) -> None:
    network = nn.Linear(3, 2)
    watched = HealthWatch(network, TASK, source(33, 32), tmp_path / "health.jsonl", clock=lambda: 0.0)
    for epoch in range(3):
        for step, _ in enumerate(watched.epoch(epoch), 1):
            watched.hear(StepDone(epoch + 1, step, 0.0, 1.0, 0.5))
    readings = read_health(tmp_path / "health.jsonl").readings
    assert [(one.step, one.rows) for one in readings] == [(0, 32), (2, 32), (4, 32)]
