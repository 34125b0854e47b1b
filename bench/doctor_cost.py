"""How much slower is a training that is watched for the doctor (`--doctor`, the default) than one that is not?

    python bench/doctor_cost.py [--seconds 20] [--pairs 8] [--threads 1] [--cpu] [--only lenet5]

LeNet-5 (batches of 64), ResNet-18 on 64 x 64 (32) and an LSTM over 50 steps (64), each trained from the start for about
so many seconds with the watch on and off, turn and turn about in one process; the order changes from pair to pair.
Printed: the mean of log(on / off) over the pairs as a percentage, with its 95 % interval (Student's t), the looks that
were taken, and whether both ended with the same bits. The looks that are taken in any case are in it: longer trainings
lose less. With --cpu the process's computing time is measured instead of the clock, for a machine that does other work.
"""

import argparse
import math
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import torch
from scipy import stats
from torch import Tensor, nn

from lamina.blocks.recurrent import LSTM
from lamina.core.batch import Part
from lamina.core.config import LoopConfig, OptimConfig, TaskConfig
from lamina.core.device import apply_plan, make_plan
from lamina.core.spec import DataSpec, TargetSpec
from lamina.data.batches import MemoryBatches
from lamina.networks import catalog
from lamina.training.session import train_network
from lamina.training.task import make_task
from lamina.verbs.health.file import FILE, read_health
from lamina.verbs.health.watch import HealthWatch

OPTIM = OptimConfig(optimizer="momentum", learning_rate=1e-3, weight_decay=0.0, schedule="constant", beta2=0.999)
CLASSES = tuple(map(str, range(10)))
TASK = make_task(
    DataSpec(kind="images", task="classify", targets=(TargetSpec(name="y", classes=CLASSES),)), TaskConfig()
)


class Sequences(nn.Module):
    """An LSTM and a head."""

    def __init__(self) -> None:
        super().__init__()
        self.rnn, self.head = LSTM(16, 64), nn.Linear(64, 10)

    def forward(self, x: Tensor) -> Tensor:
        """x: (B, T, 16) -> (B, 10)."""
        return self.head(self.rnn.last_hidden(self.rnn(x).state))


@dataclass(frozen=True)
class Case:
    """A network, the shape of a row, and the rows of a batch and of an epoch."""

    name: str
    build: Callable[[], nn.Module]
    shape: tuple[int, ...]
    batch_size: int
    rows: int


CASES = (
    Case("lenet5", lambda: catalog.build("lenet5"), (1, 32, 32), 64, 2048),
    Case("resnet18", lambda: catalog.build("resnet18", num_classes=10), (3, 64, 64), 32, 256),
    Case("lstm", Sequences, (50, 16), 64, 1024),
)


def main() -> None:
    """Print a line per network."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--pairs", type=int, default=8)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--cpu", action="store_true")
    parser.add_argument("--only", default="")
    asked = parser.parse_args()
    clock = time.process_time if asked.cpu else time.perf_counter
    for case in CASES:
        if asked.only in ("", case.name):
            compare(case, asked.seconds, asked.pairs, asked.threads, clock)


def compare(case: Case, seconds: float, pairs: int, threads: int, clock: Callable[[], float]) -> None:
    """One network's line."""
    trained(case, 1, False, threads, clock)  # warm
    epochs = max(1, round(seconds / trained(case, 1, False, threads, clock)[0]))
    ratios, looks, same = [], 0, True
    for pair in range(pairs):
        found = {watched: trained(case, epochs, watched, threads, clock) for watched in (pair % 2 == 0, pair % 2 == 1)}
        ratios.append(math.log(found[True][0] / found[False][0]))
        looks, same = found[True][1], same and all(map(torch.equal, found[True][2], found[False][2]))
    mean = statistics.fmean(ratios)
    half = float(stats.t.ppf(0.975, pairs - 1)) * statistics.stdev(ratios) / math.sqrt(pairs) if pairs > 1 else math.nan
    low, middle, high = (100 * (math.exp(value) - 1) for value in (mean - half, mean, mean + half))
    print(
        f"{case.name}: {middle:+.1f} % ({low:+.1f} to {high:+.1f}), {epochs} epochs of {case.rows} rows, {looks} looks, "
        f"same bits: {same}",
        flush=True,
    )


def trained(
    case: Case, epochs: int, watched: bool, threads: int, clock: Callable[[], float]
) -> tuple[float, int, list[Tensor]]:
    """(seconds, looks, weights) of one training from the start."""
    torch.manual_seed(0)
    loop = LoopConfig(epochs=epochs, batch_size=case.batch_size, patience=0, threads=threads, device="cpu")
    plan = make_plan(loop)
    apply_plan(plan)
    network = case.build()
    draw = torch.Generator().manual_seed(0)
    part = Part(
        "train", {"x": torch.randn(case.rows, *case.shape, generator=draw)}, torch.arange(case.rows) % 10, None,
        torch.arange(case.rows),
    )  # fmt: skip
    source = MemoryBatches(part, batch_size=case.batch_size, seed=0, shuffle=True)
    with tempfile.TemporaryDirectory() as folder:
        begin = clock()
        watch = HealthWatch(network, TASK, source, Path(folder) / FILE) if watched else None
        train_network(
            network, TASK, watch or source, None, optim=OPTIM, loop=loop, plan=plan, folder=Path(folder),
            listeners=[watch] if watch else [],
        )  # fmt: skip
        spent = clock() - begin
        looks = len(read_health(Path(folder) / FILE).readings)
    return spent, looks, [value.detach().clone() for value in network.state_dict().values()]


if __name__ == "__main__":
    main()
