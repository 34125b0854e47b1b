"""What the tests of training share: a small source of batches, tasks and states."""

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import torch
from torch import Tensor, nn

from lamina.core.batch import Batch
from lamina.core.config import LoopConfig, OptimConfig, TaskConfig
from lamina.core.device import make_plan
from lamina.core.seed import permutation
from lamina.core.spec import DataSpec, TargetSpec
from lamina.training.loop import LookStep, Loop, TrainStep
from lamina.training.session import Trained, train_network
from lamina.training.state import TrainingState
from lamina.training.task import make_task

SGD = OptimConfig(optimizer="sgd", learning_rate=0.1, weight_decay=0.0, schedule="constant")
ADAM = OptimConfig(optimizer="adam", learning_rate=0.01, weight_decay=0.0, schedule="cosine")


class Rows:
    """Rows in memory, shuffled by (seed, epoch)."""

    def __init__(self, x: Tensor, y: Tensor, batch_size: int, weight: Tensor | None = None, shuffle: bool = True):
        self.x, self.y, self.weight, self.batch_size, self.shuffle = x, y, weight, batch_size, shuffle
        self.num_rows = len(x)
        self.num_batches = -(-len(x) // batch_size)

    def epoch(self, epoch: int, start: int = 0) -> Iterator[Batch]:
        order = permutation(len(self.x), 0, epoch) if self.shuffle else torch.arange(len(self.x))
        for rows in order.split(self.batch_size)[start:]:
            weight = None if self.weight is None else self.weight[rows]
            yield Batch({"features": self.x[rows]}, self.y[rows], weight, rows)


class Ear:
    """Keeps what it hears; answers `reason` when `when(event)`."""

    def __init__(self, when: Callable[[object], bool] = lambda _: False, reason: str = "asked"):
        self.events, self.when, self.reason = [], when, reason

    def hear(self, event):
        self.events.append(event)
        return self.reason if self.when(event) else None

    def of(self, kind):
        return [event for event in self.events if isinstance(event, kind)]


def regression(loss: str = "auto", scale: Tensor | None = None, num_targets: int = 1):
    targets = tuple(TargetSpec(name=f"y{i}") for i in range(num_targets))
    spec = DataSpec(kind="table", task="regress", targets=targets)
    return make_task(spec, TaskConfig(loss=loss), target_scale=scale)


def classification(num_classes: int = 3, **options):
    classes = tuple(str(k) for k in range(num_classes))
    spec = DataSpec(kind="table", task="classify", targets=(TargetSpec(name="y", classes=classes),))
    weights = options.pop("weights", None)
    return make_task(spec, TaskConfig(**options), class_weights=weights)


def a_state(network: nn.Module, optimizer: torch.optim.Optimizer | None = None, rate: float = 0.1) -> TrainingState:
    optimizer = optimizer or torch.optim.SGD(network.parameters(), lr=rate)
    return TrainingState(network, optimizer, torch.amp.GradScaler("cpu", enabled=False))


def a_loop(
    state, task, train, validation=None, announce=lambda _: None, rate=0.1, interrupted=lambda: False, **options
):
    null = contextlib.nullcontext()
    learn = TrainStep(state, task, rate=lambda *_: rate, seed=0, autocast=null, **options)
    return Loop(state, task, train, validation, learn, LookStep(state, task, null), announce, interrupted)


def run(
    network, task, train, validation, folder: Path, optim=SGD, listeners=(), resume=False, tuning=None, **loop
) -> Trained:
    config = LoopConfig(**{"epochs": 3, "batch_size": 8, "patience": 0, "threads": 1, **loop})
    return train_network(
        network, task, train, validation, optim=optim, loop=config, plan=make_plan(config), folder=folder,
        listeners=listeners, resume=resume, tuning=tuning,
    )  # fmt: skip


def line(num_rows: int = 40, seed: int = 0) -> tuple[Tensor, Tensor]:
    """Three features and a target that is linear in them, with some noise."""
    source = torch.Generator().manual_seed(seed)
    x = torch.randn(num_rows, 3, generator=source)
    return x, x @ torch.tensor([[1.0], [-2.0], [0.5]]) + 0.1 * torch.randn(num_rows, 1, generator=source)


class Kit:
    """The helpers above, for tests that cannot import this file."""

    SGD, ADAM, Rows, Ear = SGD, ADAM, Rows, Ear
    regression = staticmethod(regression)
    classification = staticmethod(classification)
    state = staticmethod(a_state)
    loop = staticmethod(a_loop)
    run = staticmethod(run)
    line = staticmethod(line)


@pytest.fixture
def kit() -> type[Kit]:
    return Kit


@pytest.fixture(autouse=True)
def _as_found():
    """Threads and modes of the process as they were."""
    threads = torch.get_num_threads()
    yield
    torch.set_num_threads(threads)
    torch.use_deterministic_algorithms(False)
