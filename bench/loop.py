"""How much of a bare PyTorch step's speed does the whole training loop keep?

    python bench/loop.py [threads] [cpu]

In one process, turn and turn about: one epoch of `train_network` (batches gathered anew, metrics, events, history,
checkpoints, budget, early stopping's listeners) and as many bare steps on one fixed batch (same network, batch,
optimizer and its kernel). The ratio of the medians is bare / loop: 1 means that the loop costs nothing.
With `cpu` the main thread's processor time is measured instead of the clock: with 1 thread, on a busy machine.
"""

import statistics
import sys
import tempfile
import time
from pathlib import Path

import torch
from torch import nn
from torch.nn import functional as F

from lamina.core.batch import Part
from lamina.core.config import LoopConfig, OptimConfig, TaskConfig
from lamina.core.device import apply_plan, make_plan
from lamina.core.events import EpochDone, Event
from lamina.core.spec import DataSpec, TargetSpec
from lamina.data.batches import MemoryBatches
from lamina.networks import catalog
from lamina.training.optim import make_optimizer
from lamina.training.session import train_network
from lamina.training.task import make_task

OPTIM = OptimConfig(optimizer="adamw", learning_rate=1e-3, weight_decay=1e-2, schedule="one-cycle")

CLOCK = time.thread_time if "cpu" in sys.argv else time.perf_counter


class BareSteps:
    """After each epoch of the loop, the same number of bare steps; keeps the seconds per step of both."""

    def __init__(self, network: nn.Module, batch: tuple[torch.Tensor, torch.Tensor], steps: int) -> None:
        self.network, (self.x, self.y), self.steps = network, batch, steps
        self.optimizer = make_optimizer(network, OPTIM)
        self.lossy = F.cross_entropy if self.y.dtype == torch.int64 else F.mse_loss
        self.bare: list[float] = []
        self.loop: list[float] = []
        self.begin = CLOCK()

    def hear(self, event: Event) -> None:
        """Close the loop's epoch, run the bare steps."""
        if type(event) is not EpochDone:
            return
        self.loop.append((CLOCK() - self.begin) / self.steps)
        begin = CLOCK()
        for _ in range(self.steps):
            self.optimizer.zero_grad()
            loss = self.lossy(self.network(self.x), self.y)
            loss.backward()
            self.optimizer.step()
        self.bare.append((CLOCK() - begin) / self.steps)
        self.begin = CLOCK()


def measure(
    name: str, arguments: dict, shape: tuple[int, ...], classes: int, batch: int, steps: int, epochs: int
) -> None:
    """Print the medians of both, and their ratio."""
    torch.manual_seed(0)
    rows = batch * steps
    x = torch.randn(rows, *shape)
    y = torch.randint(classes, (rows,)) if classes > 1 else torch.randn(rows, 1)
    targets = (TargetSpec(name="y", classes=tuple(str(k) for k in range(classes)) if classes > 1 else ()),)
    spec = DataSpec(kind="table", task="classify" if classes > 1 else "regress", targets=targets)
    loop = LoopConfig(epochs=epochs, batch_size=batch, patience=0, threads=torch.get_num_threads(), minutes=60)
    bare = BareSteps(catalog.build(name, **arguments), (x[:batch].clone(), y[:batch].clone()), steps)
    part = Part("train", {"x": x}, y, None, torch.arange(rows))
    with tempfile.TemporaryDirectory() as folder:
        train_network(
            catalog.build(name, **arguments), make_task(spec, TaskConfig()),
            MemoryBatches(part, batch_size=batch, seed=0, shuffle=True), None,
            optim=OPTIM, loop=loop, plan=make_plan(loop), folder=Path(folder), listeners=[bare],
        )  # fmt: skip
    mine, theirs = statistics.median(bare.loop[2:]), statistics.median(bare.bare[2:])
    print(
        f"{name:8} batch {batch:4}  bare {theirs * 1e6:7.1f} us  loop {mine * 1e6:7.1f} us  ratio {theirs / mine:.3f}"
    )


def main() -> None:
    """LeNet-5 at batch 64 and an MLP 32-64-64-1 at batch 256."""
    threads = int(sys.argv[1]) if len(sys.argv) > 1 else 1
    torch.set_num_threads(threads)
    apply_plan(make_plan(LoopConfig(threads=threads)))
    mlp = {"in_features": 32, "num_classes": 1, "hidden_dims": [64, 64]}
    measure("mlp", mlp, (32,), 1, batch=256, steps=100, epochs=60)
    measure("lenet5", {"in_channels": 1, "num_classes": 10}, (1, 32, 32), 10, batch=64, steps=30, epochs=40)


if __name__ == "__main__":
    main()
