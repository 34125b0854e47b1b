"""Proof on the user's own machine that a killed and resumed run ends with the same bits as one never killed."""

import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import torch

from lamina.bundle.verify import Check
from lamina.core.config import RunConfig
from lamina.core.files import write_json
from lamina.verbs.load import load
from lamina.verbs.resume import resume
from lamina.verbs.run import Run
from lamina.verbs.settings import source_of
from lamina.verbs.train import train

EPOCHS = 3  # of the proof's trainings; resuming does the same at any length


def prove_resume(run: Run, kills: int = 2) -> list[Check]:
    """Train the run's configuration for a few epochs undisturbed, and again with `kills` kills; compare all weights."""
    short = min(EPOCHS, int(run.config.loop.epochs))
    config = run.config.replace(
        epochs=short, checkpoint_seconds=0.05, baseline=False, plots=False, folds=0, minutes=None
    )
    source_of(None, config)  # data that was in memory cannot be read again: refused here
    with tempfile.TemporaryDirectory(prefix="lamina-proof-") as temporary:
        root = Path(temporary)
        whole = train(config=config.replace(out=str(root), name="whole"))
        killed = killed_and_resumed(config.replace(out=str(root), name="killed"), root, kills)
        resumed = load(root / "killed")
        same = same_bits(whole, resumed)
        parameters = {"kills": killed, "epochs": short, "tensors": len(whole.model.network.state_dict())}
    return [Check(code="verbs.check_resume", parameters=parameters, ok=same and killed > 0)]


def killed_and_resumed(config: RunConfig, root: Path, kills: int) -> int:
    """Run the training in a child process, kill it (SIGKILL) at random moments, finish it here; the kills that hit."""
    write_json(root / "killed.json", config.model_dump(mode="json"))
    folder, hits = root / str(config.output.name), 0
    command = [sys.executable, "-m", "lamina", "--quiet", "train", "--config", str(root / "killed.json")]
    for _ in range(kills):
        before = last_checkpoint(folder)
        child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        while child.poll() is None and last_checkpoint(folder) == before:  # it trains once it has written a new one
            time.sleep(0.01)
        time.sleep(random.uniform(0.0, 0.5))
        if child.poll() is None:
            child.kill()
            hits += 1
        child.wait()
        command = [sys.executable, "-m", "lamina", "--quiet", "resume", str(folder)]
    resume(folder)
    return hits


def last_checkpoint(folder: Path) -> int:
    """When the last checkpoint was written, in nanoseconds; 0 before the first."""
    path = folder / "checkpoints" / "last.json"
    return path.stat().st_mtime_ns if path.is_file() else 0


def same_bits(first: Run, second: Run) -> bool:
    """Whether the weights of both runs' networks are equal to the last bit."""
    one, other = first.model.network.state_dict(), second.model.network.state_dict()
    return one.keys() == other.keys() and all(torch.equal(one[name], other[name]) for name in one)
