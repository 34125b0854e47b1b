"""How much slower is a training that is watched for the doctor (`--doctor`, the default) than one that is not?

    python bench/doctor_cost.py [--seconds 60] [--block 0.5] [--threads 1] [--cpu] [--only lenet5]

LeNet-5 (batches of 64), ResNet-18 on 64 x 64 (32) and an LSTM over 50 steps (64). Two trainings from the same start, the
one watched, the other not, run by turns in one process, blocks of so many seconds of steps each, the first of each pair
by turns; so a machine that slows down slows both. Each training takes about --seconds. Printed: by how much longer the
watched one took over all blocks, with a 95 % interval from the differences of the pairs of blocks (Student's t), the
looks that were taken, and whether both ended with the same bits. All looks are in it, the first and the last too, and
the doctor's conclusions. With --cpu the process's computing time is measured, for a machine that does other work.
"""

import argparse
import math
import statistics
import tempfile
import threading
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
from lamina.core.events import Event, StepDone
from lamina.core.health import Checkup, DataFacts
from lamina.core.spec import DataSpec, TargetSpec
from lamina.data.batches import MemoryBatches
from lamina.networks import catalog
from lamina.training.session import train_network
from lamina.training.task import make_task
from lamina.verbs.health.file import FILE, read_health
from lamina.verbs.health.live import LiveDoctor
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


class Baton:
    """Two trainings in threads, of which one moves at a time: each keeps the seconds of its blocks of steps."""

    def __init__(self, block: int, clock: Callable[[], float]) -> None:
        """block: steps."""
        self.block, self.clock = block, clock
        self.turn = {watched: threading.Semaphore(0) for watched in (False, True)}
        self.paused = threading.Semaphore(0)
        self.running = {False: True, True: True}

    def run(self, trainings: dict[bool, Callable[["Runner"], None]]) -> dict[bool, list[float]]:
        """Block after block until both are done; seconds of each block."""
        seconds: dict[bool, list[float]] = {False: [], True: []}
        threads = [threading.Thread(target=self._whole, args=(key, one)) for key, one in trainings.items()]
        for thread in threads:
            thread.start()
        pair = 0
        while any(self.running.values()):
            for watched in ((False, True), (True, False))[pair % 2]:
                if self.running[watched]:
                    begin = self.clock()
                    self.turn[watched].release()
                    self.paused.acquire()
                    seconds[watched].append(self.clock() - begin)
            pair += 1
        for thread in threads:
            thread.join()
        return seconds

    def _whole(self, watched: bool, training: Callable[["Runner"], None]) -> None:
        self.turn[watched].acquire()
        training(Runner(self, watched))
        self.running[watched] = False
        self.paused.release()


class Runner:
    """A listener that hands the baton over after each block of steps."""

    def __init__(self, baton: Baton, watched: bool) -> None:
        self.baton, self.watched, self.left = baton, watched, baton.block

    def hear(self, event: Event) -> None:
        """Count the steps."""
        if type(event) is StepDone:
            self.left -= 1
            if not self.left:
                self.left = self.baton.block
                self.baton.paused.release()
                self.baton.turn[self.watched].acquire()


def main() -> None:
    """Print a line per network."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--block", type=float, default=0.5)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--cpu", action="store_true")
    parser.add_argument("--only", default="")
    asked = parser.parse_args()
    clock = time.process_time if asked.cpu else time.perf_counter
    for case in CASES:
        if asked.only in ("", case.name):
            compare(case, asked.seconds, asked.block, asked.threads, clock)


def compare(case: Case, seconds: float, block: float, threads: int, clock: Callable[[], float]) -> None:
    """One network's line."""
    steps = case.rows // case.batch_size
    trained(case, 1, False, threads)  # warm
    begin = clock()
    trained(case, 1, False, threads)
    one = clock() - begin
    epochs = max(1, round(seconds / one))
    baton, ends = Baton(max(1, round(block / one * steps)), clock), {}

    def training(watched: bool) -> Callable[[Runner], None]:
        def run(runner: Runner) -> None:
            ends[watched] = trained(case, epochs, watched, threads, runner)

        return run

    found = baton.run({watched: training(watched) for watched in (False, True)})
    more = [on - off for on, off in zip(found[True], found[False], strict=True)]
    off = sum(found[False])
    half = float(stats.t.ppf(0.975, len(more) - 1)) * statistics.stdev(more) * math.sqrt(len(more))
    low, middle, high = (100 * (sum(more) + way * half) / off for way in (-1, 0, 1))
    same = all(map(torch.equal, ends[True][1], ends[False][1]))
    print(
        f"{case.name}: {middle:+.1f} % ({low:+.1f} to {high:+.1f}), {epochs * steps} steps in {off:.0f} s, "
        f"{len(more)} pairs of blocks, {ends[True][0]} looks, same bits: {same}",
        flush=True,
    )


def trained(
    case: Case, epochs: int, watched: bool, threads: int, runner: Runner | None = None
) -> tuple[int, list[Tensor]]:
    """(looks, weights) of one training from the start."""
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
        path, watch = Path(folder) / FILE, None
        if watched:  # by its own thread's computing time: the other training takes turns with it
            watch = HealthWatch(network, TASK, source, path, clock=time.thread_time)
            watch.live = LiveDoctor(lambda: _checkup(case, epochs), lambda event, record: None)
        heard = [*([watch] if watch else []), *([runner] if runner else [])]
        train_network(
            network,
            TASK,
            watch or source,
            None,
            optim=OPTIM,
            loop=loop,
            plan=plan,
            folder=Path(folder),
            listeners=heard,
        )
        looks = len(read_health(path).readings)
    return looks, [value.detach().clone() for value in network.state_dict().values()]


def _checkup(case: Case, epochs: int) -> Checkup:
    """What the doctor knows of the run before its first reading."""
    data = DataFacts(kind="images", parts={"train": case.rows})
    settings = {"epochs": epochs}
    return Checkup(
        network=case.name, task="classify", classes=CLASSES, loss="cross-entropy", settings=settings, data=data
    )


if __name__ == "__main__":
    main()
