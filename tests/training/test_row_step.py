"""The step of a network that differentiates itself: plain descent by rows, bounded, the same bits, resumed, refused."""

import math
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch
from torch import Tensor, nn

from lamina.core.batch import Batch
from lamina.core.config import LoopConfig, OptimConfig, TaskConfig
from lamina.core.contracts import OwnGradient, RowsGradient
from lamina.core.device import make_plan
from lamina.core.errors import LaminaWarning, StoppedError
from lamina.core.seed import generator
from lamina.training.row_step import LIMIT, RowStep, tell_ignored
from lamina.training.session import train_network
from lamina.training.state import TrainingState
from lamina.training.word_task import word_task

PLAIN = OptimConfig(optimizer="sgd", learning_rate=0.1, weight_decay=0.0, schedule="linear")


class Table(nn.Module):
    """Rows that are pulled towards targets: loss |row - target|^2 / 2 for each row drawn."""

    def __init__(self) -> None:
        super().__init__()
        self.rows = nn.Parameter(torch.zeros(10, 2))

    def own_gradient(self, inputs: dict[str, Tensor]) -> OwnGradient:
        drawn = inputs["drawn"]
        apart = self.rows[drawn] - inputs["target"]
        change = RowsGradient(self.rows, drawn, apart.clone(), torch.ones(len(drawn)))
        return OwnGradient((apart**2).sum() / 2, torch.tensor(float(len(drawn))), (change,))


class Draws:
    """Eight batches of rows, a function of the epoch; `spoilt` is the batch whose targets are infinite."""

    num_rows, num_batches = 80, 8

    def __init__(self, spoilt: int = -1) -> None:
        self.spoilt = spoilt

    def epoch(self, epoch: int, start: int = 0) -> Iterator[Batch]:
        for number in range(start, self.num_batches):
            drawn = torch.randint(0, 10, (10,), generator=generator(0, epoch, number))
            target = drawn[:, None].float().expand(-1, 2) + (math.inf if number == self.spoilt else 0)
            yield Batch({"drawn": drawn, "target": target}, drawn, None, drawn)


def train(folder: Path, epochs: int = 3, source: Draws | None = None, listeners=(), resume: bool = False, **options):
    network = Table()
    loop = LoopConfig(epochs=epochs, batch_size=10, patience=0, threads=1, checkpoint_seconds=0)
    optim = PLAIN.model_copy(update=options)
    trained = train_network(
        network, word_task(TaskConfig()), source or Draws(), None, optim=optim, loop=loop, plan=make_plan(loop),
        folder=folder, listeners=listeners, resume=resume,
    )  # fmt: skip
    return network, trained


def step_of(network: nn.Module, rate: float) -> RowStep:
    state = TrainingState(network, torch.optim.SGD(network.parameters()), torch.amp.GradScaler("cpu", enabled=False))
    return RowStep(state, word_task(TaskConfig()), rate=lambda *_: rate)


def test_rows_move_by_the_sum_of_their_gradients() -> None:
    network = Table()
    change = RowsGradient(
        network.rows, torch.tensor([1, 4, 1]), torch.tensor([[1.0, 0], [2, 2], [0, 3]]), torch.ones(3)
    )
    with torch.no_grad():
        step_of(network, 0.5).update((change,), 0.5)
    expected = torch.zeros(10, 2)
    expected[1], expected[4] = torch.tensor([-0.5, -1.5]), torch.tensor([-1.0, -1.0])
    torch.testing.assert_close(network.rows.detach(), expected)


def test_many_decisions_move_a_row_by_their_mean() -> None:
    network = Table()
    rows = torch.zeros(100, dtype=torch.int64)
    changes = tuple(RowsGradient(network.rows, rows, torch.full((100, 2), 3.0), torch.ones(100)) for _ in range(2))
    with torch.no_grad():
        step_of(network, 0.1).update(changes, 0.1)  # 200 decisions of gradient 3: 0.1 * 600 would be 60
    torch.testing.assert_close(network.rows[0].detach(), torch.full((2,), -3.0 * LIMIT))
    with torch.no_grad():  # nothing is left over from the step before
        step_of(network, 0.1).update((RowsGradient(network.rows, rows[:1], torch.ones(1, 2), torch.ones(1)),), 0.1)
    torch.testing.assert_close(network.rows[0].detach(), torch.full((2,), -3.0 * LIMIT - 0.1))


def test_it_learns_and_tells_the_mean_loss(tmp_path: Path) -> None:
    network, trained = train(tmp_path, epochs=6)
    losses = [row["train_loss"] for row in trained.history]
    assert losses == sorted(losses, reverse=True)
    assert losses[0] < 10**2  # the mean over the rows drawn, not their sum
    assert (network.rows[9] - 9).abs().max() < 1.5
    assert trained.history[0]["learning_rate"] > trained.history[-1]["learning_rate"]


def test_same_bits_again_and_resumed(tmp_path: Path, kit) -> None:
    whole, _ = train(tmp_path / "whole")
    again, _ = train(tmp_path / "again")
    assert torch.equal(whole.rows, again.rows)
    stop = kit.Ear(lambda event: getattr(event, "step", 0) == 5 and getattr(event, "epoch", 0) == 2, "interrupted")
    _, cut = train(tmp_path / "cut", listeners=(stop,))
    assert cut.reason == "interrupted"
    resumed, after = train(tmp_path / "cut", resume=True)
    assert torch.equal(whole.rows, resumed.rows) and len(after.history) == 3


def test_a_loss_that_is_not_finite_stops(tmp_path: Path) -> None:
    with pytest.raises(StoppedError) as stopped:
        train(tmp_path, source=Draws(spoilt=3))
    assert (stopped.value.parameters["epoch"], stopped.value.parameters["step"]) == (1, 4)


def test_settings_without_effect_are_told() -> None:
    with pytest.warns(LaminaWarning) as told:
        tell_ignored(OptimConfig(optimizer="adam", clip_norm=1.0), LoopConfig(accumulate=2))
    said = " ".join(str(warning.message) for warning in told)
    assert all(flag in said for flag in ("--optimizer", "--clip-norm", "--accumulate")) and len(told) == 3
    tell_ignored(PLAIN, LoopConfig())
