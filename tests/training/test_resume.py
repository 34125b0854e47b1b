"""kill -9 at random moments, many times; the run ends with the very bytes of one that was never killed."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

SCRIPT = '''
import sys, time
from pathlib import Path

import torch
from torch import nn
from safetensors.torch import save_file

sys.path.insert(0, sys.argv[4])
from conftest import Rows, classification, regression, run
from lamina.core.config import OptimConfig

kind, folder, resume = sys.argv[1], Path(sys.argv[2]), sys.argv[3] == "resume"
torch.manual_seed(11)


class Slow:
    """So that a kill comes in the middle; the killed runs only."""

    def hear(self, event):
        if "killed" in folder.name:
            time.sleep(0.004)


source = torch.Generator().manual_seed(3)
if kind == "images":
    network = nn.Sequential(
        nn.Conv2d(1, 4, 3), nn.BatchNorm2d(4), nn.ReLU(), nn.Flatten(), nn.Dropout(0.5), nn.Linear(4 * 36, 3)
    )
    x, y = torch.randn(120, 1, 8, 8, generator=source), torch.randint(3, (120,), generator=source)
    task, optim = classification(label_smoothing=0.1), OptimConfig(optimizer="momentum", learning_rate=0.01, weight_decay=0.001, schedule="one-cycle")
elif kind == "windows":
    network = nn.Sequential(nn.Linear(5, 16), nn.Dropout(0.3), nn.ReLU(), nn.Linear(16, 2))
    x, y = torch.randn(130, 5, generator=source), torch.randn(130, 2, generator=source)
    task, optim = regression("huber", num_targets=2), OptimConfig(optimizer="rmsprop", learning_rate=0.001, weight_decay=0.0, schedule="step")
else:
    network = nn.Sequential(nn.Linear(5, 16), nn.BatchNorm1d(16), nn.Tanh(), nn.Dropout(0.5), nn.Linear(16, 1))
    x, y = torch.randn(130, 5, generator=source), torch.randn(130, 1, generator=source)
    task, optim = regression(), OptimConfig(optimizer="adamw", learning_rate=0.01, weight_decay=0.01, schedule="cosine", clip_norm=1.0)
weight = torch.rand(100, generator=source) if kind == "windows" else None
trained = run(
    network, task, Rows(x[:100], y[:100], 7, weight), Rows(x[100:], y[100:], 9, shuffle=False), folder,
    optim=optim, listeners=[Slow()], resume=resume, epochs=7, patience=5, checkpoint_seconds=0.02,
    accumulate=3 if kind == "windows" else 1, batch_size=7,
)
save_file(network.state_dict(), folder / "final.safetensors")
'''


def start(kind: str, folder: Path, resume: bool, wait: bool = True) -> subprocess.Popen[bytes]:
    command = [
        sys.executable,
        "-c",
        SCRIPT,
        kind,
        str(folder),
        "resume" if resume else "train",
        str(Path(__file__).parent),
    ]
    process = subprocess.Popen(command, env={**os.environ, "OMP_NUM_THREADS": "1"}, stderr=subprocess.PIPE)
    if wait:
        _, errors = process.communicate(timeout=240)
        assert process.returncode == 0, errors.decode()
    return process


def columns(folder: Path) -> list[list[str]]:
    """history.csv without the seconds and the speed, as text: every digit counts."""
    return [line.split(",")[:-2] for line in (folder / "history.csv").read_text().splitlines()]


@pytest.mark.parametrize("kind", ["table", "images", "windows"])
def test_a_killed_run_ends_with_the_same_bytes(tmp_path, kind):
    straight, killed = tmp_path / "straight", tmp_path / "killed"
    start(kind, straight, resume=False)
    dice = random.Random(kind)
    kills = 0
    for number in range(12):
        process = start(kind, killed, resume=number > 0, wait=False)
        wait_for(killed / "checkpoints" / "last.json", process)
        time.sleep(dice.uniform(0.0, 0.25))
        process.send_signal(signal.SIGKILL)
        _, errors = process.communicate()
        if process.returncode != -signal.SIGKILL:
            assert process.returncode == 0, errors.decode()
            break
        kills += 1
        if number >= 2 and kills >= 3:
            break
    start(kind, killed, resume=True)
    assert kills >= 1
    assert (killed / "final.safetensors").read_bytes() == (straight / "final.safetensors").read_bytes()
    assert columns(killed) == columns(straight)


def wait_for(path: Path, process: subprocess.Popen[bytes]) -> None:
    """Until the process has written a checkpoint of its own (or ended)."""
    before = path.stat().st_mtime_ns if path.exists() else 0
    limit = time.monotonic() + 120
    while process.poll() is None and time.monotonic() < limit:
        if path.exists() and path.stat().st_mtime_ns != before:
            return
        time.sleep(0.005)
